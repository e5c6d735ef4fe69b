#!/usr/bin/env python3
"""Check what `kernelcast predict` writes for other viewers: --annotate for Netron, model-explorer for Model Explorer.

The annotated copy must pass onnx.checker and give the same outputs in onnxruntime; every key of the node data must be a
node of the graph as Model Explorer's adapters read it. Needs onnx, onnxruntime, ai-edge-model-explorer and
model-explorer-onnx from PyPI.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, is_dataclass
from pathlib import Path

import numpy
import onnx
import onnxruntime
from model_explorer.builtin_tflite_flatbuffer_adapter import BuiltinTfliteFlatbufferAdapter
from model_explorer_onnx.main import ONNXAdapter


def outputs(model: Path) -> list[numpy.ndarray]:
    """Return what a model computes of the same random inputs."""
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    generator = numpy.random.default_rng(0)
    feeds = {
        value.name: generator.standard_normal([extent if isinstance(extent, int) else 1 for extent in value.shape])
        .astype(numpy.float32)
        for value in session.get_inputs()
    }
    return session.run(None, feeds)


def plain(value: object) -> dict:
    """Return what an adapter returns as a dictionary: some return one, some an object."""
    return asdict(value) if is_dataclass(value) else value


def graph_nodes(model: Path) -> dict[str, set[str]]:
    """Return the ids of the nodes of each graph, as Model Explorer has them."""
    adapter = BuiltinTfliteFlatbufferAdapter() if model.suffix == ".tflite" else ONNXAdapter()
    result = adapter.convert(str(model), {})
    collections = [plain(collection)["graphs"] for collection in result.get("graphCollections", [])]
    graphs = [plain(graph) for graph in [*result.get("graphs", []), *(graph for each in collections for graph in each)]]
    return {graph["id"]: {node["id"] for node in graph["nodes"]} for graph in graphs}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("models", type=Path, nargs="+", help="models with their weights")
    parser.add_argument("--executable", default="kernelcast")
    parser.add_argument("--platform", default="pixel4_gpu")
    arguments = parser.parse_args()
    failed = False
    for model in arguments.models:
        command = [arguments.executable, "predict", str(model), "--platform", arguments.platform]
        data = json.loads(subprocess.check_output([*command, "--format", "model-explorer"]))
        nodes = graph_nodes(model)
        missing = [key for graph in data for key in data[graph]["results"] if key not in nodes.get(graph, ())]
        found = sum(len(data[graph]["results"]) for graph in data) - len(missing)
        told = [f"{found} keys on the graph" + (f", not {missing[:3]}" if missing else "")]
        failed = failed or bool(missing)
        if model.suffix == ".onnx":
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder) / "annotated.onnx"
                subprocess.check_output([*command, "--annotate", str(copy)])
                onnx.checker.check_model(str(copy))
                entries = sum(1 for node in onnx.load(copy).graph.node for _ in node.metadata_props)
                same = all(numpy.array_equal(a, b) for a, b in zip(outputs(model), outputs(copy), strict=True))
            told.append(f"{entries} entries, onnx.checker passes, outputs {'equal' if same else 'DIFFER'}")
            failed = failed or not same
        print(f"{model.name}: {'; '.join(told)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
