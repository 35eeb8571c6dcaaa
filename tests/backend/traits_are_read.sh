#!/bin/sh
# traits_are_read.sh HEADER FILE...: every trait of HEADER is read by one of the files. A trait that no code reads is a
# fact that nobody acts on.
set -eu
header=$1
shift
traits=$(sed -n 's/^#define \(MEMCALL_TRAIT_[A-Z_]*\).*/\1/p' "$header")
[ -n "$traits" ] || { echo "$header names no traits"; exit 1; }
status=0
for trait in $traits; do
  grep -lqw -- "$trait" "$@" || { echo "no code reads $trait"; status=1; }
done
exit $status
