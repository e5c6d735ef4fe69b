#!/usr/bin/env python3
"""Count what OpenVINO executes of every export, and what MNN's and ncnn's converters write of it.

For FOLDER/SOURCE/NAME.onnx, as samples/sweep.py writes them, the operators are counted into
FOLDER/RUNTIME/SOURCE/NAME.json, RUNTIME one of openvino, mnn and ncnn:

    {"runtime": "2026.4.1", "counts": {"Convolution": 20, ...}}

openvino: the layers of the execution graph of the model that is compiled for the CPU, in float32, for one thread.
mnn: the operators of the model that MNN's converter writes, those of binary and unary arithmetic by what they compute.
ncnn: the layers of the .param that pnnx writes, arithmetic likewise.
What holds constants, or computes of them and of shapes alone, is not counted, nor inputs and outputs; nor ncnn's Split,
which copies nothing. Files that exist already are skipped. --table FILE gathers the counts of a runtime into the table
that the tests read: a line per network, its counts in the fifth column.

Needs: openvino, MNN or pnnx, whichever is asked for
"""

import argparse
import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

BINARY = "ADD SUB MUL DIV MAX MIN POW RSUB RDIV RPOW ATAN2 RATAN2".split()
UNARY = (
    "ABS NEG FLOOR CEIL SQUARE SQRT RSQRT EXP LOG SIN COS TAN ASIN ACOS ATAN RECIPROCAL TANH LOG10 ROUND TRUNC"
).split()


def openvino_layers(path: Path, scratch: Path) -> Counter:
    """Return the layers of the execution graph by type."""
    import openvino

    core = openvino.Core()
    settings = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": "f32"}
    compiled = core.compile_model(core.read_model(path), "CPU", settings)
    constants, counts = set(), Counter()
    for node in compiled.get_runtime_model().get_ordered_ops():
        layer = node.get_rt_info()["layerType"]
        layer = str(getattr(layer, "value", layer))
        sources = [port.get_source_output().get_node().get_friendly_name() for port in node.inputs()]
        if layer == "Const" or (sources and all(source in constants for source in sources)):
            constants.add(node.get_friendly_name())
        elif layer not in ("Input", "Output"):
            counts[layer] += 1
    return counts


def mnn_operators(path: Path, scratch: Path) -> Counter:
    """Return the operators of MNN's model by type.

    The converter's module is called, not its command: that installs a logging client and reports what it was used for.
    """
    import _tools

    model, listing = str(scratch / "m.mnn"), scratch / "m.json"
    weights_apart = ["--bizCode", "MNN", "--saveExternalData", "1"]
    _tools.mnnconvert(["mnnconvert", "-f", "ONNX", "--modelFile", str(path), "--MNNModel", model, *weights_apart])
    _tools.mnnconvert(["mnnconvert", "-f", "MNN", "--modelFile", model, "--JsonFile", str(listing)])
    constants, counts = set(), Counter()
    for operator in json.loads(listing.read_text())["oplists"]:
        kind, inputs = operator["type"], operator.get("inputIndexes") or []
        is_constant = kind in ("Const", "Rank", "Shape", "Size", "TrainableParam")
        if is_constant or (inputs and all(index in constants for index in inputs)):
            constants.update(operator.get("outputIndexes") or [])
        elif kind != "Input":
            name = operator.get("main", {}).get("opType", kind) if kind in ("BinaryOp", "UnaryOp") else kind
            counts[name] += 1
    return counts


def ncnn_layers(path: Path, scratch: Path) -> Counter:
    """Return the layers of pnnx's .param by type."""
    import pnnx

    (scratch / "m.onnx").symlink_to(path.resolve())
    program = Path(pnnx.__file__).parent / "pnnx"
    subprocess.run([program, "m.onnx"], cwd=scratch, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return layers_of_param((scratch / "m.ncnn.param").read_text())


def layers_of_param(text: str) -> Counter:
    """Return the layers of a .param by type."""
    constants, counts = set(), Counter()
    for line in text.splitlines()[2:]:
        fields = line.split()
        outputs = 4 + int(fields[2])
        inputs, end = fields[4:outputs], outputs + int(fields[3])
        settings = dict(field.split("=", 1) for field in fields[end:])
        if fields[0] == "MemoryData" or (inputs and all(blob in constants for blob in inputs)):
            constants.update(fields[outputs:end])
            continue
        match fields[0]:
            case "Input" | "Noop" | "Split": continue
            case "BinaryOp": counts[BINARY[int(settings.get("0", 0))]] += 1
            case "UnaryOp": counts[UNARY[int(settings.get("0", 0))]] += 1
            case layer: counts[layer] += 1
    return counts


RUNTIMES = {
    "openvino": ("openvino", openvino_layers), "mnn": ("MNN", mnn_operators), "ncnn": ("pnnx", ncnn_layers),
}


def table(folder: Path) -> str:
    """Return all counts below a folder: network, no block, no sizes of axes, no level, counts by operator."""
    lines = []
    for path in sorted(folder.rglob("*.json")):
        counts = json.loads(path.read_text())["counts"]
        executed = " ".join(f"{name}={count}" for name, count in counts.items())
        lines.append("\t".join([f"{path.parent.name}/{path.stem}", "0", "", "", executed]) + "\n")
    return "".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="what samples/sweep.py wrote")
    parser.add_argument("runtime", choices=RUNTIMES)
    parser.add_argument("--sources", nargs="+", default=["timm", "tv"])
    parser.add_argument("--names", nargs="+", metavar="NAME", help="only these networks")
    parser.add_argument("--table", type=Path, metavar="FILE", help="gather the counts of all networks there")
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    package, counted = RUNTIMES[options.runtime]
    failures = 0
    for path in (path for source in options.sources for path in sorted((options.folder / source).glob("*.onnx"))):
        target = options.folder / options.runtime / path.parent.name / f"{path.stem}.json"
        if target.exists() or (options.names and path.stem not in options.names):
            continue
        with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
            try:
                counts = counted(path, Path(scratch))
            except Exception as error:  # any one model may be refused; the others go on
                print(f"failed: {path}: {error}", file=sys.stderr, flush=True)
                failures += 1
                continue
        target.parent.mkdir(parents=True, exist_ok=True)
        reference = {"runtime": importlib.metadata.version(package), "counts": dict(sorted(counts.items()))}
        target.write_text(json.dumps(reference))
        print(f"{path.parent.name}/{path.stem}: {sum(counts.values())}", flush=True)
    if options.table:
        options.table.write_text(table(options.folder / options.runtime))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
