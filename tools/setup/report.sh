# How tools/bazel speaks: one line per step on standard error, and a failure that names its remedy.

say() { printf 'tools/bazel: %s\n' "$*" >&2; }

# fail WHAT REMEDY
fail() {
    say "$1"
    printf '  %s\n' "$2" >&2
    exit 1
}

# logged NAME COMMAND…: a step's own output goes to a file, so that the terminal keeps one line per step.
logged() {
    local log="$cache/log/$1"
    shift
    mkdir -p "$cache/log"
    "$@" >"$log" 2>&1
}

# The lines worth reading of a failed step: those that call themselves errors, or the last ones.
log_tail() {
    local lines
    lines=$(grep -E '^(E:|Err:|W:|npm error)' "$cache/log/$1" || grep -v '^$' "$cache/log/$1" || true)
    tail -n 5 <<<"$lines" | sed 's/^/    /' >&2
}
