#!/usr/bin/env python3
"""Write a model of many nodes, each reading what the one before writes, to time how it is read.

Needs: onnx
"""

import argparse
from pathlib import Path

import onnx
from onnx import TensorProto, helper


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="where to write it")
    parser.add_argument("--nodes", type=int, default=200_000, help="default: 200000")
    options = parser.parse_args()
    values = ["x"] + [f"/features/value_{index}" for index in range(options.nodes)]
    nodes = [
        helper.make_node("Relu" if index % 2 else "Sigmoid", [values[index]], [values[index + 1]], f"/node_{index}")
        for index in range(options.nodes)
    ]
    shape = [1, 64, 56, 56]
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in (values[0], values[-1])]
    graph = helper.make_graph(nodes, "chain", ends[:1], ends[1:])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), options.file)


if __name__ == "__main__":
    main()
