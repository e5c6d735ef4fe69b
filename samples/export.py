#!/usr/bin/env python3
"""Export a handful of small, well-known networks with random weights to ONNX files.

Writes mobilenet_v2, resnet18, efficientnet_b0, vit_b_16, densenet121, mnasnet1_0 and squeezenet1_1 (torchvision), a
BERT-like encoder (transformers) and a U-Net (defined below) into one folder; `kernelcast strip` then takes the weights
out, and the rest is what lies beside this script. Nothing is downloaded: the weights are random, from a fixed seed, because
the files are meant for looking at operators, shapes and costs and not for predictions.

Needs: torch torchvision transformers onnx
"""

import argparse
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
import torchvision
from torch import Tensor, nn
from transformers import BertConfig, BertModel

SEQUENCE = 128


def conv_block(inputs: int, outputs: int) -> nn.Sequential:
    """Return 3x3 convolution, batch normalization and ReLU, twice."""
    layers: list[nn.Module] = []
    for channels in (inputs, outputs):
        layers += [nn.Conv2d(channels, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
    return nn.Sequential(*layers)


class UNet(nn.Module):
    """U-Net (Ronneberger et al., 2015) with padded convolutions, so that the output is as large as the input."""

    def __init__(self, inputs: int = 3, classes: int = 2, widths: Sequence[int] = (64, 128, 256, 512, 1024)) -> None:
        super().__init__()
        steps = list(zip(widths, widths[1:]))
        self.stem = conv_block(inputs, widths[0])
        self.down = nn.ModuleList(conv_block(narrow, wide) for narrow, wide in steps)
        self.up = nn.ModuleList(nn.ConvTranspose2d(wide, narrow, 2, stride=2) for narrow, wide in reversed(steps))
        self.merge = nn.ModuleList(conv_block(wide, narrow) for narrow, wide in reversed(steps))
        self.pool = nn.MaxPool2d(2)
        self.head = nn.Conv2d(widths[0], classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        skips = []
        for block in self.down:
            skips.append(x)
            x = block(self.pool(x))
        for up, merge in zip(self.up, self.merge):
            x = merge(torch.cat([skips.pop(), up(x)], dim=1))
        return self.head(x)


class Encoder(nn.Module):
    """BERT-like encoder: 4 layers, hidden size 256, 4 heads; returns the last hidden state as a plain tensor."""

    def __init__(self) -> None:
        super().__init__()
        config = BertConfig(
            num_hidden_layers=4,
            hidden_size=256,
            num_attention_heads=4,
            intermediate_size=1024,
            attn_implementation="eager",
        )
        self.bert = BertModel(config, add_pooling_layer=False)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        return self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state


def image(size: int) -> dict[str, Tensor]:
    """Return the example input of an image network."""
    return {"input": torch.randn(1, 3, size, size)}


def tokens() -> dict[str, Tensor]:
    """Return the example inputs of a text encoder."""
    ids = torch.randint(1000, 30000, (1, SEQUENCE))
    return {"input_ids": ids, "attention_mask": torch.ones_like(ids)}


SAMPLES: dict[str, tuple[Callable[[], nn.Module], Callable[[], dict[str, Tensor]]]] = {
    "mobilenet_v2": (lambda: torchvision.models.mobilenet_v2(weights=None), lambda: image(224)),
    "resnet18": (lambda: torchvision.models.resnet18(weights=None), lambda: image(224)),
    "efficientnet_b0": (lambda: torchvision.models.efficientnet_b0(weights=None), lambda: image(224)),
    "vit_b_16": (lambda: torchvision.models.vit_b_16(weights=None), lambda: image(224)),
    "densenet121": (lambda: torchvision.models.densenet121(weights=None), lambda: image(224)),
    "mnasnet1_0": (lambda: torchvision.models.mnasnet1_0(weights=None), lambda: image(224)),
    "squeezenet1_1": (lambda: torchvision.models.squeezenet1_1(weights=None), lambda: image(224)),
    "bert_small": (Encoder, tokens),
    "unet": (UNet, lambda: image(256)),
}


def jitter(model: nn.Module) -> None:
    """Add noise to every parameter and statistic, in place.

    Fresh networks have many equal tensors, such as zero biases, which the exporter would merge; trained ones do not.
    """
    statistics = [buffer for name, buffer in model.named_buffers() if "running_" in name]
    with torch.no_grad():
        for tensor in [*model.parameters(), *statistics]:
            tensor.add_(torch.rand_like(tensor), alpha=1e-3)


def export(name: str, path: Path) -> None:
    """Build the sample called name and write it to path."""
    torch.manual_seed(0)
    build, example = SAMPLES[name]
    model, inputs = build().eval(), example()
    jitter(model)
    with torch.no_grad():
        torch.onnx.export(
            model,
            tuple(inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=["output"],
            dynamo=False,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where to write NAME.onnx")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which samples (default: all): {' '.join(SAMPLES)}")
    parser.add_argument("--threads", type=int, default=1, help="threads for torch (default: 1)")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(SAMPLES))
    if unknown:
        parser.error(f"no such sample: {' '.join(unknown)}")
    torch.set_num_threads(options.threads)
    torch.backends.mha.set_fastpath_enabled(False)  # the fused attention of eval mode has no ONNX counterpart
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in options.names or SAMPLES:
        path = options.folder / f"{name}.onnx"
        export(name, path)
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB", flush=True)


if __name__ == "__main__":
    main()
