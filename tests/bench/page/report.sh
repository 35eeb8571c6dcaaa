#!/bin/bash
# report.sh BENCH PAGE STYLE TABLES [--json=FILE] [--html=FILE] [--documents] [BENCH'S FLAGS]
#
# Measures everything in one run, and writes a page (bench.html) and, if asked, the records and the tables of the
# documents. Names of files are meant from where `bazel run` was called.
set -euo pipefail
bench=$PWD/$1 page=$PWD/$2 style=$PWD/$3 tables=$PWD/$4
shift 4
html=bench.html json='' documents='' flags=()
for argument in "$@"; do
    case $argument in
        --html=*) html=${argument#*=} ;;
        --json=*) json=${argument#*=} ;;
        --documents) documents=yes ;;
        *) flags+=("$argument") ;;
    esac
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bench" --markdown --json="$work/records" "${flags[@]}" >"$work/tables"

cd "${BUILD_WORKING_DIRECTORY:-.}"
python3 "$page" "$work/records" "$style" >"$work/page"
mv "$work/page" "$html"
echo "Written: $html"
if [[ -n $json ]]; then
    cp "$work/records" "$json"
    echo "Written: $json"
fi
if [[ -n $documents ]]; then
    python3 "$tables" "$work/records" "$work/tables" "$BUILD_WORKSPACE_DIRECTORY"
fi
