#!/usr/bin/env python3
"""Prepare the backend tests of the onnx package for the test of GraphIR's shape rules.

Copies every `model.onnx` of onnx/backend/test/data into one folder, without the shapes that the file declares for its
outputs and inner values, and writes beside them `expected.tsv`: a line per output with the model, the output's name, the
type that the file declared, and the type that `onnx.shape_inference` finds in the copy. Types are written as GraphIR
describes them. Of a model with short inputs there is a second copy, NAME.values.onnx, which holds their values from the
test's data as constants: where values decide shapes, that one tells them. Then:

    KERNELCAST_ONNX_TESTS=FOLDER swift test --disable-xctest --filter ONNXBackendTests

Needs: onnx==1.22.0
"""

import argparse
import math
import sys
from pathlib import Path

import onnx
from onnx import ModelProto, TensorProto, TypeProto, shape_inference

LONGEST = 16  # values of an input that may be a shape, axes, scales or a count

ELEMENTS = {number: name.lower() for name, number in TensorProto.DataType.items()} | {
    TensorProto.UNDEFINED: "unknown",
    TensorProto.FLOAT: "float32",
    TensorProto.DOUBLE: "float64",
}


def tensor(kind: TypeProto.Tensor) -> str:
    """Return a tensor's type as GraphIR describes it, symbols as question marks."""
    element = ELEMENTS.get(kind.elem_type, "unknown")
    if not kind.HasField("shape"):
        return f"{element} of unknown rank"
    if not kind.shape.dim:
        return f"{element} scalar"
    dimensions = [str(dim.dim_value) if dim.HasField("dim_value") else "?" for dim in kind.shape.dim]
    return f"{element} {'x'.join(dimensions)}"


def description(kind: TypeProto) -> str:
    """Return any value's type as GraphIR describes it."""
    match kind.WhichOneof("value"):
        case "tensor_type":
            return tensor(kind.tensor_type)
        case "sparse_tensor_type":
            return tensor(kind.sparse_tensor_type)
        case "sequence_type":
            return "sequence of " + description(kind.sequence_type.elem_type)
        case "optional_type":
            return "optional " + description(kind.optional_type.elem_type)
        case "map_type":
            return "map"
        case _:
            return "unknown of unknown rank"


def without_shapes(model: ModelProto) -> ModelProto:
    """Return the model without the types of its outputs and inner values."""
    copy = ModelProto()
    copy.CopyFrom(model)
    del copy.graph.value_info[:]
    for output in copy.graph.output:
        output.ClearField("type")
    return copy


def with_values(model: ModelProto, data: Path) -> ModelProto | None:
    """Return the model with its short inputs as constants of the values that the test's data give them."""
    copy = ModelProto()
    copy.CopyFrom(model)
    constants: list[TensorProto] = []
    for index, value in enumerate(model.graph.input):
        path = data / f"input_{index}.pb"
        if not path.exists() or value.type.WhichOneof("value") != "tensor_type":
            continue
        constant = TensorProto()
        constant.ParseFromString(path.read_bytes())
        if len(constant.dims) < 2 and math.prod(constant.dims) <= LONGEST:
            constant.name = value.name
            constants.append(constant)
    taken = {constant.name for constant in constants}
    kept = [value for value in copy.graph.input if value.name not in taken]
    del copy.graph.input[:]
    copy.graph.input.extend(kept)
    copy.graph.initializer.extend(constants)
    return copy if constants else None


def inferred(model: ModelProto) -> dict[str, str]:
    """Return what onnx finds of the outputs, by name."""
    try:
        model = shape_inference.infer_shapes(model, data_prop=True)
    except Exception as error:  # what onnx cannot read says nothing
        print(f"onnx: {error}", file=sys.stderr)
        return {}
    return {output.name: description(output.type) for output in model.graph.output}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    source = Path(onnx.__file__).parent / "backend/test/data"
    lines: list[str] = []
    for path in sorted(source.rglob("model.onnx")):
        model = onnx.load(path)
        copy = without_shapes(model)
        name = "-".join(path.relative_to(source).parts[:-1])
        (options.folder / f"{name}.onnx").parent.mkdir(parents=True, exist_ok=True)
        onnx.save(copy, options.folder / f"{name}.onnx")
        if valued := with_values(copy, path.parent / "test_data_set_0"):
            onnx.save(valued, options.folder / f"{name}.values.onnx")
        found = inferred(copy)
        for output in model.graph.output:
            declared = description(output.type)
            lines.append("\t".join([name, output.name, declared, found.get(output.name, "unknown of unknown rank")]))
    (options.folder / "expected.tsv").write_text("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
