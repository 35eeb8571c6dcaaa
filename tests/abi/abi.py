#!/usr/bin/env python3
"""abi.py LIST HEADER…: the public headers keep what LIST records, and LIST records all of it.

    tools/bazel test //tests/abi                 both
    tools/bazel run //tests/abi:update           records what is new; refuses what lib/ABI.md forbids
"""

import os
import pathlib
import sys

import measure
import rules

HEADING = """\
# The binary interface of 1.x on 64-bit Linux: struct and size; field, offset, size and type; enum and size; and the texts of
# the rest. lib/ABI.md says what may change. Written by: tools/bazel run //tests/abi:update
"""


def report(problems):
    for problem in problems:
        print("FAILED: " + problem, file=sys.stderr)
    return 1 if problems else 0


def update(rows):
    path = pathlib.Path(os.environ["BUILD_WORKSPACE_DIRECTORY"]) / "tests/abi/abi.txt"
    path.write_text(HEADING + "\n".join(sorted(rows)) + "\n", encoding="utf-8")
    print("wrote tests/abi/abi.txt")
    return 0


def main(arguments):
    wanted = arguments.pop(0) if arguments[0].startswith("--") else "--compatible"
    recorded = pathlib.Path(arguments[0]).read_text(encoding="utf-8").splitlines()
    present = measure.interface([pathlib.Path(name) for name in arguments[1:]])
    problems = [why + " (lib/ABI.md)" for why in rules.breaks(recorded, present)]
    if wanted == "--update" and not problems:
        return update(present)
    if wanted == "--recorded":
        new = rules.additions(recorded, present)
        problems += [name + " is not recorded: tools/bazel run //tests/abi:update" for name in new]
    return report(problems)


sys.exit(main(sys.argv[1:]))
