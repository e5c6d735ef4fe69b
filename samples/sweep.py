#!/usr/bin/env python3
"""Export many real networks with random weights to ONNX files, in one folder per source.

    tv/            every classification model of torchvision
    timm/          a small model of each of 48 families of timm
    cv/            the 102 networks of pytorchcv that the QED-USC measurements of mobile GPUs name
    tv-dynamo/     as tv/, by torch's other exporter, which writes functions and external data
    timm-dynamo/   as timm/, by that exporter
    transformers/  encoders, decoders with their cache, encoder-decoders, vision and speech from default configurations
    detection/     detection and segmentation models of torchvision

Files that exist already are skipped, so that the sweep can be stopped and started again. A network over 2 GB, and every
one of the other exporter, gets a folder of its own, NAME/NAME.onnx, with its weights beside it as external data. What is
dynamic in it, and the numbers to check it with, are in NAME.dims.json beside the file. A network that fails is reported
and left out. Nothing is downloaded.

--references counts what ONNX Runtime executes of each export (samples/runtime_references.py), and --strip EXECUTABLE
then takes its weights out, one network after the other, so that the whole sweep needs little room.

Needs: torch torchvision timm pytorchcv transformers onnx onnxscript
"""

import argparse
import gc
import json
import shutil
import subprocess
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn


LARGEST = 2**31  # bytes that fit in one ONNX file


@dataclass
class Built:
    """A network, example inputs by name, and which of their axes are dynamic, by name."""

    model: nn.Module
    inputs: dict[str, Tensor]
    axes: dict[str, dict[int, str]] = field(default_factory=dict)

    def dims(self) -> dict[str, int]:
        """Return the number that each dynamic axis has in the example."""
        named = [(self.inputs[name].shape[axis], dim) for name, axes in self.axes.items() for axis, dim in axes.items()]
        return {dim: size for size, dim in named}


def image(size: int) -> dict[str, Tensor]:
    """Return the example input of an image network."""
    return {"input": torch.randn(1, 3, size, size)}


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
    return Built(models.get_model(name, weights=None, **slow), image(torchvision_size(name)))


def build_timm(name: str) -> Built:
    """Build a model of timm."""
    import timm

    model = timm.create_model(name, pretrained=False)
    return Built(model, image(model.pretrained_cfg["input_size"][-1]))


def build_pytorchcv(name: str) -> Built:
    """Build a network of pytorchcv; all were measured at 224, whatever size they were made for."""
    from pytorchcv.model_provider import get_model

    return Built(get_model(name, pretrained=False), image(224))


class Detection(nn.Module):
    """Wrap a detection or segmentation model of torchvision so that it takes a batch and returns plain tensors."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input: Tensor) -> tuple[Tensor, ...]:
        result = self.model(input)
        return tuple(result.values()) if isinstance(result, dict) else tuple(result[0].values())


DETECTION = """
    deeplabv3_mobilenet_v3_large deeplabv3_resnet50 fasterrcnn_mobilenet_v3_large_320_fpn fcn_resnet50 fcn_resnet101
    lraspp_mobilenet_v3_large retinanet_resnet50_fpn ssdlite320_mobilenet_v3_large
