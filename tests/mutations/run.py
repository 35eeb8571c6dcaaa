#!/usr/bin/env python3
"""Takes one protection out of the library at a time, in a copy, and looks whether its tests go red.

tests/mutations/run.py [PART OF A NAME…]     all of mutants.ini, or those whose names contain one of the parts

Ends with the number found. A mutant is not found when one of its tests passes; it is out of date, which counts as
much, when its line is gone or it does not compile.
"""

import configparser
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTS_FAILED = 3  # Bazel's exit code: everything was built, and some test failed


def mutants(parts):
    table = configparser.ConfigParser(delimiters="=", comment_prefixes="#", interpolation=None)
    table.read(ROOT / "tests/mutations/mutants.ini")
    return [table[name] for name in table.sections() if not parts or any(part in name for part in parts)]


def copy_checkout(to):
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], capture_output=True, check=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).exists():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)


def bazel(copy, *arguments):
    return subprocess.run(
        ["tools/bazel", *arguments], cwd=copy, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def mutate(text, mutant):
    """The text with the mutant's line changed, or None."""
    lines = text.split("\n")
    places = [at for at, line in enumerate(lines) if line.strip() == mutant["line"]]
    if len(places) != 1:
        return None
    lines[places[0]] = mutant["instead"]
    return "\n".join(lines)


def passing(result):
    """The tests that are reported as passed."""
    return [line.split()[0] for line in result.stdout.split("\n") if line.startswith("//") and " PASSED " in line]


def verdict(copy, mutant):
    """None when every test went red, or what is wrong."""
    file = copy / mutant["file"]
    whole = file.read_text()
    changed = mutate(whole, mutant)
    if changed is None:
        return "its line does not stand in %s once" % mutant["file"]
    file.write_text(changed)
    result = bazel(copy, "test", "--curses=no", "--color=no", "--test_output=summary", "--keep_going", *mutant["tests"].split())
    file.write_text(whole)
    if result.returncode not in (0, TESTS_FAILED):
        return "does not compile:\n" + result.stderr[-2000:]
    green = passing(result)
    return "still passes: " + " ".join(green) if green else None


def run_all(copy, chosen):
    lost = 0
    for mutant in chosen:
        wrong = verdict(copy, mutant)
        lost += wrong is not None
        print("%-9s %s%s" % ("NOT FOUND" if wrong else "found", mutant.name, ": " + wrong if wrong else ""), flush=True)
    print("%d of %d found" % (len(chosen) - lost, len(chosen)))
    return lost


def main(parts):
    chosen = mutants(parts)
    if not chosen:
        print("no mutant has such a name")
        return 2
    with tempfile.TemporaryDirectory(prefix="securememory-mutants-") as folder:
        copy = pathlib.Path(folder)
        copy_checkout(copy)
        try:
            return 1 if run_all(copy, chosen) else 0
        finally:
            bazel(copy, "clean", "--expunge")


sys.exit(main(sys.argv[1:]))
