#!/usr/bin/env python3
"""Export many real networks with random weights to ONNX files, in one folder per source.

    tv/    every classification model of torchvision
    timm/  a small model of each of 48 families of timm
    cv/    the 102 networks of pytorchcv that the QED-USC measurements of mobile GPUs name

Files that exist already are skipped, so that the sweep can be stopped and started again. A network over 2 GB gets a
folder of its own, NAME/NAME.onnx, with its weights beside it as external data. A network that fails is reported and
left out. Nothing is downloaded.

Needs: torch torchvision timm pytorchcv onnx
"""

import argparse
import gc
import shutil
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

Built = tuple[nn.Module, int]  # a network and the side of its square input

LARGEST = 2**31  # bytes that fit in one ONNX file

TIMM = """
    beit_base_patch16_224 cait_xxs24_224 coat_tiny convnext_atto convnextv2_atto crossvit_tiny_240
    deit_tiny_patch16_224 densenet121 dla34 dpn68 edgenext_xx_small efficientformer_l1 efficientnet_b0 efficientvit_b0
    fastvit_t8 ghostnet_100 gmlp_s16_224 hardcorenas_a hrnet_w18_small inception_v4 lcnet_050 levit_128s
    maxvit_rmlp_pico_rw_256 mixer_s32_224 mobilenetv3_small_100 mobileone_s0 mobilevit_xs nfnet_l0 pit_ti_224
    poolformer_s12 regnety_002 repvgg_a0 res2net50_26w_4s resmlp_12_224 resnest14d resnetv2_50 selecsls42b
    sequencer2d_s skresnet18 swin_tiny_patch4_window7_224 swinv2_tiny_window8_256 tf_efficientnetv2_b0 tinynet_a
    twins_svt_small visformer_tiny vit_tiny_patch16_224 xception41 xcit_nano_12_p16_224
""".split()

PYTORCHCV = """
    bagnet9 bninception densenet121 densenet169 diracnet18v2 dla46c efficientnet_edge_large_b
    efficientnet_edge_medium_b efficientnet_edge_small_b fbnet_cb fdmobilenet_w1 fdmobilenet_w3d4 fdmobilenet_wd2
    fdmobilenet_wd4 ghostnet hardnet39ds hardnet68ds hrnet_w18_small_v1 hrnet_w18_small_v2 mnasnet_a1 mnasnet_b1
    mobilenet_w1 mobilenet_w3d4 mobilenet_wd2 mobilenet_wd4 mobilenetb_w1 mobilenetb_w3d4 mobilenetb_wd2
    mobilenetb_wd4 mobilenetv2_w1 mobilenetv2_w3d4 mobilenetv2_wd2 mobilenetv2_wd4 mobilenetv2b_w1
    mobilenetv2b_w3d4 mobilenetv2b_wd2 mobilenetv2b_wd4 mobilenetv3_large_w1 mobilenetv3_large_w3d4
    mobilenetv3_large_w5d4 mobilenetv3_large_w7d20 mobilenetv3_large_wd2 mobilenetv3_small_w1
    mobilenetv3_small_w3d4 mobilenetv3_small_w5d4 mobilenetv3_small_w7d20 mobilenetv3_small_wd2 peleenet
    preresnet10 preresnet12 preresnet14 preresnet16 preresnet18 preresnet18_w3d4 preresnet18_wd2 preresnet18_wd4
    preresnetbc14b preresnetbc26b proxylessnas_cpu proxylessnas_gpu proxylessnas_mobile proxylessnas_mobile14
    regnetx002 regnetx004 regnetx006 regnetx008 regnetx016 regnety002 regnety004 regnety006 regnety008 regnety016
    resnet10 resnet12 resnet14 resnet16 resnet18 resnet18_w3d4 resnet18_wd2 resnet18_wd4 resnetbc14b resnetbc26b
    resnext14_16x4d resnext14_32x4d resnext26_16x4d resnext26_32x4d sepreresnet10 sepreresnet12 sepreresnet14
    sepreresnet16 sepreresnet18 seresnet10 seresnet12 seresnet14 seresnet16 seresnet18 spnasnet squeezenet_v1_0
    squeezenet_v1_1 squeezeresnet_v1_0 squeezeresnet_v1_1 vovnet27s
""".split()


