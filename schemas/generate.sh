#!/bin/sh
# Generates the C that is committed under Sources from the schemas beside this script.
#
#   schemas/generate.sh           writes it
#   schemas/generate.sh --check   says whether what is committed is current, and writes nothing
#
# Needs Debian's protobuf-c-compiler.
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

mkdir -p "$fresh/CONNX/include"
protoc-c --proto_path="$root/schemas" --c_out="$fresh/CONNX" onnx.proto
mv "$fresh/CONNX/onnx.pb-c.h" "$fresh/CONNX/include/"

for module in CONNX; do
    if [ "${1:-}" = --check ]; then
        diff -r -u "$root/Sources/$module" "$fresh/$module" || {
            echo "Sources/$module is not what schemas/ gives: run schemas/generate.sh" >&2
            exit 1
        }
    else
        rm -rf "$root/Sources/$module"
        cp -r "$fresh/$module" "$root/Sources/$module"
    fi
done
