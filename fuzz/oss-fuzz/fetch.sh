#!/bin/bash -eu
# While the image is made, which is the last time that there is a network: BoringSSL as third_party/boringssl/METADATA
# pins it, into $SRC/boringssl. Debian's package holds Android's tree at the tag of the same version.
set -o pipefail
metadata=$SRC/securememory/third_party/boringssl/METADATA
version=$(sed -n 's/^version: //p' "$metadata")
commit=$(sed -n 's/.*(boringssl commit \([0-9a-f]*\),.*/\1/p' "$metadata")

git clone --depth 1 --branch "android-${version/+/_}" \
    https://android.googlesource.com/platform/external/boringssl "$SRC/boringssl"
if [[ -z $commit || $(<"$SRC/boringssl/BORINGSSL_REVISION") != "$commit"* ]]; then
    echo "this is not BoringSSL $commit, which $metadata pins" >&2
    exit 1
fi