def torchvision_names() -> list[str]:
    """Return the names of torchvision's classification models."""
    from torchvision import models

    return models.list_models(module=models)


def torchvision_size(name: str) -> int:
    """Return the input size of the model's first published weights, or 224 where the model has those too."""
    from torchvision import models

    sizes = [weights.transforms.keywords["crop_size"] for weights in models.get_model_weights(name)]
    return 224 if 224 in sizes else sizes[0]


def build_torchvision(name: str) -> Built:
    """Build a model of torchvision."""
    from torchvision import models

    slow = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}  # theirs takes minutes
    return models.get_model(name, weights=None, **slow), torchvision_size(name)


def build_timm(name: str) -> Built:
    """Build a model of timm."""
    import timm

    model = timm.create_model(name, pretrained=False)
    return model, model.pretrained_cfg["input_size"][-1]


def build_pytorchcv(name: str) -> Built:
    """Build a network of pytorchcv; all were measured at 224, whatever size they were made for."""
    from pytorchcv.model_provider import get_model

    return get_model(name, pretrained=False), 224


SOURCES: dict[str, tuple[Callable[[], list[str]], Callable[[str], Built]]] = {
    "cv": (lambda: PYTORCHCV, build_pytorchcv),
    "timm": (lambda: TIMM, build_timm),
    "tv": (torchvision_names, build_torchvision),
}


def jitter(model: nn.Module) -> None:
    """Add noise to every parameter and statistic, in place.

    Fresh networks have many equal tensors, such as zero biases, which the exporter would merge; trained ones do not.
    """
    statistics = [buffer for name, buffer in model.named_buffers() if "running_" in name]
    with torch.no_grad():
        for tensor in [*model.parameters(), *statistics]:
            tensor.add_(torch.rand_like(tensor), alpha=1e-3)


def exported(folder: Path, name: str) -> Path | None:
    """Return the file of the network called name, or None where there is none yet."""
    paths = (folder / f"{name}.onnx", folder / name / f"{name}.onnx")
    return next((path for path in paths if path.exists()), None)


def export(model: nn.Module, size: int, folder: Path, name: str) -> Path:
    """Write the model into folder and return the path of its file."""
    model.eval()
    tensors = [*model.parameters(), *model.buffers()]
    large = sum(tensor.numel() * tensor.element_size() for tensor in tensors) >= LARGEST
    partial = folder / f".{name}"  # moved into place when it is whole
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    file = f"{name}.onnx"
    try:
        with torch.no_grad():
            torch.onnx.export(
                model,
                (torch.randn(1, 3, size, size),),
                str(partial / file),
                input_names=["input"],
                output_names=["output"],
                dynamo=False,
            )
        if large:
            return partial.rename(folder / name) / file
        return (partial / file).rename(folder / file)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where to write tv/, timm/ and cv/")
    parser.add_argument("--sources", nargs="+", choices=SOURCES, default=list(SOURCES), help="default: all")
    parser.add_argument("--names", nargs="+", metavar="NAME", help="only these networks")
    parser.add_argument("--threads", type=int, default=1, help="threads for torch (default: 1)")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.backends.mha.set_fastpath_enabled(False)  # the fused attention of eval mode has no ONNX counterpart
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)
    failures: list[str] = []
    for source in options.sources:
        list_names, build = SOURCES[source]
        folder = options.folder / source
        for name in list_names():
            if (options.names and name not in options.names) or exported(folder, name):
                continue
            start = time.monotonic()
            torch.manual_seed(0)
            try:
                model, size = build(name)
                jitter(model)
                path = export(model, size, folder, name)
                print(f"{source}/{name}: {size}, {time.monotonic() - start:.1f} s, {path}", flush=True)
            except Exception as error:  # any one network may fail; the others go on
                traceback.print_exc()
                reason = next(iter(str(error).splitlines()), "")
                failures.append(f"{source}/{name}: {type(error).__name__}: {reason}")
            model = None
            gc.collect()
    for failure in failures:
        print(f"failed: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
