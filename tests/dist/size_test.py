#!/usr/bin/env python3
"""How much code and constants a library brings to a program: at most 150 KiB of ours, and 130 KiB of the crypto.

Usage: size_test.py ARCHIVES

Measured where the crypto is collected section by section: elsewhere a program's linker does that. Tables for unwinding are
counted apart: -fexceptions, by which an exception crosses frames of C, is what they are for.
"""

import re
import sys
import unittest

sys.dont_write_bytecode = True
from archives import contents, is_elf, tool

FOLDER = sys.argv[1]
LIMITS = {"ours": 150 * 1024, "crypto": 130 * 1024}
SECTIONS = {"code": re.compile(r"\.text|\.rodata|\.data\.rel\.ro"), "unwinding": re.compile(r"\.eh_frame|\.gcc_except")}


def measured(library):
    """Bytes by whose and what."""
    sizes, whose = {}, None
    for line in tool(library, "llvm-size-19", "-A").splitlines():
        words = line.split()
        if "(ex " in line:
            whose = "crypto" if words[0] == "crypto.o" else "ours"
        for what, names in SECTIONS.items():
            if len(words) == 3 and names.match(words[0]):
                sizes[whose, what] = sizes.get((whose, what), 0) + int(words[1])
    return sizes


class Size(unittest.TestCase):
    def test_code_and_constants(self):
        for platform, files in contents(FOLDER).items():
            if not is_elf(platform):
                continue
            sizes = measured(files["lib/libsecurememory.a"])
            print(platform, {" ".join(key): "%.1f KiB" % (value / 1024) for key, value in sorted(sizes.items())})
            for whose, limit in LIMITS.items():
                with self.subTest(platform, whose=whose):
                    self.assertGreater(sizes[whose, "code"], 10 * 1024)
                    self.assertLessEqual(sizes[whose, "code"], limit)


unittest.main(argv=sys.argv[:1])
