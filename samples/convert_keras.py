#!/usr/bin/env python3
"""Convert every network of tf.keras.applications, with random weights, to TFLite.

Ten of them also to float16, to dynamic-range and to full-integer. Beside the files, DIR/reference.json holds what
TensorFlow's own interpreter reads of each, its operators and its tensors; KerasApplicationTests compares that with
ours. What is there already is not converted again.

Needs: tensorflow
"""

import argparse
import collections
import json
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy  # noqa: E402
import tensorflow as tf  # noqa: E402

QUANTIZED = (
    "DenseNet121 EfficientNetB0 EfficientNetV2B0 InceptionV3 MobileNet MobileNetV2 MobileNetV3Large MobileNetV3Small "
    "NASNetMobile ResNet50"
).split()


def converted(model: tf.keras.Model, kind: str) -> bytes:
    """Return the model as a TFLite file of that kind."""
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    if kind != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if kind == "float16":
        converter.target_spec.supported_types = [tf.float16]
    if kind == "int8":
        shape = [1] + [extent or 224 for extent in model.input_shape[1:]]
        converter.representative_dataset = lambda: [[numpy.random.rand(*shape).astype(numpy.float32)]]
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()


def reading(path: Path) -> dict:
    """Return what TensorFlow's interpreter reads of a file, before any delegate changes it."""
    plain = tf.lite.experimental.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    interpreter = tf.lite.Interpreter(str(path), experimental_op_resolver_type=plain)
    operators = collections.Counter(node["op_name"] for node in interpreter._get_ops_details())
    return {"operators": dict(sorted(operators.items())), "tensors": len(interpreter.get_tensor_details())}


def main() -> None:
    """Convert what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    reference_path = folder / "reference.json"
    reference = json.loads(reference_path.read_text()) if reference_path.exists() else {}
    for name in sorted(name for name in dir(tf.keras.applications) if name[0].isupper()):
        kinds = ["float32"] + (["float16", "dynamic", "int8"] if name in QUANTIZED else [])
        missing = [kind for kind in kinds if f"{name}_{kind}" not in reference]
        if not missing:
            continue
        tf.keras.backend.clear_session()
        model = getattr(tf.keras.applications, name)(weights=None)
        for kind in missing:
            path = folder / f"{name}_{kind}.tflite"
            path.write_bytes(converted(model, kind))
            reference[path.stem] = reading(path)
            reference_path.write_text(json.dumps(reference, indent=1, sort_keys=True))
            print(path.stem, flush=True)


if __name__ == "__main__":
    main()
