# The steps of needs.txt that are more than a package. Each builds in a folder of its own and renames it into
# place, so that what stands under its name is complete, whoever was interrupted.

# check_hash FOLDER LIST: every file that LIST pins, as sha256sum writes it.
check_hash() {
    (cd "$1" && sha256sum --check --quiet --strict "$2" >/dev/null 2>&1) && return
    fail "a downloaded file does not match the hash pinned in ${2#"$root/"}" \
        "Debian may have moved to another version: compare $(cd "$1" && printf '%s ' *.tar.*)with that file"
}

# fetch_source WHAT PACKAGE NAME TARGET: the upstream archive of a Debian source package, unpacked.
fetch_source() {
    local work
    say "fetching $1's sources"
    work=$(mktemp -d "$cache/src/.fetch.XXXXXX")
    source_download "$2" "$work"
    check_hash "$work" "$root/third_party/$3/source.sha256"
    mkdir "$work/tree"
    tar -xf "$work"/*.orig.tar.* -C "$work/tree" --strip-components=1 --no-same-owner
    mv -T "$work/tree" "$4"
}

fetch_boringssl() {
    fetch_source BoringSSL android-platform-external-boringssl boringssl "$boringssl"
}

fetch_benchmark() { fetch_source "Google Benchmark" benchmark benchmark "$benchmark"; }

fetch_zig() {
    if [[ $(uname -m) != x86_64 ]]; then
        fail "the Zig compiler is packed for x86-64 only" "build for this machine: without --config and --platforms"
    fi
    npm_fetch "the Zig compiler" zig "$zig"
}

fetch_buildifier() {
    npm_fetch buildifier buildifier "$buildifier"
    chmod +x "$buildifier"/node_modules/@bazel/buildifier/buildifier-linux_*
}

# What Wine makes of an empty folder at its first start: 700 MB, which each test then only links to.
make_wine_prefix() {
    local work
    say "making a Wine prefix"
    work=$(mktemp -d "$cache/src/.fetch.XXXXXX")
    if ! in_wine_prefix "$work/prefix" logged wine wine wineboot -i; then
        log_tail wine
        fail "Wine could not make a prefix (full log: $cache/log/wine)" "start \`wine wineboot -i\` by hand"
    fi
    in_wine_prefix "$work/prefix" wineserver -w
    mv -T "$work/prefix" "$wine"
    rm -rf "$work"
}

in_wine_prefix() (
    export WINEPREFIX=$1 WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml='
    unset DISPLAY WAYLAND_DISPLAY
    shift
    "$@" </dev/null
)

# The kernels of this Debian, as its cloud images boot them: everything that a guest needs is built in. Debian replaces
# them at each update, so no hash is pinned; apt's signature vouches for them, and the guest prints its version.
fetch_kernels() {
    local work processor
    say "fetching Debian's kernels"
    work=$(mktemp -d "$cache/src/.fetch.XXXXXX")
    mkdir "$work/kernels"
    for processor in amd64 arm64; do
        foreign_download $processor linux-image-cloud-$processor "$work/$processor"
        dpkg-deb --fsys-tarfile "$work/$processor"/linux-image-*.deb | tar -x -C "$work/$processor" ./boot
        mv "$work/$processor"/boot/vmlinuz-* "$work/kernels/$processor"
    done
    chmod 755 "$work/kernels"
    mv -T "$work/kernels" "$kernels"
}

# npm_fetch WHAT NAME TARGET. npm checks every package against the SHA-512 in the committed lock file.
npm_fetch() {
    local work
    say "fetching $1 with npm"
    work=$(mktemp -d "$cache/src/.fetch.XXXXXX")
    cp "$root/third_party/$2"/package{,-lock}.json "$work"
    if ! (cd "$work" && logged npm npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier); then
        npm_failed "$1"
    fi
    chmod 755 "$work"
    mv -T "$work" "$3"
}

npm_failed() {
    log_tail npm
    if grep -q SELF_SIGNED_CERT "$cache/log/npm"; then
        fail "npm does not trust this network's proxy" "set NPM_CONFIG_CAFILE to the proxy's certificate file"
    fi
    fail "npm could not fetch $1 (full log: $cache/log/npm)" "check the network, then run it again"
}
