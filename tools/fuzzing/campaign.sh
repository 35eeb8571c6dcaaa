#!/bin/bash
# Fuzzes all targets in turn, round after round, and says what came of it.
#
#   SECUREMEMORY_FUZZ=FOLDER tools/fuzzing/campaign.sh build        programs and seeds, from this checkout
#   SECUREMEMORY_FUZZ=FOLDER tools/fuzzing/campaign.sh run SECONDS ROUNDS [TARGET…]   SECONDS for each target
#   SECUREMEMORY_FUZZ=FOLDER tools/fuzzing/campaign.sh table        what all rounds so far did, for fuzz/README.md
#
# All that is made goes to FOLDER: TARGET/corpus new inputs, TARGET/crash-… findings, TARGET/*.log. Several may run
# at once, best with another order of targets each; they share what they find.
set -euo pipefail
folder=${SECUREMEMORY_FUZZ:?names the folder for what is found}
here=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)

all() { sed -n 's/^    "\([a-z]*\)": \[.*/\1/p' "$here/fuzz/BUILD.bazel"; }

# Copies: a later build in the checkout must not change programs that run.
build() {
    local target bin
    mapfile -t targets < <(all)
    local programs=("${targets[@]/#///fuzz:}")
    programs=("${programs[@]/%/_bin}")
    cd "$here"
    tools/bazel build --curses=no --config=fuzz //fuzz:all "${programs[@]}"
    bin=$(tools/bazel info --config=fuzz bazel-bin 2>/dev/null)/fuzz
    for target in "${targets[@]}"; do
        mkdir -p "$folder/$target"/{corpus,seeds}
        install -m 755 "$bin/${target}_bin" "$folder/$target/program"
        install -m 644 "$bin/dict/$target.dict" "$folder/$target/dict"
        install -m 644 -t "$folder/$target/seeds" "$bin/corpus/$target"/*
    done
}

# A finding ends the round of its target, and no more.
round() {
    cd "$folder/$2"
    nice -n 19 ./program -max_total_time="$1" -max_len=400 -dict=dict -print_final_stats=1 -reload=1 corpus seeds \
        >"$(date +%m%d-%H%M%S)-$BASHPID.log" 2>&1 || echo "$2: see $(find "$PWD" -name 'crash-*' -newer program)"
}

run() {
    local seconds=$1 rounds=$2 i target
    shift 2
    if (($# == 0)); then mapfile -t targets < <(all) && set -- "${targets[@]}"; fi
    for ((i = 0; i < rounds; i++)); do
        for target; do (round "$seconds" "$target"); done
    done
}

# Executions and seconds are sums; edges are the most that one round saw. A round that still runs counts as far as it
# has told.
row() {
    cd "$folder/$1"
    local found
    found=$(find . -name 'crash-*' -o -name 'leak-*' -o -name 'oom-*' -o -name 'timeout-*' | wc -l)
    awk -v name="$1" -v found="$found" '
        FNR == 1 { runs += seen; seconds += seen_seconds; seen = seen_seconds = 0 }
        /^#[0-9]/ { seen = substr($1, 2) }
        / cov: / { for (i = 1; i < NF; i++) if ($i == "cov:" && $(i + 1) > edges) edges = $(i + 1) }
        / exec\/s: / { for (i = 1; i < NF; i++) if ($i == "exec/s:" && $(i + 1) > 0) seen_seconds = seen / $(i + 1) }
        /^stat::number_of_executed_units/ { seen = $2 }
        /^Done .* runs in/ { seen_seconds = $5 }
        END { printf "| `%s` | %d | %d min | %d | %d |\n", name, runs + seen, (seconds + seen_seconds) / 60, edges, found }
    ' ./*.log
}

table() {
    printf '| target | inputs run | in | edges seen | findings |\n|---|---|---|---|---|\n'
    local target
    for target in $(all); do
        if compgen -G "$folder/$target/*.log" >/dev/null; then (row "$target"); fi
    done
}

command=$1
shift
case $command in
    build | run | table) "$command" "$@" ;;
    *) sed -n 's/^#   //p' "${BASH_SOURCE[0]}" >&2 && exit 2 ;;
esac
