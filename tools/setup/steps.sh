# The steps of needs.txt that are more than a package. Each builds in a folder of its own and renames it into
# place, so that what stands under its name is complete, whoever was interrupted.

# check_hash FOLDER LIST: every file that LIST pins, as sha256sum writes it.
check_hash() {
    (cd "$1" && sha256sum --check --quiet --strict "$2" >/dev/null 2>&1) && return
    fail "a downloaded file does not match the hash pinned in ${2#"$root/"}" \
        "Debian may have moved to another version: compare $(cd "$1" && printf '%s ' *.tar.*)with that file"
}

fetch_boringssl() {
    local work
    say "fetching BoringSSL's sources"
    work=$(mktemp -d "$cache/src/.fetch.XXXXXX")
    source_download android-platform-external-boringssl "$work"
    check_hash "$work" "$root/third_party/boringssl/source.sha256"
    mkdir "$work/tree"
    tar -xJf "$work"/*.orig.tar.xz -C "$work/tree" --strip-components=1 --no-same-owner
    mv -T "$work/tree" "$boringssl"
}

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
