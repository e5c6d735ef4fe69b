#!/usr/bin/env python3
"""Export the vision transformers that the QED-USC tables time, with random weights, to ONNX files.

    python3 samples/transformer_networks.py FOLDER [NAME ...]

Each is built from the configuration that its publisher names; that its operations are as many as the tables say
(PublishedTablesTests) tells that it is the same network. The three MobileViTV2 of the tables are left out: built so,
they have 1.4 times the operations that the tables say. Files that exist already are skipped. Nothing is downloaded.

--strip EXECUTABLE takes the weights out of each file, one after the other, so that little room is needed. Their kernels
are shipped as a table:

    kernelcast kernels FOLDER/*.onnx --ruleset tflite-gpu --format json | python3 samples/network_kernels.py

Needs: torch transformers==4.47.1 (later versions have no EfficientFormer, VAN and hybrid ViT)
"""

import argparse
import gc
import subprocess
import sys
import traceback
import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

PYRAMID = {"hidden_sizes": [64, 128, 320, 512]}
WIDE = {"embed_dim": 128, "num_heads": [4, 8, 16, 32]}
SMALL = {"hidden_size": 384, "num_attention_heads": 6, "intermediate_size": 1536}
TINY = {"hidden_size": 192, "num_attention_heads": 3, "intermediate_size": 768}
DEEP = {"depths": [2, 2, 18, 2]}

# By name: the class before "Config" and "ForImageClassification", the image's size, and what differs from the default.
NETWORKS = {
    "beit-base-patch16-224": ("Beit", 224, {"use_relative_position_bias": True}),
    "beit-base-patch16-384": ("Beit", 384, {"use_relative_position_bias": True, "image_size": 384}),
    "cvt-13": ("Cvt", 224, {"depth": [1, 2, 10]}),
    "cvt-13-384": ("Cvt", 384, {"depth": [1, 2, 10]}),
    "cvt-21": ("Cvt", 224, {"depth": [1, 4, 16]}),
    "cvt-21-384": ("Cvt", 384, {"depth": [1, 4, 16]}),
    "deit-base-distilled-patch16-224": ("DeiT", 224, {}),
    "deit-base-distilled-patch16-384": ("DeiT", 384, {"image_size": 384}),
    "deit-small-distilled-patch16-224": ("DeiT", 224, SMALL),
    "deit-tiny-distilled-patch16-224": ("DeiT", 224, TINY),
    "dinov2-base-imagenet1k-1-layer": ("Dinov2", 224, {"image_size": 518, "patch_size": 14}),
    "dinov2-small-imagenet1k-1-layer": (
        "Dinov2", 224, {"image_size": 518, "patch_size": 14, "hidden_size": 384, "num_attention_heads": 6}),
    "efficientformer-l1-300": ("EfficientFormer", 224, {}),
    "efficientformer-l3-300": (
        "EfficientFormer", 224,
        {"depths": [4, 4, 12, 6], "hidden_sizes": [64, 128, 320, 512], "dim": 512, "num_meta3d_blocks": 4}),
    "efficientformer-l7-300": (
        "EfficientFormer", 224,
        {"depths": [6, 6, 18, 8], "hidden_sizes": [96, 192, 384, 768], "dim": 768, "num_meta3d_blocks": 8}),
    "focalnet-base": ("FocalNet", 224, {"embed_dim": 128, **DEEP}),
    "focalnet-small": ("FocalNet", 224, {**DEEP}),
    "focalnet-tiny": ("FocalNet", 224, {}),
    "levit-128": ("Levit", 224, {}),
    "levit-128S": ("Levit", 224, {"num_attention_heads": [4, 6, 8], "depths": [2, 3, 4]}),
    "levit-192": (
        "Levit", 224, {"hidden_sizes": [192, 288, 384], "num_attention_heads": [3, 5, 6], "key_dim": [32, 32, 32]}),
    "levit-256": (
        "Levit", 224, {"hidden_sizes": [256, 384, 512], "num_attention_heads": [4, 6, 8], "key_dim": [32, 32, 32]}),
    "levit-384": (
        "Levit", 224, {"hidden_sizes": [384, 512, 768], "num_attention_heads": [6, 9, 12], "key_dim": [32, 32, 32]}),
    "mit-b0": ("Segformer", 224, {}),
    "mit-b1": ("Segformer", 224, PYRAMID),
    "mit-b2": ("Segformer", 224, {**PYRAMID, "depths": [3, 4, 6, 3]}),
    "mit-b3": ("Segformer", 224, {**PYRAMID, "depths": [3, 4, 18, 3]}),
    "mit-b4": ("Segformer", 224, {**PYRAMID, "depths": [3, 8, 27, 3]}),
    "mit-b5": ("Segformer", 224, {**PYRAMID, "depths": [3, 6, 40, 3]}),
    "mobilevit-small": ("MobileViT", 256, {}),
    "mobilevit-x-small": (
        "MobileViT", 256, {"hidden_sizes": [96, 120, 144], "neck_hidden_sizes": [16, 32, 48, 64, 80, 96, 384]}),
    "mobilevit-xx-small": (
        "MobileViT", 256,
        {"hidden_sizes": [64, 80, 96], "neck_hidden_sizes": [16, 16, 24, 48, 64, 80, 320], "expand_ratio": 2}),
    "poolformer_m36": ("PoolFormer", 224, {"depths": [6, 6, 18, 6], "hidden_sizes": [96, 192, 384, 768]}),
    "poolformer_m48": ("PoolFormer", 224, {"depths": [8, 8, 24, 8], "hidden_sizes": [96, 192, 384, 768]}),
    "poolformer_s12": ("PoolFormer", 224, {}),
    "poolformer_s24": ("PoolFormer", 224, {"depths": [4, 4, 12, 4]}),
    "poolformer_s36": ("PoolFormer", 224, {"depths": [6, 6, 18, 6]}),
    "pvt-large-224": ("Pvt", 224, {"depths": [3, 8, 27, 3]}),
    "pvt-medium-224": ("Pvt", 224, {"depths": [3, 4, 18, 3]}),
    "pvt-small-224": ("Pvt", 224, {"depths": [3, 4, 6, 3]}),
    "pvt-tiny-224": ("Pvt", 224, {"depths": [2, 2, 2, 2]}),
    "swiftformer-l1": ("SwiftFormer", 224, {"depths": [4, 3, 10, 5], "embed_dims": [48, 96, 192, 384]}),
    "swiftformer-l3": ("SwiftFormer", 224, {"depths": [4, 4, 12, 6], "embed_dims": [64, 128, 320, 512]}),
    "swiftformer-s": ("SwiftFormer", 224, {"depths": [3, 3, 9, 6], "embed_dims": [48, 64, 168, 224]}),
    "swiftformer-xs": ("SwiftFormer", 224, {"depths": [3, 3, 6, 4], "embed_dims": [48, 56, 112, 220]}),
    "swin-base-patch4-window12-384": ("Swin", 384, {**WIDE, **DEEP, "image_size": 384, "window_size": 12}),
    "swin-base-patch4-window7-224": ("Swin", 224, {**WIDE, **DEEP}),
    "swin-small-patch4-window7-224": ("Swin", 224, DEEP),
    "swin-tiny-patch4-window7-224": ("Swin", 224, {}),
    "swinv2-base-patch4-window12-192-22k": (
        "Swinv2", 192, {**WIDE, **DEEP, "image_size": 192, "window_size": 12, "num_labels": 21841}),
    "swinv2-base-patch4-window16-256": ("Swinv2", 256, {**WIDE, **DEEP, "image_size": 256, "window_size": 16}),
    "swinv2-base-patch4-window8-256": ("Swinv2", 256, {**WIDE, **DEEP, "image_size": 256, "window_size": 8}),
    "swinv2-tiny-patch4-window16-256": ("Swinv2", 256, {"image_size": 256, "window_size": 16}),
    "swinv2-tiny-patch4-window8-256": ("Swinv2", 256, {"image_size": 256, "window_size": 8}),
    "van-base": ("Van", 224, {"depths": [3, 3, 12, 3]}),
    "van-large": ("Van", 224, {"depths": [3, 5, 27, 3]}),
    "van-small": ("Van", 224, {"depths": [2, 2, 4, 2]}),
    "van-tiny": ("Van", 224, {"hidden_sizes": [32, 64, 160, 256], "depths": [3, 3, 5, 2]}),
    "vit-base-patch16-224-in21k": ("ViT", 224, {"num_labels": 2}),
    "vit-base-patch16-384": ("ViT", 384, {"image_size": 384}),
    "vit-base-patch32-224-in21k": ("ViT", 224, {"patch_size": 32, "num_labels": 2}),
    "vit-base-patch32-384": ("ViT", 384, {"image_size": 384, "patch_size": 32}),
    "vit-hybrid-base-bit-384": ("ViTHybrid", 384, {"image_size": 384}),
    "vit-msn-base": ("ViTMSN", 224, {"num_labels": 2}),
    "vit-msn-base-4": ("ViTMSN", 224, {"patch_size": 4, "num_labels": 2}),
    "vit-msn-small": ("ViTMSN", 224, {**SMALL, "num_labels": 2}),
}


