#!/usr/bin/env python3
"""Runs predict.py on a cluster of this machine, and checks what it writes.

    check.py COLLECTION --executable PATH [--platform pixel4_gpu] [--partitions 16]

A master and two workers of one core each are started as processes of their own. Three runs: with one worker, with two, and
with two of which one is killed in the middle, with all that it runs. Each must give the bytes that `kernelcast predict`
gives alone, and the last must have lost a worker. Needs pyspark (PyPI) and a Java runtime of version 17.
"""
import argparse
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyspark
from predict import models

HOME = Path(pyspark.__file__).parent
HERE = Path(__file__).parent
ENVIRONMENT = os.environ | {
    "SPARK_HOME": str(HOME), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable,
    "SPARK_NO_DAEMONIZE": "1",
}


def start(log, *command):
    """A process in a session of its own, so that it can be killed with all that it started."""
    with open(log, "w") as output:
        return subprocess.Popen(
            [str(part) for part in command], env=ENVIRONMENT, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True)


def kill(process):
    """Kills a process and all that it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait(what, condition, seconds=600):
    """Waits until the condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"expected {what} within {seconds} s")
        time.sleep(0.05)


class Cluster:
    """A master and workers of one core each, as processes of this machine."""

    def __init__(self, folder):
        self.folder = folder
        self.workers = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"spark://127.0.0.1:{port}"
        self.launcher = HOME / "bin/spark-class"
        self.master = start(
            folder / "master.log", self.launcher, "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1",
            "--port", port, "--webui-port", 0)

    def add(self, workers):
        """Starts workers, and waits until the master knows them."""
        for index in range(workers):
            self.workers.append(
                start(
                    self.folder / f"worker{index}.log", self.launcher, "org.apache.spark.deploy.worker.Worker",
                    "--host", "127.0.0.1", "--cores", 1, "--memory", "1g", "--webui-port", 0, "--work-dir",
                    self.folder / f"work{index}", self.address))
        log = self.folder / "master.log"
        wait("the workers", lambda: log.read_text().count("Registering worker") == workers)

    def submit(self, arguments, output):
        """Starts the job once all workers serve it."""
        return start(
            self.folder / "driver.log", HOME / "bin/spark-submit", "--master", self.address, "--conf",
            "spark.executor.memory=512m", "--conf", "spark.scheduler.minRegisteredResourcesRatio=1.0", "--conf",
            "spark.scheduler.maxRegisteredResourcesWaitingTime=60s", "--conf", f"spark.cores.max={len(self.workers)}",
            "--conf", "spark.ui.enabled=false", HERE / "predict.py", arguments.collection, output, "--platform",
            arguments.platform, "--executable", arguments.executable, "--partitions", arguments.partitions)

    def stop(self):
        for process in [*self.workers, self.master]:
            kill(process)


def run(folder, workers, arguments, is_killed):
    """The dataset's bytes, and the seconds of the job without the cluster's start."""
    folder.mkdir()
    output = folder / "dataset"
    cluster = Cluster(folder)
    driver = None
    try:
        cluster.add(workers)
        driver = cluster.submit(arguments, output)
        if is_killed:
            done = lambda: len(list(output.glob("_temporary/0/task_*"))) >= arguments.partitions // 4
            wait("a part of the tasks", lambda: done() or driver.poll() is not None, 600)
            kill(cluster.workers[0])
        driver.wait(timeout=1200)
    finally:
        if driver is not None:
            kill(driver)
        cluster.stop()
    log = (folder / "driver.log").read_text()
    if driver.returncode != 0:
        raise SystemExit(f"expected a job that ends well, found\n{log[-3000:]}")
    if is_killed and "Lost executor" not in log:
        raise SystemExit("expected a worker to be lost, found none")
    parts = sorted(output.glob("part-*"))
    seconds = float(re.search(r"models in ([\d.]+) s", log)[1])
    return b"".join(part.read_bytes() for part in parts), seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("collection")
    parser.add_argument("--executable", required=True)
    parser.add_argument("--platform", default="pixel4_gpu")
    parser.add_argument("--partitions", type=int, default=16)
    arguments = parser.parse_args()
    paths = models(arguments.collection)
    alone = subprocess.run(
        [arguments.executable, "predict", "--models-from", "-", "--platform", arguments.platform, "--format", "json"],
        input="\n".join(paths).encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    assert alone.count(b"\n") == len(paths), "expected a line for each model"
    folder = Path(tempfile.mkdtemp(prefix="kernelcast-spark-"))
    seconds = {}
    for name, workers, is_killed in [("one worker", 1, False), ("two workers", 2, False), ("one of two killed", 2, True)]:
        found, seconds[name] = run(folder / name.replace(" ", "-"), workers, arguments, is_killed)
        if found != alone:
            raise SystemExit(f"{name}: expected the bytes of a single machine, found others in {folder}")
        print(f"{name}: {len(paths)} models in {seconds[name]:.1f} s, as on a single machine", flush=True)
    print(f"two workers are {seconds['one worker'] / seconds['two workers']:.2f} times as fast as one")
    shutil.rmtree(folder)


main()
