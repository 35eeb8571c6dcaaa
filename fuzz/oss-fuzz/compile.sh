# Builds programs of sources.txt without Bazel and without a network. To be sourced; the caller stands in the checkout
# and has set, as OSS-Fuzz does:
#
#   CC CFLAGS CXX CXXFLAGS   the compilers with all flags of sanitizers and of the engine: none is added here
#   SANITIZER                under "memory" BoringSSL's assembly is left out, whose stores the sanitizer cannot see
#   WORK                     where objects go, which are kept for as long as nothing changes
#   BORINGSSL                BoringSSL as Android has it, with its assembly generated (third_party/boringssl/METADATA)

declare -A options=() members=() # by target: its flags, its objects
declare -A programs=()           # by kind and name: its targets
common=() links=()

read_list() {
    local word rest target=
    while read -r word rest; do
        case $word in
            flags) read -ra common <<<"$rest" ;;
            include) common+=(-isystem "$rest") ;;
            link) links+=("$rest") ;;
            target) target=${rest%% *} options[$target]=${rest#"$target"} ;;
            source) members[$target]+=" $rest" ;;
            program) programs[${rest%% //*}]=${rest#* * } ;;
        esac
    done <fuzz/oss-fuzz/sources.txt
}

without_assembly() { case ${SANITIZER-} in memory) echo -DOPENSSL_NO_ASM ;; esac }

# The lists that the tree brings, which Bazel reads too.
boringssl_sources() {
    local names=crypto_sources
    if [[ -z $(without_assembly) ]]; then names+=" crypto_sources_linux_$(uname -m)"; fi
    # shellcheck disable=SC2086 # words
    python3 - "$BORINGSSL/BUILD.generated.bzl" $names <<'END'
import sys
lists = {}
exec(open(sys.argv[1]).read(), lists)  # assignments of lists, in Starlark and Python alike
print("\n".join(path for name in sys.argv[2:] for path in lists[name]))
END
}

object_of() { printf '%s\n' "$WORK/objects/${1//[:\/]/_}/${2//\//_}.o"; }

# One line for each object: itself, its source, its flags.
boringssl_objects() {
    local path
    while read -r path; do
        echo "$(object_of boringssl "$path") $BORINGSSL/$path" \
            "-w -I$BORINGSSL/src/include -D_XOPEN_SOURCE=700 $(case $path in *.c) echo -std=c11 -fno-common ;; esac)"
    done < <(boringssl_sources)
}

objects() {
    local target path
    for target; do
        for path in ${members[$target]}; do
            echo "$(object_of "$target" "$path") $path -I. ${common[*]} -isystem $BORINGSSL/src/include" \
                "${options[$target]}"
        done
    done
}

# What was compiled before a change of our sources, or with other flags, is no more.
forget_stale() {
    local with="$CC $CFLAGS"
    if [[ ! -f $WORK/with || $(<"$WORK/with") != "$with" ]]; then
        rm -rf "$WORK/objects"
    elif [[ -n $(find lib fuzz tests tools -newer "$WORK/with" -print -quit) ]]; then
        rm -rf "$WORK/objects"/__*
    fi
    printf '%s\n' "$with" >"$WORK/with"
}

# Whatever is not there yet, on all processors.
compile_all() {
    # shellcheck disable=SC2016 # the inner shell's
    xargs -d '\n' -P "$(nproc)" -n 1 bash -euc '
        set -- $0
        object=$1 source=$2
        shift 2
        [[ -e $object ]] && exit
        mkdir -p "${object%/*}"
        $CC $CFLAGS '"$(without_assembly)"' "$@" -c "$source" -o "$object.new"
        mv "$object.new" "$object"'
}

# targets_of KIND: those of all programs of this kind, each once.
targets_of() {
    local key
    for key in "${!programs[@]}"; do
        if [[ $key == "$1 "* ]]; then tr ' ' '\n' <<<"${programs[$key]}"; fi
    done | sort -u
}

names_of() { printf '%s\n' "${!programs[@]}" | sed -n "s/^$1 //p" | sort; }

# compile KIND…: all that programs of these kinds are made of.
compile() {
    local kind target targets=()
    export CC CFLAGS
    forget_stale
    for kind; do
        while read -r target; do targets+=("$target"); done < <(targets_of "$kind" | grep '^//')
    done
    { boringssl_objects && objects "${targets[@]}"; } | sort -u | compile_all
    rm -f "$WORK/libcrypto.a"
    find "$WORK/objects/boringssl" -name '*.o' -print0 | sort -z | xargs -0 "${AR:-ar}" rcs "$WORK/libcrypto.a"
}

# link OUTPUT KIND NAME [FLAG…]: the program, but for the target that FLAGs stand for: an engine replaces another.
link() {
    local output=$1 target path parts=()
    for target in ${programs["$2 $3"]}; do
        if [[ $target == //tools/fuzzing:replay_main && -n ${4-} ]]; then continue; fi
        for path in ${members[$target]-}; do parts+=("$(object_of "$target" "$path")"); done
    done
    shift 3
    # shellcheck disable=SC2086 # flags
    $CXX $CXXFLAGS -o "$output" "${parts[@]}" "$WORK/libcrypto.a" "$@" "${links[@]}"
}

# corpus NAME FOLDER: the fuzz target's inputs, as files.
corpus() {
    mkdir -p "$2"
    assemble "$1" --into "$WORK" "fuzz/corpus_src/$1"/*.txt
    mv "$WORK/corpus/$1"/* "$2"
    if [[ -d fuzz/regressions/$1 ]]; then cp "fuzz/regressions/$1"/* "$2"; fi
}

assemble() {
    local name=$1
    shift
    python3 -B tools/fuzzing/assemble.py --ops fuzz/world.inc --ops "fuzz/$name.inc" "$@"
}
