"""report.py LCOV UNCOVERED: the coverage of lib/ by folder, and every function with a line that no test runs.

UNCOVERED names such functions with the reason, in paragraphs: lines of reason that begin with "#", and then lines of
"file function". What is missing there is told, and no failure, for races decide about some. Fails when the sums are below
their bounds.
"""

import collections
import os
import re
import sys

LINES, BRANCHES = 95, 90  # percent, at least


class Source:
    def __init__(self):
        self.starts = []  # (line, function)
        self.lines = {}  # line: count
        self.branches = collections.Counter()  # (line, block, branch): count

    def function_of(self, line):
        return max((start for start in self.starts if start[0] <= line), default=(0, "?"))[1]

    def uncovered(self):
        """The functions with lines that did not run, and which."""
        found = collections.defaultdict(list)
        for line, count in sorted(self.lines.items()):
            if count == 0:
                found[self.function_of(line)].append(line)
        return found


def read(path):
    sources, source = collections.defaultdict(Source), None
    for record in open(path, encoding="utf-8"):
        kind, _, rest = record.rstrip("\n").partition(":")
        fields = rest.split(",")
        if kind == "SF":
            source = sources[re.sub(r".*?(lib/)", r"\1", rest, count=1)]
        elif kind == "FN":
            # A static function is named "file.c:function".
            source.starts.append((int(fields[0]), fields[-1].split(":")[-1]))
        elif kind == "DA":
            source.lines[int(fields[0])] = source.lines.get(int(fields[0]), 0) + int(fields[1])
        elif kind == "BRDA":
            source.branches[tuple(fields[:3])] += 0 if fields[3] == "-" else int(fields[3])
    return sources


def share(counts):
    counts = list(counts)
    return sum(count != 0 for count in counts), len(counts)


def percent(part, whole):
    return 100 * part / whole if whole else 100


def row(name, sources):
    lines = share(count for source in sources for count in source.lines.values())
    branches = share(count for source in sources for count in source.branches.values())
    print("%-28s %6d %6.1f %%   %6d %6.1f %%" % (name, lines[1], percent(*lines), branches[1], percent(*branches)))
    return percent(*lines) >= LINES and percent(*branches) >= BRANCHES


def table(sources):
    folders = collections.defaultdict(list)
    for name, source in sources.items():
        folders[os.path.dirname(name)].append(source)
    print("%-28s %15s   %17s" % ("", "lines run", "branches taken"))
    for folder in sorted(folders):
        row(folder, folders[folder])
    return row("all", sources.values())


def reasons(path):
    rows = (line.split() for line in open(path, encoding="utf-8") if not line.startswith("#"))
    return {tuple(fields) for fields in rows if fields}


def unexplained(sources, known):
    for name, source in sorted(sources.items()):
        for function, lines in source.uncovered().items():
            if (name, function) not in known:
                yield "%s %s: %s" % (name, function, " ".join(map(str, lines)))


def main(lcov, uncovered):
    sources = read(lcov)
    enough = table(sources)
    missing = list(unexplained(sources, reasons(uncovered)))
    if missing:
        print("Lines that no test runs, and that %s says nothing of:" % uncovered)
        print("\n".join("  " + line for line in missing))
    if not enough:
        print("Too little: at least %d %% of lines and %d %% of branches." % (LINES, BRANCHES))
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
