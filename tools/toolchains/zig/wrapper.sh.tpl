#!/bin/sh
# zig {VERSION}, sha256 {HASH}
# An input of every action: this line is what makes a result in the disk cache depend on the compiler.
if [ -z "{PROGRAM}" ]; then
    echo "This platform is built by Zig, which is not installed: use tools/bazel, or --config=hermetic." >&2
    exit 1
fi
export ZIG_GLOBAL_CACHE_DIR="{CACHE}" ZIG_LOCAL_CACHE_DIR="{CACHE}"
exec "{PROGRAM}" {COMMAND} "$@"
