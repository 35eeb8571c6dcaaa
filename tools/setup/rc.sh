# The machine's rc file: where Debian's Bazel finds offline what other Bazels download. It stands in the cache,
# one per checkout, so that a read-only checkout works the same way, and is handed over with --bazelrc.

rc_write() {
    local text old=
    text=$(rc_text)
    if [[ -f $rc ]]; then old=$(<"$rc"); fi
    if [[ $text == "$old" ]]; then return; fi
    (
        cache_lock
        repository boringssl "$boringssl"
        repository googletest /usr/src/googletest
        if [[ -d $benchmark ]]; then repository benchmark "$benchmark"; fi
        printf '%s\n' "$root" >"$checkout/path"
        printf '%s\n' "$text" >"$rc.new"
        mv "$rc.new" "$rc"
    )
}

option() { printf '%s %s\n' "$1" "$2"; }

rc_text() {
    local command
    printf '# written by tools/bazel for %s\n' "$root"
    option startup "--output_user_root=$cache/bazel"
    option build "--disk_cache=$cache/disk"
    option build "--sandbox_writable_path=$cache/zig-cache"
    # A read-only checkout cannot hold Bazel's links to its outputs.
    if [[ ! -w $root ]]; then option build --experimental_convenience_symlinks=ignore; fi
    if [[ -d $zig ]]; then
        option common "--repo_env=SECUREMEMORY_ZIG=$zig"
        option common "--repo_env=SECUREMEMORY_ZIG_CACHE=$cache/zig-cache"
    fi
    if [[ -d $kernels ]]; then option common "--repo_env=SECUREMEMORY_KERNELS=$kernels"; fi
    if [[ -d $wine ]]; then option test:windows "--test_env=SECUREMEMORY_WINE=$wine"; fi
    # The commands that know repositories; the others inherit from build.
    for command in build query fetch sync; do rc_overrides "$command"; done
}

rc_overrides() {
    local name
    for name in rules_cc rules_java remote_coverage_tools platforms; do
        option "$1" "--override_repository=$name=$root/third_party/stubs/$name"
    done
    option "$1" "--override_repository=boringssl=$repositories/${boringssl##*/}"
    option "$1" "--override_repository=googletest=$repositories/googletest"
    if [[ -d $benchmark ]]; then
        option "$1" "--override_repository=benchmark=$repositories/${benchmark##*/}"
    fi
    option "$1" "--override_repository=bazel_skylib=/usr/share/bazel/tools/skylib"
}

# repository NAME SOURCES: a folder of links, to the sources and to this checkout's overlay as their BUILD file.
# It is called like the sources' folder, version included: a repository never changes under a running build.
repository() {
    local name=$1 sources=$2 path=$repositories/${2##*/} work
    if [[ -d $path ]]; then return; fi
    mkdir -p "$repositories"
    work=$(mktemp -d "$repositories/.new.XXXXXX")
    ln -s "$sources"/* "$work"
    rm -f "$work"/{BUILD,BUILD.bazel,WORKSPACE,WORKSPACE.bazel,MODULE.bazel}
    ln -s "$root/third_party/$name/overlay.BUILD" "$work/BUILD.bazel"
    printf 'workspace(name = "%s")\n' "$name" >"$work/WORKSPACE"
    chmod 755 "$work"
    mv -T "$work" "$path"
}
