#!/bin/bash
# Runs a Windows program under Wine: --run_under of the "windows" configuration.
#
# Each run has a prefix of its own: links to the files of the base prefix that tools/setup made, and copies of what
# Wine writes to. A server that all shared would end with the sandbox of whoever started it.
set -euo pipefail

work=$(mktemp -d "${TEST_TMPDIR:-${TMPDIR:-/tmp}}/wine.XXXXXX")
base=${SECUREMEMORY_WINE:-${XDG_CACHE_HOME:-$HOME/.cache}/securememory/wine-8.0}

export WINEPREFIX=$work/prefix HOME=$work XDG_RUNTIME_DIR=$work WINEDEBUG=-all
# Neither .NET nor a browser nor a debugger: a crash ends the program, and its exit code tells.
export WINEDLLOVERRIDES='mscoree,mshtml=;winedbg.exe=d'
unset DISPLAY WAYLAND_DISPLAY

make_prefix() {
    local file
    if [[ ! -d $base ]]; then
        wine wineboot -i >/dev/null 2>&1
        return
    fi
    cp -as "$base" "$WINEPREFIX"
    for file in dosdevices system.reg user.reg userdef.reg .update-timestamp; do
        rm -rf "${WINEPREFIX:?}/$file"
        cp -a "$base/$file" "$WINEPREFIX/$file"
    done
    chmod -R u+w "$WINEPREFIX"/{dosdevices,*.reg}
}

# GoogleTest takes a Unix path for a relative one, and ends the program over it when all tests have passed.
windows_paths() {
    local name path
    for name in TEST_PREMATURE_EXIT_FILE TEST_SHARD_STATUS_FILE TEST_TMPDIR TEST_WARNINGS_OUTPUT_FILE XML_OUTPUT_FILE; do
        path=${!name:-}
        if [[ $path == /* ]]; then export "$name=Z:${path//\//\\}"; fi
    done
}

end() {
    wineserver -k -w >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap end EXIT

make_prefix
windows_paths
status=0
wine "$@" || status=$?
exit "$status"
