#!/bin/bash
# make.sh OUT PREPARE DOXYFILE FRONT VERSION_H HEADER…: the reference of the public headers, as HTML, in the folder OUT. A
# warning ends it: an undocumented declaration, or a comment that names what there is not.
set -euo pipefail
out=$1 prepare=$2 doxyfile=$3 front=$4 version_h=$5
shift 5
doxygen=/usr/bin/doxygen
if [[ ! -x $doxygen ]]; then
    echo "There is no $doxygen; tools/bazel installs it when //tools/docs is named" >&2
    exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$prepare" "$work/in" "$@"
{
    cat "$doxyfile"
    echo "PROJECT_NUMBER = $(sed -n 's/.*VERSION.*"\([0-9.]*\)".*/\1/p' "$version_h")"
    echo "INPUT = $front $work/in"
    echo "STRIP_FROM_PATH = $work/in"
    echo "STRIP_FROM_INC_PATH = $work/in"
    echo "OUTPUT_DIRECTORY = $work"
} >"$work/config"
"$doxygen" "$work/config" 2>&1 | sed "s|$work/in/||" >&2
mkdir -p "$out"
cp -r "$work/html/." "$out"