""".split()


def build_detection(name: str) -> Built:
    """Build a detection or segmentation model of torchvision."""
    from torchvision import models

    model = models.get_model(name, weights=None, weights_backbone=None)
    return Built(Detection(model.eval()), image(320))


@dataclass
class Text:
    """A model of transformers: its type, what its inputs are, and what its default configuration has too much of."""

    type: str
    inputs: str
    changes: dict[str, int] = field(default_factory=dict)


SEQUENCE = 64
PAST = 63
TRANSFORMERS = {
    "albert": Text("albert", "tokens"),
    "bart": Text("bart", "tokens+decoder"),
    "bert": Text("bert", "tokens"),
    "clip": Text("clip_vision_model", "image"),
    "convnext": Text("convnext", "image"),
    "dinov2": Text("dinov2", "image"),
    "distilbert": Text("distilbert", "tokens"),
    "gpt2": Text("gpt2", "token+cache"),
    # The default is a model of 7 billion parameters.
    "llama": Text(
        "llama",
        "token+cache",
        {"num_hidden_layers": 4, "hidden_size": 1024, "intermediate_size": 2752, "num_attention_heads": 16,
         "num_key_value_heads": 16},
    ),
    "opt": Text("opt", "token+cache"),
    # The default is a model of 7 billion parameters.
    "qwen2": Text(
        "qwen2",
        "token+cache",
        {"num_hidden_layers": 4, "hidden_size": 1024, "intermediate_size": 2752, "num_attention_heads": 16,
         "num_key_value_heads": 4},
    ),
    "roberta": Text("roberta", "tokens"),
    "segformer": Text("segformer", "image"),
    "swin": Text("swin", "image"),
    "t5": Text("t5", "tokens+decoder"),
    "vit": Text("vit", "image"),
    "wav2vec2": Text("wav2vec2", "wave"),
    "whisper": Text("whisper", "mel+decoder"),
}


class Plain(nn.Module):
    """Wrap a model of transformers so that it takes tensors by name, its cache too, and returns a plain tensor."""

    def __init__(self, model: nn.Module, names: list[str]) -> None:
        super().__init__()
        self.model = model
        self.names = names

    def forward(self, *tensors: Tensor) -> tuple[Tensor, ...]:
        from transformers import DynamicCache

        arguments = dict(zip(self.names, tensors))
        keys = [tensor for name, tensor in arguments.items() if name.startswith("past_key")]
        values = [tensor for name, tensor in arguments.items() if name.startswith("past_value")]
        arguments = {name: tensor for name, tensor in arguments.items() if not name.startswith("past_")}
        if keys:
            arguments["past_key_values"] = DynamicCache(list(zip(keys, values)))
            result = self.model(**arguments, use_cache=True, return_dict=True)
            layers = [(layer.keys, layer.values) for layer in result.past_key_values.layers]
            return (result.last_hidden_state, *[tensor for layer in layers for tensor in layer])
        return (self.model(**arguments, return_dict=True).last_hidden_state,)


def build_transformers(name: str) -> Built:
    """Build a model of transformers from its default configuration, with what the table changes."""
    from transformers import AutoConfig, AutoModel

    text = TRANSFORMERS[name]
    config = AutoConfig.for_model(text.type, **text.changes)
    config._attn_implementation = "eager"
    model = AutoModel.from_config(config)
    parts = text.inputs.split("+")
    tokens = torch.randint(5, 1000, (1, SEQUENCE))
    inputs: dict[str, Tensor] = {}
    axes: dict[str, dict[int, str]] = {}
    match parts[0]:
        case "tokens":
            inputs = {"input_ids": tokens, "attention_mask": torch.ones_like(tokens)}
            if "decoder" not in parts:
                axes = {name: {0: "batch", 1: "sequence"} for name in inputs}
        case "token":
            heads = getattr(config, "num_key_value_heads", config.num_attention_heads)
            past = (1, heads, PAST, config.hidden_size // config.num_attention_heads)
            inputs = {"input_ids": tokens[:, :1], "attention_mask": torch.ones(1, PAST + 1, dtype=torch.int64)}
            for layer in range(config.num_hidden_layers):
                inputs[f"past_key_{layer}"] = torch.randn(past)
                inputs[f"past_value_{layer}"] = torch.randn(past)
        case "image":
            inputs = {"pixel_values": torch.randn(1, 3, *2 * [getattr(config, "image_size", 224)])}
        case "wave":
            inputs = {"input_values": torch.randn(1, 16000)}
        case "mel":
            inputs = {"input_features": torch.randn(1, config.num_mel_bins, 2 * config.max_source_positions)}
    if "decoder" in parts:
        inputs["decoder_input_ids"] = tokens[:, :16]
    return Built(Plain(model, list(inputs)), inputs, axes)


@dataclass
class Source:
    """Where networks come from, and whether torch's dynamo traces them."""

    names: Callable[[], list[str]]
    build: Callable[[str], Built]
    dynamo: bool = False


