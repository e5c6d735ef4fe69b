#!/usr/bin/env python3
"""Compare the kernels that LitePred's extraction finds in .tflite files with those of the ruleset `litepred`.

LitePred walks the operators in the file's order and reads a kernel off each: a convolution, a pool, a sum, a product with
weights, HARD_SWISH, a LOGISTIC that a MUL follows (swish), and a MEAN: squeeze and excitation where CONV_2D, CONV_2D,
HARD_SWISH and MUL follow it, else a global pool. The operators between are then skipped up to the MUL. Others are left
out. Features are its own: the width of the image, channels, window, stride, and work. What is written here is that, afresh.

    compare_litepred.py --executable .build/release/kernelcast FILE...

Prints per file how many kernels each finds and how many are the same, then each kind that differs. Needs ai-edge-litert.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from ai_edge_litert import schema_py_generated as schema

NAMES = {value: name for name, value in vars(schema.BuiltinOperator).items() if isinstance(value, int)}
GATE = ["CONV_2D", "CONV_2D", "HARD_SWISH", "MUL"]


def work(places: float, weights: int) -> list[float]:
    """Return work in 2 million operations and parameters in millions; a bias counts as a multiplication."""
    return [2 * places * weights / 2e6, weights / 1e6]


def extracted(path: Path) -> Counter:
    """Return LitePred's kernels with their features."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(path.read_bytes(), 0))
    graph = model.subgraphs[0]
    codes = [NAMES[max(code.builtinCode, code.deprecatedBuiltinCode)] for code in model.operatorCodes]
    names = [codes[operator.opcodeIndex] for operator in graph.operators]
    kernels: Counter = Counter()
    is_inside_gate = False
    for index, (name, operator) in enumerate(zip(names, graph.operators)):
        if name == "MUL":
            is_inside_gate = False
        if is_inside_gate:
            continue
        shape = [int(extent) for extent in graph.tensors[operator.inputs[0]].shape]
        outputs = int([1, *graph.tensors[operator.outputs[0]].shape][-1])
        size, channels = (shape[-2] if len(shape) > 1 else 1), (shape[-1] if shape else 1)
        options = operator.builtinOptions
        match name:
            case "CONV_2D" | "DEPTHWISE_CONV_2D":
                window, stride = int(graph.tensors[operator.inputs[1]].shape[1]), options.strideH
                is_depthwise = name != "CONV_2D"
                weights = outputs * (window * window * (1 if is_depthwise else channels) + 1)
                features = [size, channels, outputs, window, stride, *work((size / stride) ** 2, weights)]
                kernels["dwconv-bn-relu" if is_depthwise else "conv-bn-relu", *features] += 1
            case "ADD":
                kernels["add", size, channels, channels] += 1
            case "FULLY_CONNECTED":
                kernels["fc", channels, outputs, *work(1, (channels + 1) * outputs)] += 1
            case "MAX_POOL_2D" | "AVERAGE_POOL_2D":
                kind = "maxpool" if name == "MAX_POOL_2D" else "avgpool"
                kernels[kind, size, channels, outputs, options.filterHeight, options.strideH] += 1
            case "LOGISTIC" if names[index + 1 : index + 2] == ["MUL"]:
                kernels["swish", size, channels] += 1
            case "MEAN":
                is_inside_gate = names[index + 1 : index + 5] == GATE
                kernels["se" if is_inside_gate else "global-avgpool", size, channels] += 1
            case "HARD_SWISH":
                kernels["hswish", size, channels] += 1
    return kernels


def formed(path: Path, executable: Path) -> Counter:
    """Return our kernels of LitePred's types, with LitePred's features."""
    kernels: Counter = Counter()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "kernels.jsonl"
        command = [executable, "dataset", path, "--ruleset", "litepred", "--columns", "litepred", "-o", target]
        subprocess.run(command, check=False, stderr=subprocess.DEVNULL)
        for line in target.read_text().splitlines():
            row = json.loads(line)
            features = [value for key, value in row.items() if key not in ("kernel", "count", "models")]
            # An activation that is a part of the sum has no kernel of its own in TFLite.
            kernels["add" if row["kernel"] == "add-relu" else row["kernel"], *features] += row["count"]
    return kernels


def rounded(kernels: Counter) -> Counter:
    """Return the same with twelve digits of each feature."""
    result: Counter = Counter()
    for (kind, *features), count in kernels.items():
        result[kind, *(float(f"{value:.12g}") for value in features)] += count
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--executable", type=Path, required=True)
    options = parser.parse_args()
    for path in options.files:
        theirs, ours = rounded(extracted(path)), rounded(formed(path, options.executable))
        both = theirs & ours
        print(f"{path.stem}: {theirs.total()} theirs, {ours.total()} ours, {both.total()} the same")
        kinds = sorted({key[0] for key in (theirs - both) | (ours - both)})
        for kind in kinds:
            counts = [sum(n for key, n in (side - both).items() if key[0] == kind) for side in (theirs, ours)]
            print(f"    {kind}: {counts[0]} theirs alone, {counts[1]} ours alone")
    return 0


if __name__ == "__main__":
    sys.exit(main())
