#!/usr/bin/env python3
"""Count the operators that ONNX Runtime executes of every export, at each level of graph optimisation.

For FOLDER/SOURCE/NAME.onnx, as samples/sweep.py writes them, the session saves its optimised model; its nodes are counted
by operator into FOLDER/onnxruntime/SOURCE/NAME.json:

    {"runtime": "1.31.1", "block": 16, "levels": {"1": {"Conv": 20, ...}, "2": {...}, "3": {...}}}

`block` is the number of channels that the NCHWc layout of level 3 keeps together on this CPU: 16 with AVX-512, 8 without
it, 0 where there is no such layout. Operators of other domains than ONNX's are written `com.microsoft:FusedConv`. With
--nodes, each node of the optimised models is written too, for whoever looks for a difference. Files that exist already
are skipped. Runs on the CPU, on one thread; no model is run.

--table FILE gathers the counts of all networks into the table that the tests read: a line per network and level.

Needs: onnx onnxruntime
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy
import onnx
import onnxruntime
from onnx import AttributeProto, TensorProto, helper, numpy_helper

LEVELS = {
    "1": onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC,
    "2": onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
    "3": onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL,
}


def optimised(model: str | bytes, level: str, dims: dict[str, int], scratch: Path) -> onnx.ModelProto:
    """Return the model that ONNX Runtime executes, its larger initializers left outside."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = LEVELS[level]
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    options.optimized_model_filepath = str(scratch / "optimised.onnx")
    options.add_session_config_entry("session.optimized_model_external_initializers_file_name", "weights")
    options.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", "256")
    for name, value in dims.items():
        options.add_free_dimension_override_by_name(name, value)
    onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return onnx.load(scratch / "optimised.onnx", load_external_data=False)


def block_size(scratch: Path) -> int:
    """Return the channels to which the runtime fills up the single filter of a convolution; 0 without such a layout."""
    weights = numpy_helper.from_array(numpy.ones((1, 1, 1, 1), numpy.float32), "w")
    node = helper.make_node("Conv", ["x", "w"], ["y"])
    image = [1, 1, 4, 4]
    graph = helper.make_graph(
        [node],
        "probe",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, image)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, image)],
        [weights],
    )
    probe = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    result = optimised(probe.SerializeToString(), "3", {}, scratch)
    convs = [node for node in result.graph.node if node.op_type == "Conv" and node.domain == "com.microsoft.nchwc"]
    shapes = {tensor.name: tensor.dims for tensor in result.graph.initializer}
    return shapes[convs[0].input[1]][0] if convs else 0


def operator(node: onnx.NodeProto) -> str:
    """Return the operator's name, with its domain where that is not ONNX's."""
    return node.op_type if node.domain in ("", "ai.onnx") else f"{node.domain}:{node.op_type}"


def executed(graph: onnx.GraphProto) -> Counter[str]:
    """Return how often each operator stands in a graph, with one branch of each `If` and the body of each loop.

    Of two branches the longer one counts, as it does where Kernelcast cannot tell which one runs.
    """
    counts = Counter(operator(node) for node in graph.node)
    for node in graph.node:
        bodies = [executed(attribute.g) for attribute in node.attribute if attribute.type == AttributeProto.GRAPH]
        counts += max(bodies, key=Counter.total, default=Counter())
    return counts


def listing(model: onnx.ModelProto) -> list[dict]:
    """Return every node with its operands and its small attributes, and what is known of its types."""
    nodes = []
    for node in model.graph.node:
        attributes = {
            attribute.name: str(helper.get_attribute_value(attribute))[:100]
            for attribute in node.attribute
            if attribute.type not in (AttributeProto.GRAPH, AttributeProto.TENSOR)
        }
        nodes.append({"op": operator(node), "name": node.name, "in": list(node.input), "out": list(node.output)})
        nodes[-1]["attributes"] = attributes
    return nodes


def table(folder: Path) -> str:
    """Return all counts below a folder: network, block, sizes of dynamic axes, level, counts by operator."""
    lines = []
    for path in sorted(folder.rglob("*.json")):
        reference = json.loads(path.read_text())
        dims = " ".join(f"{name}={size}" for name, size in reference["dims"].items())
        for level, counts in reference["levels"].items():
            executed = " ".join(f"{name}={count}" for name, count in counts.items())
            name = f"{path.parent.name}/{path.stem}"
            lines.append("\t".join([name, str(reference["block"]), dims, level, executed]) + "\n")
    return "".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="what samples/sweep.py wrote")
    parser.add_argument("--sources", nargs="+", help="default: every folder that holds exports")
    parser.add_argument("--names", nargs="+", metavar="NAME", help="only these networks")
    parser.add_argument("--nodes", type=Path, metavar="DIR", help="also write every node of the optimised models")
    parser.add_argument("--table", type=Path, metavar="FILE", help="gather the counts of all networks there")
    options = parser.parse_args()
    sources = options.sources or sorted({path.relative_to(options.folder).parts[0] for path in
                                         options.folder.rglob("*.onnx")})
    failures = 0
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch_name:
        scratch = Path(scratch_name)
        block = block_size(scratch)
        for source in sources:
            for path in sorted((options.folder / source).rglob("*.onnx")):
                name = path.stem
                target = options.folder / "onnxruntime" / source / f"{name}.json"
                if target.exists() or (options.names and name not in options.names):
                    continue
                sizes = path.with_suffix(".dims.json")
                dims = json.loads(sizes.read_text()) if sizes.exists() else {}
                reference = {"runtime": onnxruntime.__version__, "block": block, "dims": dims, "levels": {}}
                try:
                    for level in LEVELS:
                        model = optimised(str(path), level, dims, scratch)
                        counts = executed(model.graph)
                        reference["levels"][level] = dict(sorted(counts.items()))
                        if options.nodes:
                            listed = options.nodes / source / f"{name}.{level}.json"
                            listed.parent.mkdir(parents=True, exist_ok=True)
                            listed.write_text("\n".join(json.dumps(node) for node in listing(model)))
                except Exception as error:  # any one model may be refused; the others go on
                    print(f"failed: {source}/{name}: {error}", file=sys.stderr, flush=True)
                    failures += 1
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(json.dumps(reference))
                totals = {level: sum(counts.values()) for level, counts in reference["levels"].items()}
                print(f"{source}/{name}: {totals}", flush=True)
    if options.table:
        options.table.write_text(table(options.folder / "onnxruntime"))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
