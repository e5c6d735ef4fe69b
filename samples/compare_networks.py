#!/usr/bin/env python3
"""Compare predictions for five torchvision exports with the measured times of the same networks.

The measurements are those of qed-usc (see the README); torchvision's networks are the measured ones layer by layer,
though another library built those. Exits with 1 where a prediction is further off than the tolerance.
"""

import argparse
import csv
import json
import subprocess
import sys
from pathlib import Path

MEASURED = {
    "mobilenet_v2": "mobilenetv2b_w1",
    "resnet18": "resnet18",
    "squeezenet1_1": "squeezenet_v1_1",
    "mnasnet1_0": "mnasnet_b1",
    "densenet121": "densenet121",
}
DEVICES = ("pixel4", "s10", "mi8se", "a03s", "iphone7")


def measured_milliseconds(data: Path) -> dict[str, dict[str, str]]:
    """Return the end-to-end table by network; its times are microseconds."""
    with open(data / "qed-usc" / "tflite_cnn_e2e.csv", newline="", encoding="utf-8") as file:
        return {row["model"]: row for row in csv.DictReader(file)}


def predicted_milliseconds(options: argparse.Namespace, model: str, device: str) -> float:
    """Return what kernelcast says of a model in samples/."""
    command = [str(options.executable), "predict", f"samples/{model}.onnx", "--platform", f"{device}_gpu", "--format", "json"]
    if options.pool:
        command += ["--pool", options.pool]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)["latency_ms"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="the folder that holds qed-usc/")
    parser.add_argument("--pool", help="a pool's folder (default: the one that ships)")
    parser.add_argument("--tolerance", type=float, default=10, help="percent (default: 10)")
    parser.add_argument("--executable", type=Path, default=Path(".build/release/kernelcast"))
    options = parser.parse_args()
    table = measured_milliseconds(options.data)
    is_close = True
    for model, network in MEASURED.items():
        cells = []
        for device in DEVICES:
            measured = float(table[network][f"{device}|gpu|float|mean"]) / 1000
            error = (predicted_milliseconds(options, model, device) / measured - 1) * 100
            is_close = is_close and abs(error) <= options.tolerance
            cells.append(f"{device} {error:+.1f} %")
        print(f"{model}: {', '.join(cells)}")
    return 0 if is_close else 1


if __name__ == "__main__":
    sys.exit(main())
