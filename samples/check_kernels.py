"""Runs every model of a folder that `kernelcast dataset --models` or `sample --models` wrote, once, on numbers of chance.

    python3 samples/check_kernels.py FOLDER...

Needs onnxruntime for .onnx, ai-edge-litert for .tflite.
"""

import pathlib
import sys

import numpy


def made(shape, dtype, generator):
    if numpy.issubdtype(dtype, numpy.integer):
        bounds = numpy.iinfo(dtype)
        return generator.integers(bounds.min, bounds.max, shape, dtype, endpoint=True)
    return generator.standard_normal(shape).astype(dtype)


def run_onnx(path, generator):
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    feeds = {value.name: made(value.shape, numpy.float32, generator) for value in session.get_inputs()}
    return session.run(None, feeds)


def run_tflite(path, generator):
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(path, num_threads=1)
    interpreter.allocate_tensors()
    for value in interpreter.get_input_details():
        interpreter.set_tensor(value["index"], made(value["shape"], value["dtype"], generator))
    interpreter.invoke()
    return [interpreter.get_tensor(value["index"]) for value in interpreter.get_output_details()]


def main():
    generator = numpy.random.default_rng(0)
    runs, faults = 0, []
    for folder in sys.argv[1:]:
        for path in sorted(pathlib.Path(folder).iterdir()):
            run = {".onnx": run_onnx, ".tflite": run_tflite}.get(path.suffix)
            if run is None:
                continue
            runs += 1
            try:
                outputs = run(str(path), generator)
                if not all(numpy.isfinite(output).all() for output in outputs):
                    faults.append(f"{path}: not finite")
            except Exception as error:
                faults.append(f"{path}: {str(error).splitlines()[0]}")
    for fault in faults:
        print(fault)
    print(f"{runs - len(faults)} of {runs} models run")
    sys.exit(1 if faults or not runs else 0)


if __name__ == "__main__":
    main()
