# Debian packages, binary and source. apt's signatures vouch for binary packages; sources are checked by hash.

apt_quietly() {
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -o APT::Color=0 -y "$@"
}

packages_install() {
    local missing=() package
    for package in "$@"; do
        if ! package_there "$package"; then missing+=("$package"); fi
    done
    if ((${#missing[@]} == 0)); then return; fi
    if ((EUID != 0)); then
        fail "Debian packages are missing, and installing them takes root: ${missing[*]}" \
            "as root: apt-get install --no-install-recommends ${missing[*]}"
    fi
    say "installing ${missing[*]}"
    install_or_refresh "${missing[@]}" && return
    log_tail install
    fail "apt-get could not install ${missing[*]} (full log: $cache/log/install)" \
        "check the network and the package sources with: apt-get update"
}

# A program of the package's name will do: Node.js, for one, is often installed from elsewhere, with its own npm.
package_there() {
    command -v "$1" >/dev/null ||
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# A bare system has no package lists, and an old one has stale ones: both show as a failed install.
install_or_refresh() {
    logged install apt_quietly install --no-install-recommends "$@" && return
    say "refreshing the package lists"
    logged update apt_quietly update || true
    logged install apt_quietly install --no-install-recommends "$@"
}

# private_lists TYPE FOLDER: the system's own package sources, as entries of one type (deb, deb-src) in a private
# folder; the system's files stay as they are. apt reads *.list and *.sources alone, so files with another suffix are
# switched off. A cdrom: has neither sources nor another processor's packages.
private_lists() {
    local file
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        if [[ -f $file ]]; then
            sed -nE "s/^[[:space:]]*deb(-src)?([[:space:]]+\[[^]]*\])?[[:space:]]+/$1\2 /p" "$file"
        fi
    done | grep -v ' cdrom:' | sort -u >"$2/private.list" || true
    for file in /etc/apt/sources.list.d/*.sources; do
        if [[ -f $file ]]; then sed "s/^Types:.*/Types: $1/" "$file" >"$2/${file##*/}"; fi
    done
}

# apt_private FOLDER PROGRAM…: apt-get or apt-cache, on the folder's lists.
apt_private() {
    local folder=$1 program=$2
    shift 2
    "$program" -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$folder/parts" \
        -o Dir::State::lists="$folder/lists" -o Dir::Cache="$folder/cache" -o APT::Sandbox::User= \
        -o Acquire::Languages=none "$@"
}

# source_download PACKAGE FOLDER: leaves the source package's upstream archive in the folder.
source_download() {
    local package=$1 folder=$2
    mkdir -p "$folder"/{parts,lists/partial,cache}
    private_lists deb-src "$folder/parts"
    (
        cd "$folder"
        logged source-lists apt_private "$folder" apt-get update || true
        logged source apt_private "$folder" apt-get source --download-only --tar-only "$package"
    ) && return
    log_tail source-lists
    log_tail source
    fail "apt-get could not download the source package $package" \
        "check the network and the package sources in /etc/apt, then run the command again"
}

# foreign_download PROCESSOR PACKAGE FOLDER: leaves in the folder what a package that names another one depends on,
# for any processor that Debian knows; the system itself need not.
foreign_download() {
    local processor=$1 package=$2 folder=$3
    mkdir -p "$folder"/{parts,lists/partial,cache}
    private_lists deb "$folder/parts"
    (
        cd "$folder"
        logged "$package-lists" apt_foreign apt-get update || true
        named=$(apt_foreign apt-cache depends "$package" | sed -n 's/^ *Depends: //p')
        # shellcheck disable=SC2086 # one word each
        logged "$package" apt_foreign apt-get download $named
    ) && return
    log_tail "$package-lists"
    log_tail "$package"
    fail "apt-get could not download $package for $processor" \
        "check the network and the package sources in /etc/apt, then run the command again"
}

# The system's own list of what is installed says nothing about another processor.
apt_foreign() {
    local program=$1
    shift
    apt_private "$folder" "$program" -o "APT::Architecture=$processor" -o "APT::Architectures=$processor" \
        -o Dir::State::status=/dev/null "$@"
}
