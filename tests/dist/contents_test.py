#!/usr/bin/env python3
"""Each platform has an archive, each archive all that belongs in it and nothing else, and it says what is true.

Usage: contents_test.py ARCHIVES VERSION_H CRYPTO_LICENCE PLATFORMS HEADER...
"""

import json
import re
import sys
import tarfile
import unittest
import zipfile

sys.dont_write_bytecode = True
from archives import contents, paths, read, sha256

FOLDER, VERSION_H, LICENCE, PLATFORMS, *HEADERS = sys.argv[1:]
VERSION = re.search(r'"(.*)"', read(VERSION_H).decode()).group(1)
ALL = contents(FOLDER)

# What stands beside the headers.
OTHERS = """
    BUILD.bazel LICENSE MODULE.bazel NOTICE README.md WORKSPACE lib/libsecurememory.a lib/pkgconfig/securememory.pc
    lib/cmake/securememory/securememory-config.cmake lib/cmake/securememory/securememory-config-version.cmake
    sbom.spdx.json
""".split()

# Where builds run, and who runs them.
PLACES = re.compile(rb"/sandbox|execroot|bazel-out|/root/|/home/|/tmp/|\.cache")


def included(path):
    return "include/" + path.split("/include/")[1]


def on_each(test):
    """A test of each archive."""
    def run(self):
        for platform, files in ALL.items():
            with self.subTest(platform):
                test(self, platform, files)
    return run


def sbom_of(files):
    return json.loads(files["sbom.spdx.json"])


class Contents(unittest.TestCase):
    def test_every_platform_has_one(self):
        self.assertEqual(set(ALL), set(PLATFORMS.split(",")))

    def test_sums_are_those_of_the_archives(self):
        sums = {path.split("/")[-1]: sha256(read(path)) for path in paths(FOLDER).values()}
        lines = ["%s  %s" % (digest, name) for name, digest in sorted(sums.items())]
        self.assertEqual(read(FOLDER + "/SHA256SUMS").decode().splitlines(), lines)

    @on_each
    def test_all_files_are_there_and_no_others(self, platform, files):
        self.assertEqual(set(files), set(OTHERS) | {included(path) for path in HEADERS})

    @on_each
    def test_headers_are_the_checkouts(self, platform, files):
        for path in HEADERS:
            self.assertEqual(files[included(path)], read(path))

    def test_one_folder_named_as_the_archive(self):
        for platform, path in paths(FOLDER).items():
            opened = zipfile.ZipFile(path).namelist() if path.endswith(".zip") else tarfile.open(path).getnames()
            self.assertEqual({name.split("/")[0] for name in opened}, {"securememory-%s-%s" % (VERSION, platform)})

    def test_members_tell_nothing_of_who_built_them(self):
        for path in paths(FOLDER).values():
            if path.endswith(".zip"):
                members = zipfile.ZipFile(path).infolist()
                told = {(it.date_time, it.external_attr >> 16) for it in members}
                self.assertEqual(told, {((1980, 1, 1, 0, 0, 0), 0o100644)})
            else:
                told = {(it.uid, it.gid, it.uname, it.gname, it.mtime, it.mode) for it in tarfile.open(path)}
                self.assertEqual(told, {(0, 0, "", "", 0, 0o644)})

    @on_each
    def test_no_path_of_a_build(self, platform, files):
        self.assertIsNone(PLACES.search(files["lib/libsecurememory.a"]))

    @on_each
    def test_version_is_told_everywhere(self, platform, files):
        self.assertIn(b"\nVersion: %s\n" % VERSION.encode(), files["lib/pkgconfig/securememory.pc"])
        self.assertIn(b'PACKAGE_VERSION "%s"' % VERSION.encode(),
                      files["lib/cmake/securememory/securememory-config-version.cmake"])
        self.assertIn(b'version = "%s"' % VERSION.encode(), files["MODULE.bazel"])

    @on_each
    def test_every_name_is_filled_in(self, platform, files):
        for name in set(OTHERS) - {"lib/libsecurememory.a"}:
            self.assertIsNone(re.search(rb"@[A-Z_]+@", files[name]), name)

    def test_windows_says_which_compilers(self):
        said = [name for name in ALL if "windows" in name]
        self.assertTrue(said and all(name.startswith("windows-gnu-") for name in said))

    @on_each
    def test_licences(self, platform, files):
        self.assertIn(b"Apache License", files["LICENSE"])
        self.assertIn(read(LICENCE).strip(), files["NOTICE"])


class Sbom(unittest.TestCase):
    @on_each
    def test_hashes_are_those_of_all_other_files(self, platform, files):
        sbom = sbom_of(files)
        told = {file["fileName"][2:]: {it["algorithm"]: it["checksumValue"] for it in file["checksums"]}["SHA256"]
                for file in sbom["files"]}
        self.assertEqual(told, {name: sha256(data) for name, data in files.items() if name != "sbom.spdx.json"})

    @on_each
    def test_packages(self, platform, files):
        sbom = sbom_of(files)
        ours, crypto = sbom["packages"]
        self.assertEqual((ours["name"], ours["versionInfo"]), ("securememory", VERSION))
        self.assertIn(platform, ours["comment"])
        self.assertEqual(crypto["name"], "BoringSSL")
        self.assertRegex(crypto["checksums"][0]["checksumValue"], "^[0-9a-f]{64}$")

    @on_each
    def test_identities_are_defined(self, platform, files):
        sbom = sbom_of(files)
        defined = {"SPDXRef-DOCUMENT"} | {it["SPDXID"] for it in sbom["packages"] + sbom["files"]}
        self.assertEqual(len(defined), 1 + len(sbom["packages"] + sbom["files"]))
        for relationship in sbom["relationships"]:
            self.assertLessEqual({relationship["spdxElementId"], relationship["relatedSpdxElement"]}, defined)

    def test_each_document_has_a_name_of_its_own(self):
        self.assertEqual(len({sbom_of(files)["documentNamespace"] for files in ALL.values()}), len(ALL))


unittest.main(argv=sys.argv[:1])
