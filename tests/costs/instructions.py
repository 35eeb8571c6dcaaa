#!/usr/bin/env python3
"""instructions.py PROGRAM BASELINE [--update]: the instructions of each hot path, beside the recorded ones.

Fails when an act takes over 3 % more or less than recorded: times are noisy, instructions are not. Valgrind is the CPU,
one without AVX-512, so every machine counts alike; another compiler does not. Less is recorded too, or it would be lost
unnoticed.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

TOLERANCE, TIMES = 0.03, 100


def measured(program):
    """Instructions of one act, by name, in the order of the acts."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=%s/out" % folder, os.path.abspath(program)]
        subprocess.run(command, check=True, capture_output=True, cwd=folder)
        dumps = sorted(pathlib.Path(folder).glob("out.*"), key=lambda path: int(path.suffix[1:]))
        return dict(filter(None, map(count_of, dumps)))


def count_of(dump):
    text = dump.read_text()
    act = re.search(r"Trigger: Client Request: (.*)", text)
    return act and (act[1], int(re.search(r"^(?:summary|totals): (\d+)", text, re.M)[1]) // TIMES)


def recorded(baseline):
    rows = (line.rsplit(None, 1) for line in open(baseline, encoding="utf-8") if not line.startswith("#"))
    return {name: int(count) for name, count in rows}


def written(counts):
    return "# Instructions of one act: tools/bazel run -c opt //tests/costs:instructions -- --update\n" + "".join(
        "%-32s %8d\n" % row for row in counts.items()
    )


def compare(counts, before):
    wrong = set(before) - set(counts)
    for name, count in counts.items():
        change = count / before[name] - 1 if name in before else float("inf")
        wrong |= {name} if abs(change) > TOLERANCE else set()
        print("%-32s %8d %+6.1f %%%s" % (name, count, 100 * change, "  WRONG" if name in wrong else ""))
    return wrong


def main(program, baseline, *flags):
    counts = measured(program)
    if "--update" in flags:
        path = pathlib.Path(os.environ["BUILD_WORKSPACE_DIRECTORY"]) / "tests/costs/instructions.txt"
        path.write_text(written(counts))
        return 0
    return 1 if compare(counts, recorded(baseline)) or not counts else 0


sys.exit(main(*sys.argv[1:]))
