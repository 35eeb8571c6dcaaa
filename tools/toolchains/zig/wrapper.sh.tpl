#!/bin/sh
# zig {VERSION}, sha256 {HASH}
# An input of every action: this line is what makes a result in the disk cache depend on the compiler.
if [ -z "{PROGRAM}" ]; then
    echo "This platform is built by Zig, which is not installed: use tools/bazel, or --config=hermetic." >&2
    exit 1
fi
export ZIG_GLOBAL_CACHE_DIR="{CACHE}" ZIG_LOCAL_CACHE_DIR="{CACHE}"
case $0 in
*zcc) exec "{PROGRAM}" cc "$@" ;;
*zcxx) exec "{PROGRAM}" c++ "$@" ;;
*zar) exec "{PROGRAM}" ar "$@" ;;
esac

# The first link for a target builds its C++ library, and passes on a megabyte of that library's own warnings.
messages=$("{PROGRAM}" c++ "$@" 2>&1) && exit 0
status=$?
printf '%s\n' "$messages" >&2
exit $status
