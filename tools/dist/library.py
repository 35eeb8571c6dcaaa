#!/usr/bin/env python3
"""Makes the static library of an archive from object files.

Everything that the headers do not declare gets a private prefix: the crypto, its assembly, the hooks that it looks
for, and our own inner functions. Of the crypto only what is needed is taken: sections on ELF, where one object is
collected of all; elsewhere files, since nothing collects their sections before a program is linked.

Usage: library.py @FILE, with one option a line: --output=, --format=elf|coff|macho, --prefix=, --header=, --ours=,
--theirs=
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

# What is not part of a name: Mach-O's underscore, and the prefixes of MinGW's indirections.
DECORATION = {
    "elf": re.compile(r"()(.+)"),
    "coff": re.compile(r"((?:\.refptr\.)?)(.+)"),
    "macho": re.compile(r"(_)(.+)"),
}

# Tells linkers whose addresses are compared, by places in the table of symbols, which renaming changes: without it they
# suppose all are.
TAKEN_OUT = {
    "elf": ["--remove-section=.llvm_addrsig"],
    "coff": [],
    "macho": [],
}


def options():
    parser = argparse.ArgumentParser(fromfile_prefix_chars="@", allow_abbrev=False)
    parser.add_argument("--output", required=True)
    parser.add_argument("--format", required=True, choices=DECORATION)
    parser.add_argument("--prefix", required=True)
    for name in "--header", "--ours", "--theirs":
        parser.add_argument(name, action="append", required=True)
    return parser.parse_args()


def run(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout


def symbols(files):
    """By file: the names that it defines for others, and those that it looks for, weakly or not."""
    found = {file: (set(), set()) for file in files}
    for line in run("llvm-nm-19", "--quiet", "-A", "-P", "-g", *files).splitlines():
        file, name, kind = line.split()[:3]
        defined, wanted = found[file[:-1]]
        (wanted if kind in "Uwv" else defined).add(name)
    return found


def declared(headers):
    """The names of public functions."""
    text = "".join(open(path).read() for path in headers)
    return set(re.findall(r"\b((?:memcall|memguard|securememory)_\w+)\s*\(", text))


def needed(roots, table):
    """The files that define what is wanted, and what these want in turn."""
    definer = {name: file for file, (defined, _) in table.items() for name in defined}
    files, names = set(), set(roots)
    while names:
        file = definer.get(names.pop())
        if file and file not in files:
            files.add(file)
            names |= table[file][1]
    return sorted(files)


def collected(files, roots, folder):
    """One object of the sections that the roots need."""
    output = os.path.join(folder, "crypto.o")
    keep = [word for name in sorted(roots) for word in ("-u", name)]
    run("ld.lld-19", "-r", "--gc-sections", *keep, "-o", output, *files)
    return [output]


def copied(files, folder):
    """Copies called after their targets: folders of ours have files of the same name."""
    copies = []
    for path in sorted(files, key=flat_name):
        copies.append(os.path.join(folder, flat_name(path)))
        shutil.copyfile(path, copies[-1])
    if len(set(copies)) != len(copies):
        sys.exit("two objects have one name: " + " ".join(sorted(copies)))
    return copies


def flat_name(path):
    """bazel-out/…/bin/lib/memguard/heap/_objs/core/alloc.pic.o is memguard_heap_core_alloc.o."""
    path = re.sub(r"^.*?/bin/(?:lib/|external/)?", "", path).replace("/_objs/", "/")
    return re.sub(r"(\.pic)?\.(o|obj)$", ".o", path).replace("/", "_")


def renamed(names, public, prefix, shape):
    """What each name becomes that is not public and has no prefix yet."""
    lines = []
    for name in sorted(names):
        decoration, bare = shape.fullmatch(name).groups()
        if bare not in public and not bare.startswith(prefix):
            lines.append("%s %s%s%s\n" % (name, decoration, prefix, bare))
    return lines


def weakly_wanted(files):
    """Hooks that nobody defines: a program's own must not be taken for ours."""
    lines = run("llvm-nm-19", "--quiet", "-A", "-P", "-g", "-u", *files).splitlines()
    return {line.split()[1] for line in lines if line.split()[2] in "wv"}


def all_defined(table):
    return set().union(*(defined for defined, _ in table.values()))


def all_wanted(table):
    return set().union(*(wanted for _, wanted in table.values()))


def members(given, folder):
    """What the library is to hold, ours and of the crypto what ours want of it."""
    ours, theirs = symbols(given.ours), symbols(given.theirs)
    roots = all_wanted(ours) & all_defined(theirs)
    files = needed(roots, theirs)
    crypto = collected(files, roots, folder) if given.format == "elf" else copied(files, folder)
    return copied(given.ours, folder) + crypto


def main():
    given = options()
    with tempfile.TemporaryDirectory() as folder:
        files = members(given, folder)
        names = all_defined(symbols(files)) | weakly_wanted(files)
        names_map = os.path.join(folder, "names")
        with open(names_map, "w") as out:
            out.writelines(renamed(names, declared(given.header), given.prefix, DECORATION[given.format]))
        run("llvm-ar-19", "rcSD", given.output, *files)
        less = ["--strip-debug", *TAKEN_OUT[given.format]]
        run("llvm-objcopy-19", "-D", *less, "--redefine-syms=" + names_map, given.output)
        run("llvm-ranlib-19", "-D", given.output)


main()
