"""documents.py RECORDS.json TABLES.md WORKSPACE: writes measured figures into the documents that show them.

All tables go to tests/bench/README.md, from "## Figures" on; goals go to README.md, between its two marks.
"""

import pathlib
import sys

from page import goal_value
from records import Records

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tools/docs"))
import marks

BEGIN, END = "<!-- figures: tools/bazel run -c opt //tests/bench:report -- --documents -->", "<!-- end of figures -->"


def whole(text, tables):
    head, mark, _ = text.partition("## Figures\n")
    if not mark:
        raise SystemExit('tests/bench/README.md has no "## Figures"')
    return head + mark + "\n" + tables


def goals(records):
    rows = ["| act | measured | goal | |", "|---|--:|--:|---|"]
    words = {True: "met", False: "**missed**"}
    rows += [
        "| %s | %s | %s | %s |" % (goal["goal"], goal_value(goal), goal["bar"], words[goal["met"]])
        for goal in records.goals
        if goal["met"] is not None
    ]
    return "\n".join([records.machine + ":", ""] + rows)


def rewrite(path, change):
    path.write_text(change(path.read_text()))
    print("Written: %s" % path)


def main(json, tables, workspace):
    records, root = Records(pathlib.Path(json).read_text()), pathlib.Path(workspace)
    rewrite(root / "tests/bench/README.md", lambda text: whole(text, pathlib.Path(tables).read_text()))
    rewrite(root / "README.md", lambda text: marks.between(text, BEGIN, END, goals(records)))


main(*sys.argv[1:])
