# Finds out what the command needs and is not there, and has it brought. Costs a few file tests when all is there.

# The flags and targets that a row's "when" may name, one spelling each; what follows "--" is the program's own.
needs_flags() {
    flags=(always)
    while (($#)) && [[ $1 != -- ]]; do
        case $1 in
            --config | --platforms) flags+=("$1=${2-}") ;;
            --config=* | --platforms=* | //*) flags+=("$1") ;;
        esac
        shift
    done
}

needs_wanted() {
    local pattern flag patterns
    IFS=, read -ra patterns <<<"$1"
    for pattern in "${patterns[@]}"; do
        for flag in "${flags[@]}"; do
            # shellcheck disable=SC2053 # the table holds patterns
            if [[ $flag == $pattern ]]; then return 0; fi
        done
    done
    return 1
}

# Sets packages and steps to what is wanted and missing.
needs_missing() {
    local name when proof package step
    packages=() steps=()
    while read -r name when proof package step; do
        if [[ -z $name || $name == \#* ]]; then continue; fi
        if [[ $proof == @*@ ]]; then
            proof=${proof//@/}
            proof=${!proof}
        fi
        if [[ -e $proof ]] || ! needs_wanted "$when"; then continue; fi
        if [[ $package != - ]]; then packages+=("$package"); fi
        if [[ $step != - ]]; then steps+=("$step"); fi
    done <"$root/tools/setup/needs.txt"
    ((${#packages[@]} + ${#steps[@]}))
}

# needs_meet FLAG…: what the rows name in their "when".
needs_meet() {
    local flags=("$@") packages steps
    if needs_missing; then needs_bring; fi
}

needs_bring() (
    cache_lock
    # The other one may have brought it all.
    if ! needs_missing; then exit 0; fi
    trap 'rm -rf "$cache"/src/.fetch.*' EXIT
    . "$root/tools/setup/packages.sh"
    . "$root/tools/setup/steps.sh"
    packages_install "${packages[@]}"
    for step in "${steps[@]}"; do "$step"; done
)
