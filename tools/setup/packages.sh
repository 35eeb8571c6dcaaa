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

# The system's own package sources, as source entries in a private folder; the system's files stay as they are.
# apt reads *.list and *.sources alone, so files with another suffix are switched off. A cdrom: has no sources.
private_source_list() {
    local file
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        if [[ -f $file ]]; then
            sed -nE 's/^[[:space:]]*deb(-src)?([[:space:]]+\[[^]]*\])?[[:space:]]+/deb-src\2 /p' "$file"
        fi
    done | grep -v ' cdrom:' | sort -u >"$1/private.list" || true
    for file in /etc/apt/sources.list.d/*.sources; do
        if [[ -f $file ]]; then sed 's/^Types:.*/Types: deb-src/' "$file" >"$1/${file##*/}"; fi
    done
}

apt_private() {
    local folder=$1
    shift
    apt-get -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$folder/parts" \
        -o Dir::State::lists="$folder/lists" -o Dir::Cache="$folder/cache" -o APT::Sandbox::User= \
        -o Acquire::Languages=none "$@"
}

# source_download PACKAGE FOLDER: leaves the source package's upstream archive in the folder.
source_download() {
    local package=$1 folder=$2
    mkdir -p "$folder"/{parts,lists/partial,cache}
    private_source_list "$folder/parts"
    (
        cd "$folder"
        logged source-lists apt_private "$folder" update || true
        logged source apt_private "$folder" source --download-only --tar-only "$package"
    ) && return
    log_tail source-lists
    log_tail source
    fail "apt-get could not download the source package $package" \
        "check the network and the package sources in /etc/apt, then run the command again"
}
