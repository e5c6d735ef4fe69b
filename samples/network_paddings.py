#!/usr/bin/env python3
"""Give the networks' kernels the paddings that their converter wrote as operators of their own.

    python3 samples/network_paddings.py Sources/BuiltInPool/networks/cnn.csv DIR/qed-usc/tflite_cnn_ops_gpu.csv

The published table does not list paddings, but the kernel after one has an input that is larger than it needs. Such a
kernel gets its own padding taken away, and a `pad` kernel before it.
"""

import ast
import csv
import sys
from collections import Counter

OPERATORS = {
    "conv-bn-relu": "CONV_2D",
    "dwconv-bn-relu": "DEPTHWISE_CONV_2D",
    "groupconv": "CONV_2D_GROUP",
    "maxpool": "MAX_POOL_2D",
}
PADS = ("pad_top", "pad_left", "pad_bottom", "pad_right")


def padded(path: str) -> Counter:
    """How often each network runs a kernel of a shape on an input that has been padded."""
    counts: Counter = Counter()
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            feature = ast.literal_eval(row["feature"])
            if row["operation"] not in OPERATORS.values() or not str(feature["Stride"]).isdigit():
                continue
            size, output, stride, kernel = (
                int(feature[name]) for name in ("Input_shape", "Output_shape", "Stride", "Kernel")
            )
            if kernel > 1 and size >= (output - 1) * stride + kernel:
                filters = int(feature["Filter"]) if row["operation"].startswith("CONV") else 0
                channels = int(feature["Input_channel"])
                counts[row["model"], row["operation"], kernel, stride, channels, filters, output] += 1
    return counts


def main() -> None:
    counts = padded(sys.argv[2])
    with open(sys.argv[1], newline="") as file:
        rows = csv.DictReader(file)
        table = csv.DictWriter(sys.stdout, rows.fieldnames, lineterminator="\n")
        table.writeheader()
        for row in rows:
            operator = OPERATORS.get(row["type"], "")
            key = (
                row["network"], operator, int(row["kernel_height"]), int(row["stride_height"]),
                int(row["input_channels"]), int(row["output_channels"]) if operator.startswith("CONV") else 0,
                int(row["output_height"]),
            )
            is_padded = any(int(row[name]) for name in PADS) and counts[key] > 0
            count = min(counts[key], int(row["count"])) if is_padded else 0
            if count:
                counts[key] -= count
                pad, kernel = split(row, count)
                table.writerow(pad)
                table.writerow(kernel)
            if count < int(row["count"]):
                table.writerow({**row, "count": int(row["count"]) - count})


def split(row: dict, count: int) -> tuple[dict, dict]:
    """The padding as a kernel, and the kernel on what it writes."""
    height = int(row["input_height"]) + int(row["pad_top"]) + int(row["pad_bottom"])
    width = int(row["input_width"]) + int(row["pad_left"]) + int(row["pad_right"])
    written = 4 * height * width * int(row["input_channels"])
    read = 4 * int(row["input_height"]) * int(row["input_width"]) * int(row["input_channels"])
    kernel = {**row, "count": count, "input_height": height, "input_width": width}
    kernel |= {name: 0 for name in PADS} | {"bytes_read": int(row["bytes_read"]) - read + written}
    pad = {**row, "count": count, "type": "pad", "operation": "pad", "tail": ""}
    pad |= {"output_height": height, "output_width": width, "output_channels": row["input_channels"]}
    pad |= {name: 1 for name in ("kernel_height", "kernel_width", "stride_height", "stride_width", "groups", "input_count")}
    pad |= {name: 0 for name in (*PADS, "macs", "parameters")} | {"bytes_read": read, "bytes_written": written}
    return pad, kernel


if __name__ == "__main__":
    main()
