#!/usr/bin/env python3
"""How much code and constants a library brings to a program: at most 150 KiB of ours, and 130 KiB of the crypto.

Usage: size_test.py ARCHIVES

Measured where the crypto is collected section by section: elsewhere a program's linker does that. Tables for unwinding are
told apart: an exception that crosses frames of C is what they are for.
"""

import os
import re
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
from archives import contents, is_elf

FOLDER = sys.argv[1]
LIMITS = {"ours": 150 * 1024, "crypto": 130 * 1024}
SECTIONS = {"code and constants": r"\.text|\.rodata|\.data\.rel\.ro", "unwinding": r"\.eh_frame$|\.gcc_except"}


def run(*words, **more):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, **more).stdout


def linked(objects, folder):
    """All of them as a program gets them, equal strings once."""
    output = os.path.join(folder, "linked")
    run("ld.lld-19", "-shared", "-z", "undefs", "-o", output, *objects, cwd=folder)
    return output


def measured(library):
    """Bytes by whose they are and what."""
    sizes = {}
    with tempfile.TemporaryDirectory() as folder:
        run("llvm-ar-19", "x", library, cwd=folder)
        crypto = ["crypto.o"]
        for whose, objects in ("crypto", crypto), ("ours", sorted(set(os.listdir(folder)) - set(crypto))):
            for name, size in re.findall(r"^(\.\S+) +(\d+)", run("llvm-size-19", "-A", linked(objects, folder)), re.M):
                for what, names in SECTIONS.items():
                    if re.match(names, name):
                        sizes[whose, what] = sizes.get((whose, what), 0) + int(size)
    return sizes


def sizes_of(data):
    with tempfile.NamedTemporaryFile(suffix=".a") as library:
        library.write(data)
        library.flush()
        return measured(library.name)


class Size(unittest.TestCase):
    def test_code_and_constants(self):
        for platform, files in contents(FOLDER).items():
            if not is_elf(platform):
                continue
            sizes = sizes_of(files["lib/libsecurememory.a"])
            print(platform, *["%s: %.1f KiB;" % (" ".join(key), size / 1024) for key, size in sorted(sizes.items())])
            for whose, limit in LIMITS.items():
                with self.subTest(platform, whose=whose):
                    self.assertGreater(sizes[whose, "code and constants"], 10 * 1024)
                    self.assertLessEqual(sizes[whose, "code and constants"], limit)


unittest.main(argv=sys.argv[:1])
