#!/usr/bin/env python3
"""Write the kernels of measured networks as one table, without the models: NETWORK, then a kernel and how often it runs.

A column of batches is there only where a kernel has one, as products of matrices have.

Reads what `kernelcast kernels MODEL... --ruleset R --format json` prints, from standard input:

    kernelcast kernels exports/cv/*.onnx --ruleset tflite-gpu --format json | python3 samples/network_kernels.py
"""

import csv
import json
import sys
from collections import Counter
from pathlib import Path

COLUMNS = """input_height input_width input_channels output_height output_width output_channels kernel_height
    kernel_width stride_height stride_width dilation_height dilation_width groups pad_top pad_left pad_bottom pad_right
    input_count""".split()
COSTS = "macs parameters bytes_read bytes_written".split()


def main() -> None:
    listings = [json.loads(line) for line in sys.stdin]
    has_batch = any(kernel["config"]["batch"] != 1 for listing in listings for kernel in listing["kernels"])
    columns = [*COLUMNS, "batch"] if has_batch else COLUMNS
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["network", "count", "type", "operation", "tail", *columns, *COSTS])
    for listing in listings:
        network = Path(listing["model"]["path"]).stem
        kernels: Counter = Counter()
        for kernel in listing["kernels"]:
            config = kernel["config"]
            if kernel["bytes_written"]:
                kernels[
                    (kernel["type"], config.get("operation", ""), " ".join(config.get("tail", [])))
                    + tuple(config.get(name, 1) for name in columns)
                    + tuple(kernel[name] for name in COSTS)
                ] += 1
        for kernel, count in kernels.items():
            table.writerow([network, count, *kernel])


if __name__ == "__main__":
    main()
