#!/bin/bash
# The hooks and all below them bring no crypto: a program of them alone works, and none of its symbols is BoringSSL's.
#   symbols_test.sh PROGRAM FILE…   the files are the archives of BoringSSL
set -euo pipefail

program=$1
shift
names=$(mktemp)
trap 'rm -f "$names"' EXIT

nm --defined-only --extern-only "$@" 2>/dev/null | awk 'NF == 3 {print $3}' | sort -u >"$names"
count=$(wc -l <"$names")
((count > 1000)) || { echo "only $count symbols of BoringSSL were found in: $*" >&2; exit 1; }

foreign=$(nm "$program" | awk '{print $NF}' | sort -u | comm -12 - "$names")
hooks=$(nm --defined-only "$program" | grep -cE ' T OPENSSL_memory_(alloc|free|get_size)$')
[[ -z $foreign ]] || { echo "the heap links crypto: $foreign" >&2; exit 1; }
[[ $hooks == 3 ]] || { echo "the program has $hooks of 3 hooks" >&2; exit 1; }
"$program"
