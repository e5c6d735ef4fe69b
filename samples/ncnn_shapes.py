#!/usr/bin/env python3
"""Write the shapes of all blobs of ncnn graphs, as ncnn itself computes them.

Runs each .param of a folder with weights of 0, and writes {"FILE": {"BLOB": [1, channels, height, width]}} as JSON, which
NCNNTests compares with ours.

Needs: ncnn
"""

import argparse
import json
import tempfile
from pathlib import Path

import ncnn

# For graphs that leave the size of their image open.
SIDES = {"vision_transformer.param": 384}
DEFAULT_SIDE = 128


def layers(path: Path) -> list[tuple[str, list[str], dict[str, str]]]:
    """Return each layer's type, the blobs that it writes, and its parameters."""
    result = []
    text = path.read_text().splitlines()
    for line in text[2 : 2 + int(text[1].split()[0])]:
        words = line.split()
        blobs = words[4 + int(words[2]) :][: int(words[3])]
        result.append((words[0], blobs, dict(word.split("=") for word in words if "=" in word)))
    return result


def shapes(path: Path, weights: Path) -> dict[str, list[int]]:
    """Return the shapes of what ncnn computes."""
    net = ncnn.Net()
    net.opt.num_threads = 1
    net.opt.lightmode = False
    for name in ("packing_layout", "fp16_storage", "fp16_packed", "fp16_arithmetic", "winograd_convolution"):
        setattr(net.opt, f"use_{name}", False)
    if net.load_param(str(path)) != 0 or net.load_model(str(weights)) != 0:
        raise RuntimeError(f"{path} is not loaded")
    extractor = net.create_extractor()
    result = {}
    for kind, blobs, parameters in layers(path):
        if kind == "Input":
            side = SIDES.get(path.name, DEFAULT_SIDE)
            image = ncnn.Mat(*(int(parameters.get(key, other)) for key, other in zip("012", (side, side, 3))))
            image.fill(0.5)
            extractor.input(blobs[0], image)
        for blob in blobs:
            status, value = extractor.extract(blob)
            if status == 0:
                extents = [value.c, value.d, value.h, value.w] if value.dims == 4 else [value.c, value.h, value.w]
                result[blob] = [1] + extents[len(extents) - value.dims :]
    return result


def main() -> None:
    """Run every graph of the folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("output", type=Path)
    options = parser.parse_args()
    with tempfile.NamedTemporaryFile(suffix=".bin") as weights:
        weights.truncate(1 << 30)
        found = {path.name: shapes(path, Path(weights.name)) for path in sorted(options.folder.glob("*.param"))}
    options.output.write_text(json.dumps(found, indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
