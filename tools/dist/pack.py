#!/usr/bin/env python3
"""Packs folders: .zip for Windows, else .tar.gz, and SHA256SUMS of all. The same input makes the same bytes.

Usage: pack.py @FILE, with one option a line: --output=, --folder=, --sbom= (one for each folder, in its order)
"""

import argparse
import gzip
import hashlib
import io
import os
import tarfile
import zipfile

# The first day that a zip file can name.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def options():
    parser = argparse.ArgumentParser(fromfile_prefix_chars="@", allow_abbrev=False)
    parser.add_argument("--output", required=True)
    for name in "--folder", "--sbom":
        parser.add_argument(name, action="append", required=True)
    return parser.parse_args()


def read(path):
    with open(path, "rb") as file:
        return file.read()


def members(folder, sbom):
    """What goes in, sorted by name."""
    found = {os.path.join(at, name) for at, _, files in os.walk(folder) for name in files}
    content = {os.path.relpath(path, folder): read(path) for path in found}
    (top,) = os.listdir(folder)
    content[top + "/sbom.spdx.json"] = read(sbom)
    return top, sorted(content.items())


def zipped(content, out):
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in content:
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)


def tarred(content, out):
    # Owner 0, time 0, mode 644: what TarInfo begins with.
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=out, mtime=0) as packed, \
            tarfile.open(mode="w", fileobj=packed, format=tarfile.USTAR_FORMAT) as archive:
        for name, data in content:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))


def main():
    given = options()
    sums = []
    for folder, sbom in zip(given.folder, given.sbom, strict=True):
        top, content = members(folder, sbom)
        suffix, pack = (".zip", zipped) if "-windows-" in top else (".tar.gz", tarred)
        path = os.path.join(given.output, top + suffix)
        with open(path, "wb") as out:
            pack(content, out)
        sums.append("%s  %s\n" % (hashlib.sha256(read(path)).hexdigest(), top + suffix))
    with open(os.path.join(given.output, "SHA256SUMS"), "w") as out:
        out.writelines(sorted(sums, key=lambda line: line.split()[1]))


main()
