#!/usr/bin/env python3
"""Checks that what our ONNX writer wrote passes onnx.checker and runs in onnxruntime, with finite outputs.

    kernelcast-bench variants --count 60 --weights made -o FOLDER && check_variants.py FOLDER
"""
import sys
from pathlib import Path

import numpy
import onnx
import onnxruntime

TYPES = {
    "tensor(float)": numpy.float32, "tensor(float16)": numpy.float16, "tensor(int64)": numpy.int64,
    "tensor(int32)": numpy.int32, "tensor(bool)": numpy.bool_, "tensor(uint8)": numpy.uint8,
}


def check(path):
    """Runs the model on ones."""
    onnx.checker.check_model(onnx.load(path), full_check=True)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options)
    feeds = {
        value.name: numpy.ones([size if isinstance(size, int) else 1 for size in value.shape], TYPES[value.type])
        for value in session.get_inputs()
    }
    for output in session.run(None, feeds):
        assert numpy.isfinite(output).all(), f"{path}: expected finite numbers, found others"


def main():
    paths = sorted(Path(sys.argv[1]).rglob("*.onnx"))
    assert paths, f"{sys.argv[1]}: expected models, found none"
    for path in paths:
        check(path)
    print(f"{len(paths)} models load and run")


main()
