#!/usr/bin/env python3
"""module_test.py ROOT: MODULE.bazel, securememory_deps.bzl, .bcr, CHANGELOG.md and lib/memcall/version.h agree, and
name releases that there are. Nothing here is looked up anywhere: releases.txt says what there was."""

import json
import pathlib
import re
import sys
import unittest

import plain_yaml
import repositories

ROOT = pathlib.Path(sys.argv.pop(1)).resolve().parent
# The same thing by another name.
REPOSITORY = {"google_benchmark": "benchmark"}
# What BoringSSL's release loads and a WORKSPACE file has to declare; its module brings it along.
OF_BORINGSSL = {"rules_license"}


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def releases():
    rows = (line.split() for line in read("tests/consumer/releases.txt").split("\n") if line and line[0] != "#")
    return {(row[0], row[1]): row[2:] for row in rows}


def version():
    return re.search(r'#define SECUREMEMORY_VERSION "(\d+\.\d+\.\d+)"', read("lib/memcall/version.h"))[1]


class Dependencies(unittest.TestCase):
    def setUp(self):
        self.header, self.modules = repositories.module(read("MODULE.bazel"))
        self.archives = {
            dev: repositories.archives(read("securememory_deps.bzl"), function)
            for dev, function in ((False, "securememory_deps"), (True, "securememory_dev_deps"))
        }

    def test_both_ask_for_the_same(self):
        for dev, archives in self.archives.items():
            wanted = {repository for _, repository, for_dev in self.modules.values() if for_dev == dev}
            self.assertEqual(wanted, set(archives) - OF_BORINGSSL)

    def test_modules_are_called_as_their_repositories(self):
        for name, (_, repository, _) in self.modules.items():
            self.assertEqual(REPOSITORY.get(name, name), repository)

    def test_versions_exist(self):
        known = releases()
        for name, (wanted, _, _) in self.modules.items():
            self.assertIn((name, wanted), known)

    def test_archives_exist_and_have_their_hash(self):
        known, names = releases(), {repository: name for name, repository in REPOSITORY.items()}
        for archives in self.archives.values():
            for repository, (wanted, digest, url) in archives.items():
                digits = known.get((names.get(repository, repository), wanted))
                self.assertTrue(digits, "no such release: " + url)
                self.assertRegex(digest, "^%s[0-9a-f]{52}%s$" % tuple(digits))


class Version(unittest.TestCase):
    def test_module(self):
        header, _ = repositories.module(read("MODULE.bazel"))
        self.assertEqual(("securememory", version()), (header["name"], header["version"]))
        self.assertEqual(int(version().split(".")[0]), header["compatibility_level"])

    def test_consumer(self):
        _, depends = repositories.module(read("tests/consumer/module/MODULE.bazel"))
        self.assertEqual(version(), depends["securememory"][0])

    def test_changelog_begins_with_it(self):
        first = re.search(r"^## (.*)$", read("CHANGELOG.md"), re.M)[1]
        self.assertRegex(first, r"^(Unreleased: {0}|\[?{0}\]? - \d{{4}}-\d\d-\d\d)$".format(re.escape(version())))


class Registry(unittest.TestCase):
    def test_metadata(self):
        metadata = json.loads(read(".bcr/metadata.template.json"))
        wanted = {"homepage": str, "maintainers": list, "repository": list, "versions": list, "yanked_versions": dict}
        self.assertEqual(wanted, {name: type(value) for name, value in metadata.items()})
        self.assertEqual([], metadata["versions"], "a registry fills them in")
        self.assertEqual({"email", "github", "name"}, set(metadata["maintainers"][0]))

    def test_source(self):
        source = json.loads(read(".bcr/source.template.json"))
        self.assertEqual({"integrity", "strip_prefix", "url"}, set(source))
        for text in source.values():
            self.assertLessEqual(set(re.findall(r"\{(\w+)\}", text)), {"OWNER", "REPO", "TAG", "VERSION"})
        self.assertTrue(source["url"].endswith("{REPO}-{VERSION}.tar.gz"), "no version may stand here")

    def test_presubmit(self):
        text = read(".bcr/presubmit.yml")
        presubmit = plain_yaml.parse(text)
        consumer = presubmit["bcr_test_module"]
        self.assertEqual({"bcr_test_module", "matrix", "tasks"}, set(presubmit))
        self.assertEqual({"matrix", "module_path", "tasks"}, set(consumer))
        self.assertTrue((ROOT / consumer["module_path"] / "MODULE.bazel").is_file())
        self.tasks(presubmit, {"build_flags", "build_targets"})
        self.tasks(consumer, {"test_flags", "test_targets"})

    def tasks(self, part, more):
        oldest = int(re.search(r">=(\d+)", read("MODULE.bazel"))[1])
        self.assertEqual({"bazel", "platform"}, set(part["matrix"]))
        self.assertEqual(oldest, min(int(bazel.split(".")[0]) for bazel in part["matrix"]["bazel"]))
        for task in part["tasks"].values():
            self.assertEqual({"bazel", "name", "platform"} | more, set(task))
            self.assertEqual("${{ bazel }} ${{ platform }}", "%(bazel)s %(platform)s" % task)

    def test_presubmit_builds_what_is_public(self):
        for task in plain_yaml.parse(read(".bcr/presubmit.yml"))["tasks"].values():
            for target in task["build_targets"]:
                package, _, name = target.removeprefix("@securememory//").partition(":")
                rule = 'name = "%s",' % (name or package.rsplit("/", 1)[1])
                self.assertIn(rule, read(package + "/BUILD.bazel"), target)


if __name__ == "__main__":
    unittest.main()
