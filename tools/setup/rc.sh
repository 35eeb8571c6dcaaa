# The machine's rc file: where Debian's Bazel finds offline what other Bazels download. It stands in the cache,
# one per checkout, so that a read-only checkout works the same way, and is handed over with --bazelrc.

rc_write() {
    local text old=
    text=$(rc_text)
    if [[ -f $rc ]]; then old=$(<"$rc"); fi
    if [[ $text == "$old" ]]; then return; fi
    printf '%s\n' "$root" >"$checkout/path"
    rc_repositories
    printf '%s\n' "$text" >"$rc.$$"
    mv "$rc.$$" "$rc"
}

rc_text() {
    local stubs=$root/third_party/stubs command name
    printf '# written by tools/bazel for %s\n' "$root"
    printf 'startup --output_user_root=%s\n' "$cache/bazel"
    printf 'build --disk_cache=%s\n' "$cache/disk"
    printf 'build --sandbox_writable_path=%s\n' "$cache/zig-cache"
    # A read-only checkout cannot hold Bazel's links to its outputs.
    if [[ ! -w $root ]]; then printf 'build --experimental_convenience_symlinks=ignore\n'; fi
    if [[ -d $cache/zig-0.16.0 ]]; then
        printf 'common --repo_env=SECUREMEMORY_ZIG=%s\n' "$cache/zig-0.16.0"
        printf 'common --repo_env=SECUREMEMORY_ZIG_CACHE=%s\n' "$cache/zig-cache"
    fi
    for command in build query fetch sync; do
        for name in rules_cc rules_java remote_coverage_tools platforms; do
            printf '%s --override_repository=%s=%s\n' "$command" "$name" "$stubs/$name"
        done
        for name in boringssl googletest; do
            printf '%s --override_repository=%s=%s\n' "$command" "$name" "$checkout/$name"
        done
        printf '%s --override_repository=bazel_skylib=/usr/share/bazel/tools/skylib\n' "$command"
    done
}

# A repository is a folder of links: the sources, and this checkout's overlay as their BUILD file.
rc_repositories() {
    repository boringssl "$cache"/src/boringssl-13.0.0+r24/*
    repository googletest /usr/src/googletest/*
}

repository() {
    local name=$1 work
    shift
    work=$(mktemp -d "$checkout/.$name.XXXXXX")
    ln -s "$@" "$work"
    rm -f "$work"/{BUILD,BUILD.bazel,WORKSPACE,WORKSPACE.bazel,MODULE.bazel}
    ln -s "$root/third_party/$name/overlay.BUILD" "$work/BUILD.bazel"
    printf 'workspace(name = "%s")\n' "$name" >"$work/WORKSPACE"
    chmod 755 "$work"
    rm -rf "${checkout:?}/$name"
    mv -T "$work" "$checkout/$name"
}
