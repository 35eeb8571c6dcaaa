#!/usr/bin/env python3
"""table_test.py SECMEM: the README's table of leaks is what an attack on this machine finds, wherever something is promised.

What is not promised depends on who attacks, and on the machine.
"""

import pathlib
import sys

from documents import ROOT, end

sys.path.insert(0, str(ROOT / "tools/docs"))
import leaks


def cells(lines):
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if line.startswith("|")]


def main(secmem):
    report = leaks.attacked(pathlib.Path(secmem).resolve())
    promised = {(leaks.escaped(cell["channel"]), cell["storage"]) for cell in report["cells"] if cell["promised"]}
    shown = cells((ROOT / "README.md").read_text().partition(leaks.BEGIN)[2].partition(leaks.END)[0].split("\n"))
    found = cells(leaks.table(report).split("\n"))
    names = [row[0] for row in found], found[0]
    faults = [] if ([row[0] for row in shown], shown[:1]) == (names[0], [names[1]]) else ["other rows or columns"]
    faults += [
        "%s, %s: README.md says %s, the attack %s" % (old[0], name, was, now)
        for old, new in zip(shown[2:], found[2:])
        for name, was, now in zip(names[1], old, new)
        if (new[0], name) in promised and was != now
    ]
    end(faults, "%d promises; to write the table anew: tools/bazel run //tools/docs:leaks" % len(promised))


main(sys.argv[1])
