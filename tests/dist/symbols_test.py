#!/usr/bin/env python3
"""Which names an archive's library gives to the programs that it is linked into, and which it asks of them.

Usage: symbols_test.py ARCHIVES HEADER...
"""

import re
import sys
import unittest

sys.dont_write_bytecode = True
from archives import contents, is_elf, read, tool

FOLDER, *HEADERS = sys.argv[1:]
LIBRARIES = {platform: files["lib/libsecurememory.a"] for platform, files in contents(FOLDER).items()}
PRIVATE = "securememory_private_"
OURS = re.compile(r"(?:memcall|memguard|securememory)_\w+")

# What is no part of a name: Mach-O's underscore, and what MinGW's indirections begin with.
DECORATION = {"macos": "_", "windows": ".refptr."}


def declared():
    """What the headers say has a name outside of the library."""
    text = "\n".join(read(path).decode() for path in HEADERS)
    return set(re.findall(r"\bMEMCALL_API\b[^;(]*?\b(%s)\s*\(" % OURS.pattern, text))


def names(platform, *options):
    """Kind and bare name of each symbol."""
    lines = [line.split() for line in tool(LIBRARIES[platform], "llvm-nm-19", "-P", "-g", *options).splitlines()]
    decoration = DECORATION.get(platform.split("-")[0], "")
    return {(line[1], line[0].removeprefix(decoration)) for line in lines if len(line) > 1}


def on_each(chosen=lambda platform: True):
    """A test of each library."""
    def decorator(test):
        def run(self):
            for platform in filter(chosen, LIBRARIES):
                with self.subTest(platform):
                    test(self, platform)
        return run
    return decorator


def knows_hidden(platform):
    """A format whose symbols may be seen by the objects of one program or library alone."""
    return not platform.startswith("windows")


def seen_outside(platform):
    """Names of symbols that are defined and not hidden."""
    if is_elf(platform):
        table = tool(LIBRARIES[platform], "llvm-readelf-19", "-s", "--wide")
        return set(re.findall(r" GLOBAL +DEFAULT +(?:\[.*?\] +)?\d+ (\w+)$", table, re.M))
    table = tool(LIBRARIES[platform], "llvm-nm-19", "-m", "-g", "--defined-only")
    return set(re.findall(r"\) external _(\w+)$", table, re.M))


class Symbols(unittest.TestCase):
    def test_headers_were_read(self):
        self.assertGreater(len(declared()), 150)

    @on_each()
    def test_what_is_declared_is_defined(self, platform):
        self.assertEqual(declared() - {name for _, name in names(platform, "--defined-only")}, set())

    @on_each()
    def test_nothing_else_has_a_name_of_its_own(self, platform):
        others = {name for _, name in names(platform, "--defined-only")} - declared()
        self.assertEqual({name for name in others if not name.startswith(PRIVATE)}, set())

    @on_each()
    def test_hooks_are_looked_for_by_private_names(self, platform):
        weak = {name for kind, name in names(platform, "-u") if kind in "wv"}
        self.assertEqual({name for name in weak if not name.startswith(PRIVATE)}, set())
        self.assertEqual(bool(weak), is_elf(platform))

    @on_each()
    def test_nothing_private_is_asked_of_the_program(self, platform):
        wanted = {name for kind, name in names(platform, "-u") if kind == "U"}
        missing = wanted - {name for _, name in names(platform, "--defined-only")}
        self.assertEqual({name for name in missing if OURS.fullmatch(name)}, set())

    @on_each(knows_hidden)
    def test_private_names_are_hidden_and_public_ones_are_not(self, platform):
        self.assertEqual(seen_outside(platform), declared())


unittest.main(argv=sys.argv[:1])
