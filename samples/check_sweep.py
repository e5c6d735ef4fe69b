#!/usr/bin/env python3
"""Check that every export of samples/sweep.py is read whole, and that MACs are fvcore's.

Runs `kernelcast inspect` over the folder and prints, per source, how many models have an unknown operator or a value
without a static shape; then, for ten models of torchvision, our MACs beside fvcore's count of the same network.
Exits with 1 where anything differs.

Needs: torch torchvision fvcore
"""

import argparse
import json
import logging
import subprocess
import sys
from pathlib import Path

import torch
import torchvision
from fvcore.nn import FlopCountAnalysis

COMPARED = (
    "alexnet convnext_tiny densenet121 efficientnet_b0 mnasnet1_0 mobilenet_v2 regnet_y_400mf resnet50 squeezenet1_1 "
    "vgg16"
).split()


def inspections(executable: Path, files: list[Path]) -> list[dict]:
    """Return what kernelcast says of each file."""
    command = [str(executable), "inspect", "--format", "json", *map(str, files)]
    lines = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout.splitlines()
    return [json.loads(line) for line in lines]


def is_whole(inspection: dict) -> bool:
    """Return whether no operator is unknown and every value's shape is static."""
    if inspection["schema"] != "kernelcast/inspect/1":
        return False
    return not inspection["unknown_operators"] and inspection["values"] == inspection["values_static"]


def reference_macs(name: str) -> int:
    """Return fvcore's count of the multiply-accumulates of matrix products and convolutions."""
    model = torchvision.models.get_model(name, weights=None).eval()
    counts = FlopCountAnalysis(model, torch.randn(1, 3, 224, 224)).unsupported_ops_warnings(False).by_operator()
    return int(sum(count for kind, count in counts.items() if kind in ("conv", "linear", "matmul", "addmm", "bmm")))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="what samples/sweep.py wrote")
    parser.add_argument("--executable", type=Path, default=Path(".build/release/kernelcast"))
    options = parser.parse_args()
    logging.getLogger("fvcore").setLevel(logging.ERROR)
    is_right = True
    macs: dict[str, int] = {}
    for source in ("tv", "timm", "cv"):
        files = sorted((options.folder / source).rglob("*.onnx"))
        results = inspections(options.executable, files)
        whole = [result for result in results if is_whole(result)]
        is_right = is_right and len(whole) == len(files)
        print(f"{source}: {len(whole)} of {len(files)} models with every operator known and every shape static")
        if source == "tv":
            macs = {Path(result["model"]["path"]).stem: result["model"]["macs"] for result in whole}
    for name in COMPARED:
        expected = reference_macs(name)
        is_right = is_right and macs.get(name) == expected
        print(f"{name}: {macs.get(name)} MACs, fvcore {expected}")
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