SOURCES = {
    "cv": Source(lambda: PYTORCHCV, build_pytorchcv),
    "detection": Source(lambda: DETECTION, build_detection),
    "timm": Source(lambda: TIMM, build_timm),
    "timm-dynamo": Source(lambda: TIMM, build_timm, dynamo=True),
    "transformers": Source(lambda: list(TRANSFORMERS), build_transformers),
    "tv": Source(torchvision_names, build_torchvision),
    "tv-dynamo": Source(torchvision_names, build_torchvision, dynamo=True),
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


def export(built: Built, folder: Path, name: str, dynamo: bool) -> Path:
    """Write the model into folder and return the path of its file."""
    built.model.eval()
    tensors = [*built.model.parameters(), *built.model.buffers()]
    large = dynamo or sum(tensor.numel() * tensor.element_size() for tensor in tensors) >= LARGEST
    partial = folder / f".{name}"  # moved into place when it is whole
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    file = f"{name}.onnx"
    try:
        with torch.no_grad():
            torch.onnx.export(
                built.model,
                tuple(built.inputs.values()),
                str(partial / file),
                input_names=list(built.inputs),
                dynamic_axes=None if dynamo else built.axes or None,
                external_data=large,
                dynamo=dynamo,
                verbose=False,
            )
        if large:
            path = partial.rename(folder / name) / file
        else:
            path = (partial / file).rename(folder / file)
        if built.dims():
            path.with_suffix(".dims.json").write_text(json.dumps(built.dims()))
        return path
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def strip(executable: Path, path: Path) -> None:
    """Replace the file by one without weights, and remove the weights that lie beside it."""
    stripped = path.with_suffix(".stripped")
    subprocess.run([str(executable), "strip", str(path), "-o", str(stripped)], check=True)
    if path.parent.name == path.stem:
        for other in path.parent.iterdir():
            if other not in (path, stripped) and not other.name.endswith(".json"):
                other.unlink()
    stripped.replace(path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where to write a folder per source")
    parser.add_argument("--sources", nargs="+", choices=SOURCES, default=list(SOURCES), help="default: all")
    parser.add_argument("--names", nargs="+", metavar="NAME", help="only these networks, in this order")
    parser.add_argument("--threads", type=int, default=1, help="threads for torch (default: 1)")
    parser.add_argument("--references", action="store_true", help="count what ONNX Runtime executes of each")
    parser.add_argument("--nodes", type=Path, metavar="DIR", help="with --references: also list the nodes there")
    parser.add_argument("--strip", type=Path, metavar="EXECUTABLE", help="take the weights out by this kernelcast")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.backends.mha.set_fastpath_enabled(False)  # the fused attention of eval mode has no ONNX counterpart
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)
    failures: list[str] = []
    for source in options.sources:
        folder = options.folder / source
        known = SOURCES[source].names()
        for name in options.names or known:
            if name not in known or exported(folder, name):
                continue
            start = time.monotonic()
            torch.manual_seed(0)
            try:
                built = SOURCES[source].build(name)
                jitter(built.model)
                path = export(built, folder, name, SOURCES[source].dynamo)
                built = None
                gc.collect()
                if options.references:
                    script = Path(__file__).with_name("runtime_references.py")
                    command = [sys.executable, str(script), str(options.folder), "--sources", source, "--names", name]
                    command += ["--nodes", str(options.nodes)] if options.nodes else []
                    subprocess.run(command, check=True)
                if options.strip:
                    strip(options.strip, path)
                print(f"{source}/{name}: {time.monotonic() - start:.1f} s, {path}", flush=True)
            except Exception as error:  # any one network may fail; the others go on
                traceback.print_exc()
                reason = next(iter(str(error).splitlines()), "")
                failures.append(f"{source}/{name}: {type(error).__name__}: {reason}")
            built = None
            gc.collect()
    for failure in failures:
        print(f"failed: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
