"""Reads the archives of a folder: for tests."""

import hashlib
import os
import re
import subprocess
import tarfile
import tempfile
import zipfile


def read(path):
    with open(path, "rb") as file:
        return file.read()


def files_of(path):
    """By name: a file's content."""
    if path.endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(path) as archive:
        return {entry.name: archive.extractfile(entry).read() for entry in archive.getmembers()}


def paths(folder):
    """By platform, as archives are called: where the archive is."""
    found = {}
    for name in sorted(os.listdir(folder)):
        match = re.fullmatch(r"securememory-[0-9.]+-([a-z]+(?:-[a-z]+)?-(?:x86_64|aarch64))(\.tar\.gz|\.zip)", name)
        if match:
            found[match.group(1)] = os.path.join(folder, name)
    return found


def contents(folder):
    """By platform: files by their path below the archive's one folder."""
    return {platform: {name.split("/", 1)[1]: data for name, data in files_of(path).items()}
            for platform, path in paths(folder).items()}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def tool(data, *words):
    """What one of LLVM's tools prints of a library."""
    with tempfile.NamedTemporaryFile(suffix=".a") as library:
        library.write(data)
        library.flush()
        return subprocess.run([*words, library.name], check=True, stdout=subprocess.PIPE, text=True).stdout


def is_elf(platform):
    return not platform.startswith(("macos", "windows"))
