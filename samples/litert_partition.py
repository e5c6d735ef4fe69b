#!/usr/bin/env python3
"""Write which operators of TFLite files LiteRT's default delegate, XNNPACK, takes.

For every .tflite of a folder, DIR/partition.json holds a letter per operator of the file: x where the delegate runs it,
b where a builtin kernel does. DelegatePartitionTests compares that with the ruleset tflite-xnnpack.

Needs: ai-edge-litert
"""

import argparse
import json
from pathlib import Path

from ai_edge_litert.interpreter import Interpreter


def partition(path: Path) -> str:
    """Return the letters of a file's operators."""
    interpreter = Interpreter(str(path), num_threads=1)
    for tensor in interpreter.get_input_details():
        if -1 in tensor["shape_signature"][1:]:
            interpreter.resize_tensor_input(tensor["index"], [1, 224, 224, 3])
    interpreter.allocate_tensors()
    nodes = interpreter._get_ops_details()
    delegates = [node for node in nodes if node["op_name"] == "DELEGATE"]
    nodes = [node for node in nodes if node["op_name"] != "DELEGATE"]
    writers = {int(tensor): index for index, node in enumerate(nodes) for tensor in node["outputs"]}
    taken = set()
    for delegate in delegates:
        borders = {int(tensor) for tensor in delegate["inputs"]}
        tensors = [int(tensor) for tensor in delegate["outputs"]]
        while tensors:
            tensor = tensors.pop()
            index = writers.get(tensor)
            if tensor in borders or index is None or index in taken:
                continue
            taken.add(index)
            tensors += [int(tensor) for tensor in nodes[index]["inputs"]]
    return "".join("x" if index in taken else "b" for index in range(len(nodes)))


def main() -> None:
    """Write what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    output = folder / "partition.json"
    found = json.loads(output.read_text()) if output.exists() else {}
    for path in sorted(folder.glob("*.tflite")):
        if path.stem not in found:
            found[path.stem] = partition(path)
            output.write_text(json.dumps(found, indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
