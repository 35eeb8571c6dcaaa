# The user's cache folder: where it is, who may own it, and what is dropped from it.

readonly keep_days=30

cache_path() {
    local home=${HOME:-}
    if [[ -n ${SECUREMEMORY_CACHE:-} ]]; then cache=$SECUREMEMORY_CACHE; return; fi
    # Services and containers often have no HOME; the account's own folder is private, a shared /tmp is not.
    if [[ -z $home ]]; then home=$(getent passwd "$(id -u)" | cut -d: -f6) || home=; fi
    if [[ -z ${XDG_CACHE_HOME:-}$home || ${XDG_CACHE_HOME:-$home} == / ]]; then
        fail "no home folder to keep a cache in" "set HOME, or SECUREMEMORY_CACHE to a folder of your own"
    fi
    cache=${XDG_CACHE_HOME:-$home/.cache}/securememory
}

# Sets cache, and in it: this checkout's corner with its rc file and repositories, and what is fetched, by version.
cache_open() {
    cache_path
    if [[ $cache != /* || $cache == *[[:space:]]* ]]; then
        fail "the cache folder is not an absolute path without spaces: $cache" "set SECUREMEMORY_CACHE to one"
    fi
    if [[ ! -d $cache ]] && ! mkdir -p "$cache" 2>/dev/null; then
        fail "cannot make the cache folder $cache" "set SECUREMEMORY_CACHE to a folder that can be written"
    fi
    # Whoever can write here chooses what is compiled.
    if [[ ! -O $cache || ! -w $cache ]]; then
        fail "the cache folder $cache belongs to another user, or is read-only" \
            "set SECUREMEMORY_CACHE to a folder of your own"
    fi
    cache_paths
}

cache_paths() {
    local sum
    # The same digest names Bazel's output base, so that both go when the checkout is gone.
    sum=$(printf %s "$root" | md5sum)
    checkout=$cache/checkouts/${sum%% *}
    rc=$checkout/bazelrc
    repositories=$checkout/repositories
    boringssl=$cache/src/boringssl-13.0.0+r24
    benchmark=$cache/src/benchmark-1.7.1
    zig=$cache/zig-0.16.0
    wine=$cache/wine-8.0
    kernels=$cache/kernels-debian-12
    buildifier=$cache/buildifier-8.2.1
    if [[ ! -d $checkout ]]; then
        chmod 700 "$cache"
        mkdir -p "$checkout" "$cache"/{bazel,disk,src,zig-cache}
    fi
}

# To be called in a subshell: the lock's descriptor must not reach Bazel's server, which would hold it for hours.
cache_lock() {
    exec 9>"$cache/lock" </dev/null
    if flock -n 9; then return; fi
    say "waiting for another tools/bazel to finish its set-up"
    flock 9
}

# Bazel 4.2 never shrinks its disk cache. Once a day, and behind the build's back, what was not read or written
# for a month goes, and with it all that belongs to checkouts which are no more.
cache_trim_daily() {
    local today last=
    printf -v today '%(%F)T' -1
    if [[ -f $cache/trimmed ]]; then read -r last <"$cache/trimmed" || true; fi
    if [[ $last == "$today" ]]; then return; fi
    printf '%s\n' "$today" >"$cache/trimmed"
    (cache_trim &) </dev/null >/dev/null 2>&1
}

cache_trim() {
    local corner owner
    find "$cache/disk" -type f -mtime +$keep_days -atime +$keep_days -delete
    for corner in "$cache"/checkouts/*; do
        owner=
        if [[ -f $corner/path ]]; then read -r owner <"$corner/path"; fi
        if [[ -n $owner && ! -d $owner ]]; then
            # Bazel makes its outputs read-only.
            chmod -R u+w "$cache/bazel/${corner##*/}"
            rm -rf "$corner" "$cache/bazel/${corner##*/}"
        fi
    done
}