class Classifier(nn.Module):
    """Wrap a classifier of transformers so that it takes an image and returns a plain tensor."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, image: Tensor) -> Tensor:
        return self.model(image, return_dict=True).logits


def build(name: str) -> tuple[nn.Module, Tensor]:
    """Build a network and an example image."""
    import transformers

    kind, size, changes = NETWORKS[name]
    deprecated = {"EfficientFormer": "efficientformer", "Van": "van", "ViTHybrid": "vit_hybrid"}
    if kind in deprecated:
        module = __import__(f"transformers.models.deprecated.{deprecated[kind]}", fromlist=[kind])
    else:
        module = transformers
    config = getattr(module, f"{kind}Config")(**{"num_labels": 1000, **changes})
    config._attn_implementation = "eager"
    model = getattr(module, f"{kind}ForImageClassification")(config)
    return Classifier(model).eval(), torch.randn(1, 3, size, size)


def export(name: str, folder: Path, executable: str | None) -> None:
    """Write the network's file; it appears whole or not at all."""
    path, partial = folder / f"{name}.onnx", folder / f".{name}.partial"
    model, image = build(name)
    with torch.no_grad():
        torch.onnx.export(model, (image,), str(partial), input_names=["input"], dynamo=False, verbose=False)
    if executable:
        subprocess.run([executable, "strip", str(partial), "-o", str(path)], check=True)
        partial.unlink()
    else:
        partial.rename(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--strip", metavar="EXECUTABLE")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name in arguments.names or NETWORKS:
        if (arguments.folder / f"{name}.onnx").exists():
            continue
        try:
            export(name, arguments.folder, arguments.strip)
            print(name, flush=True)
        except Exception:
            failed += 1
            print(f"{name}: failed\n{traceback.format_exc()}", file=sys.stderr, flush=True)
        gc.collect()
    sys.exit(min(failed, 1))


if __name__ == "__main__":
    main()
