#!/usr/bin/env python3
"""Writes what an archive's folder is made of, as SPDX 2.3 (JSON): the package with its files, and the crypto in it.

Usage: sbom.py @FILE, with one option a line: --output=, --folder=, --crypto-metadata=, --crypto-hash=
"""

import argparse
import hashlib
import json
import os
import uuid

# The same input makes the same bytes, whenever.
CREATED = "1970-01-01T00:00:00Z"


def options():
    parser = argparse.ArgumentParser(fromfile_prefix_chars="@", allow_abbrev=False)
    for name in "--output", "--folder", "--crypto-metadata", "--crypto-hash":
        parser.add_argument(name, required=True)
    return parser.parse_args()


def read(path):
    with open(path, "rb") as file:
        return file.read()


def paths(top):
    return sorted(os.path.join(folder, name) for folder, _, files in os.walk(top) for name in files)


def file_of(number, path, top):
    content = read(path)
    return {
        "SPDXID": "SPDXRef-File-%d" % number,
        "fileName": "./" + os.path.relpath(path, top),
        "checksums": [
            {"algorithm": name, "checksumValue": hashlib.new(name.lower(), content).hexdigest()}
            for name in ("SHA1", "SHA256")
        ],
        "copyrightText": "NOASSERTION",
        "licenseConcluded": "NOASSERTION",
    }


def verification_code(files):
    """SPDX 2.3, 7.9.4: the SHA-1 of all files' SHA-1, sorted."""
    sums = sorted(file["checksums"][0]["checksumValue"] for file in files)
    return hashlib.sha1("".join(sums).encode()).hexdigest()


def package(name, identity, version, licence, **more):
    return dict(more, name=name, SPDXID="SPDXRef-" + identity, versionInfo=version, licenseDeclared=licence,
                licenseConcluded=licence, copyrightText="NOASSERTION")


def ours(top, files):
    _, version, platform = os.path.basename(top).split("-", 2)
    return package("securememory", "securememory", version, "Apache-2.0", filesAnalyzed=True,
                   comment="static library for " + platform, downloadLocation="NOASSERTION",
                   hasFiles=[file["SPDXID"] for file in files],
                   packageVerificationCode={"packageVerificationCodeValue": verification_code(files),
                                            "packageVerificationCodeExcludedFiles": ["./sbom.spdx.json"]})


def crypto(metadata, hash_path):
    """The version that is built, and the hash of the sources' archive."""
    lines = dict(line.split(": ", 1) for line in read(metadata).decode().splitlines())
    hashed = {"algorithm": "SHA256", "checksumValue": read(hash_path).decode().split()[0]}
    return package("BoringSSL", "crypto", lines["version"], "LicenseRef-BoringSSL", filesAnalyzed=False,
                   downloadLocation="NOASSERTION", homepage=lines["home"], sourceInfo=lines["source"],
                   checksums=[hashed])


def document(top, given):
    files = [file_of(number, path, top) for number, path in enumerate(paths(top), 1)]
    packages = [ours(top, files), crypto(given.crypto_metadata, given.crypto_hash)]
    code = packages[0]["packageVerificationCode"]["packageVerificationCodeValue"]
    return {
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "dataLicense": "CC0-1.0",
        "name": os.path.basename(top),
        "documentNamespace": "urn:uuid:%s" % uuid.uuid5(uuid.NAMESPACE_OID, code),
        "creationInfo": {"created": CREATED, "creators": ["Tool: securememory-tools-dist"]},
        "packages": packages,
        "files": files,
        "hasExtractedLicensingInfos": [{
            "licenseId": "LicenseRef-BoringSSL",
            "name": "OpenSSL, SSLeay and ISC, as BoringSSL has them",
            "extractedText": read(os.path.join(top, "NOTICE")).decode(),
        }],
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
             "relatedSpdxElement": "SPDXRef-securememory"},
            {"spdxElementId": "SPDXRef-securememory", "relationshipType": "STATIC_LINK",
             "relatedSpdxElement": "SPDXRef-crypto"},
        ],
    }


def main():
    given = options()
    (name,) = os.listdir(given.folder)
    with open(given.output, "w") as out:
        json.dump(document(os.path.join(given.folder, name), given), out, indent=1, sort_keys=True)
        out.write("\n")


main()
