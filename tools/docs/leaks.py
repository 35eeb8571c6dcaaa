#!/usr/bin/env python3
"""leaks.py SECMEM: attacks, and writes the table of what leaked into README.md, between its marks.

tools/bazel run //tools/docs:leaks
"""

import json
import os
import pathlib
import subprocess
import sys

import marks

BEGIN, END = "<!-- leaks: tools/bazel run //tools/docs:leaks -->", "<!-- end of leaks -->"
CONTROL = "malloc"


def word(cell):
    if cell["result"] != "leaked" or cell["storage"] == CONTROL:
        return cell["result"]
    return "**leaked**" if cell["promised"] else "leaked*"


def escaped(name):
    return name.replace("<", "&lt;")


def table(report):
    cells = {(cell["channel"], cell["storage"]): word(cell) for cell in report["cells"]}
    channels, storages = (list(dict.fromkeys(names)) for names in zip(*cells))
    rows = [[""] + storages, ["---"] * (len(storages) + 1)]
    rows += [[escaped(channel)] + [cells[channel, storage] for storage in storages] for channel in channels]
    return "".join("| %s |\n" % " | ".join(row) for row in rows)


def attacked(secmem):
    """Exit status 1 is a promise that was not kept: the table shows it."""
    done = subprocess.run([secmem, "attack", "--json", "--quiet"], stdout=subprocess.PIPE)
    if done.returncode > 1:
        raise SystemExit("secmem attack ended with %d" % done.returncode)
    return json.loads(done.stdout)


def main(secmem):
    report = attacked(secmem)
    readme = pathlib.Path(os.environ["BUILD_WORKSPACE_DIRECTORY"]) / "README.md"
    where = "%s, attacked by %s:" % (report["machine"]["kernel"], report["machine"]["user"])
    readme.write_text(marks.between(readme.read_text(), BEGIN, END, where + "\n\n" + table(report)))
    print("Written: %s" % readme)


if __name__ == "__main__":
    main(sys.argv[1])
