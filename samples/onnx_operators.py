#!/usr/bin/env python3
"""Print the operators that the onnx and onnxruntime packages know: domain, name, and the opsets that define it anew.

    python3 samples/onnx_operators.py > schemas/operators.tsv

The test `OperatorTableTests` makes `schemas/operators.md` of it.

Needs: onnx==1.22.0 onnxruntime==1.31.1
"""

from collections import defaultdict

import onnx.defs
from onnxruntime.capi.onnxruntime_pybind11_state import get_all_operator_schema

RUNTIME_DOMAINS = {"com.microsoft", "com.microsoft.nchwc", "com.ms.internal.nhwc"}


def main() -> None:
    versions: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for schema in onnx.defs.get_all_schemas_with_history():
        versions[schema.domain, schema.name].add(schema.since_version)
    for schema in get_all_operator_schema():
        if schema.domain in RUNTIME_DOMAINS:
            versions[schema.domain, schema.name].add(schema.since_version)
    for (domain, name), opsets in sorted(versions.items()):
        print(domain, name, " ".join(map(str, sorted(opsets))), sep="\t")


if __name__ == "__main__":
    main()
