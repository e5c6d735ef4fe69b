#!/usr/bin/env python3
"""Predicts a collection of models on a Spark cluster, and writes one dataset: a line of JSON for each model and platform,
in the order of the files' names, a part for each partition.

    spark-submit predict.py COLLECTION OUTPUT --platform pixel4_gpu [--executable kernelcast] [--partitions 16]

Each task is a pipe through `kernelcast predict`: paths in, reports out. COLLECTION lies where every worker sees it. A file
that cannot be read is a line with its error, and a task whose worker is lost runs again elsewhere.
"""
import argparse
import shlex
import time
from pathlib import Path

from pyspark.sql import SparkSession


def mapper(executable, platform):
    """The command of a task: paths on standard input, lines of JSON on standard output. What it has to say of a file that
    cannot be read (65, 66) is a line as well, so that only other codes make the task fail."""
    predict = shlex.join(
        [executable, "predict", "--models-from", "-", "--platform", platform, "--format", "json"])
    return shlex.join(["sh", "-c", f"{predict}; case $? in 0|65|66) ;; *) exit 1 ;; esac"])


def models(collection):
    """The collection's files, in order, by their whole paths: executors work in folders of their own."""
    return sorted(str(path) for path in Path(collection).resolve().rglob("*.onnx"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("collection")
    parser.add_argument("output")
    parser.add_argument("--platform", required=True)
    parser.add_argument("--executable", default="kernelcast")
    parser.add_argument("--partitions", type=int, default=16)
    arguments = parser.parse_args()
    paths = models(arguments.collection)
    spark = SparkSession.builder.appName("kernelcast").getOrCreate()
    start = time.monotonic()
    lines = spark.sparkContext.parallelize(paths, arguments.partitions).pipe(
        mapper(arguments.executable, arguments.platform), checkCode=True)
    lines.saveAsTextFile(arguments.output)
    print(f"{len(paths)} models in {time.monotonic() - start:.1f} s", flush=True)
    spark.stop()


if __name__ == "__main__":
    main()
