#!/bin/bash -eu
# OSS-Fuzz's build of this checkout.
exec bash -eu "$SRC/securememory/fuzz/oss-fuzz/build.sh"
