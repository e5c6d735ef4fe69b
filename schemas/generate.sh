#!/bin/sh
# Generates the C and C++ that are committed under Sources from the schemas beside this script.
#
#   schemas/generate.sh           writes it
#   schemas/generate.sh --check   says whether what is committed is current, and writes nothing
#
# Needs Debian's protobuf-c-compiler and flatbuffers-compiler.
set -eu

case "${1:-}" in
"" | --check) ;;
*)
    echo "usage: schemas/generate.sh [--check]" >&2
    exit 64
    ;;
esac

root=$(cd "$(dirname "$0")/.." && pwd)
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

mkdir -p "$fresh/CONNX/include" "$fresh/CTFLite"
protoc-c --proto_path="$root/schemas" --c_out="$fresh/CONNX" onnx.proto
mv "$fresh/CONNX/onnx.pb-c.h" "$fresh/CONNX/include/"
flatc --cpp --scoped-enums --reflect-names -o "$fresh/CTFLite" "$root/schemas/tflite.fbs"

cd "$fresh"
find . -type f | sort | while read -r file; do
    if [ "${1:-}" = --check ]; then
        diff -u "$root/Sources/$file" "$file" || {
            echo "Sources/$file is not what schemas/ gives: run schemas/generate.sh" >&2
            exit 1
        }
    else
        cp "$file" "$root/Sources/$file"
    fi
done
