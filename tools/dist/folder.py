#!/usr/bin/env python3
"""Lays out the folder of an archive: include/, lib/, what tells build systems of them, licences.

Usage: folder.py @FILE, with one option a line: --output=, --platform=, --library=, --version=, --crypto-licence=,
--crypto-metadata=, --link=, --constraint=, --header=, --file=

A file below files/ goes to the same place; of one that ends in .in the names between @ are filled in.
"""

import argparse
import os
import re
import shutil


def options():
    parser = argparse.ArgumentParser(fromfile_prefix_chars="@", allow_abbrev=False)
    for name in "--output", "--platform", "--library", "--version", "--crypto-licence", "--crypto-metadata":
        parser.add_argument(name, required=True)
    for name in "--link", "--constraint", "--header", "--file":
        parser.add_argument(name, action="append", default=[])
    return parser.parse_args()


def read(path):
    with open(path) as file:
        return file.read()


def version_of(header):
    """The one place where the version stands is a C header."""
    return re.search(r'#define SECUREMEMORY_VERSION "([0-9.]+)"', read(header)).group(1)


def starlark(words):
    """The items of a list, on a line each as buildifier has them."""
    if len(words) < 2:
        return "".join('"%s"' % word for word in words)
    return "\n%s    " % "".join('        "%s",\n' % word for word in words)


def names(given):
    """What stands for @NAME@."""
    metadata = dict(line.split(": ", 1) for line in read(given.crypto_metadata).splitlines())
    return {
        "CONSTRAINTS": starlark(given.constraint),
        "CRYPTO_HOME": metadata["home"],
        "CRYPTO_LICENCE": read(given.crypto_licence).strip(),
        "CRYPTO_NAME": metadata["name"],
        "CRYPTO_VERSION": metadata["version"],
        "LINKS": " ".join(given.link),
        "LINKS_BAZEL": starlark(given.link),
        "LINKS_CMAKE": ";".join(given.link),
        "PLATFORM": given.platform,
        "VERSION": version_of(given.version),
    }


def place(path):
    """Where a file goes: below include/ and files/ as it is there, else to the top."""
    for mark, kept in ("/include/", "include/"), ("/files/", ""):
        if mark in path:
            return kept + path.split(mark, 1)[1]
    return os.path.basename(path)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def main():
    given = options()
    meaning = names(given)
    top = os.path.join(given.output, "securememory-%s-%s" % (meaning["VERSION"], given.platform))
    for path in given.header + given.file:
        text = read(path)
        target = os.path.join(top, place(path))
        if path.endswith(".in"):
            target, text = target[:-len(".in")], re.sub(r"@([A-Z_]+)@", lambda it: meaning[it.group(1)], text)
        write(target, text)
    shutil.copyfile(given.library, os.path.join(top, "lib", "libsecurememory.a"))


main()
