#!/usr/bin/env python3
"""Check that every export of samples/sweep.py is read whole, and that MACs are fvcore's.

Runs `kernelcast inspect` over the folder, dynamic axes fixed as NAME.dims.json says, and prints, per source, how many
models have every operator known and every value's shape static, and each that has not; then, for ten models of
torchvision, our MACs beside fvcore's count of the same network. Exits with 1 where anything differs. In models that
find boxes the shapes depend on how many an image has: of those only the operators are checked.

Needs: torch torchvision fvcore
"""

import argparse
import json
import logging
import subprocess
import sys
from pathlib import Path

SOURCES = "cv detection timm timm-dynamo transformers tv tv-dynamo".split()
COMPARED = (
    "alexnet convnext_tiny densenet121 efficientnet_b0 mnasnet1_0 mobilenet_v2 regnet_y_400mf resnet50 squeezenet1_1 "
    "vgg16"
).split()


BOXES = "fasterrcnn_mobilenet_v3_large_320_fpn retinanet_resnet50_fpn ssdlite320_mobilenet_v3_large".split()


def inspection(executable: Path, file: Path) -> dict:
    """Return what kernelcast says of a file."""
    sizes = file.with_suffix(".dims.json")
    dims = json.loads(sizes.read_text()) if sizes.exists() else {}
    fixed = [part for name, value in dims.items() for part in ("--dim", f"{name}={value}")]
    command = [str(executable), "inspect", "--format", "json", *fixed, str(file)]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout)


def fault(result: dict, name: str) -> str:
    """Return what is not known of a model; nothing where all that can be known is."""
    if result["schema"] != "kernelcast/inspect/1":
        return result["message"]
    if result["unknown_operators"]:
        return f"unknown operators: {result['unknown_operators']}"
    if result["values"] != result["values_static"] and name not in BOXES:
        return f"{result['values_static']} of {result['values']} shapes are static"
    return ""


def reference_macs(name: str) -> int:
    """Return fvcore's count of the multiply-accumulates of matrix products and convolutions."""
    import torch
    import torchvision
    from fvcore.nn import FlopCountAnalysis

    model = torchvision.models.get_model(name, weights=None).eval()
    counts = FlopCountAnalysis(model, torch.randn(1, 3, 224, 224)).unsupported_ops_warnings(False).by_operator()
    return int(sum(count for kind, count in counts.items() if kind in ("conv", "linear", "matmul", "addmm", "bmm")))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="what samples/sweep.py wrote")
    parser.add_argument("--sources", nargs="+", choices=SOURCES, default=SOURCES, help="default: all")
    parser.add_argument("--executable", type=Path, default=Path(".build/release/kernelcast"))
    options = parser.parse_args()
    logging.getLogger("fvcore").setLevel(logging.ERROR)
    is_right = True
    macs: dict[str, int] = {}
    for source in options.sources:
        files = sorted((options.folder / source).rglob("*.onnx"))
        (known, static) = (0, 0)
        for file in files:
            result = inspection(options.executable, file)
            missing = fault(result, file.stem)
            if missing:
                print(f"{source}/{file.stem}: {missing}")
                continue
            known += 1
            static += result["values"] == result["values_static"]
            if source == "tv":
                macs[file.stem] = result["model"]["macs"]
            if file.stem in BOXES:
                print(f"{source}/{file.stem}: {result['values_static']} of {result['values']} shapes are static")
        is_right = is_right and known == len(files)
        print(f"{source}: {len(files)} models, {known} with every operator known, {static} with every shape static")
    for name in COMPARED if "tv" in options.sources else ():
        expected = reference_macs(name)
        is_right = is_right and macs.get(name) == expected
        print(f"{name}: {macs.get(name)} MACs, fvcore {expected}")
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
