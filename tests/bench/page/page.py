"""page.py RECORDS.json STYLE.css: the bench's figures as one page that needs nothing else, on standard output."""

import collections
import html
import pathlib
import sys

import plot
from records import FLOORS, OURS, Records, row_text, size_text, three_digits, time_text, value_text

Point = collections.namedtuple("Point", "at value spread label")

# What is drawn as lines: group, act, title, what varies, and what stays.
PLOTS = [
    ("heap", "malloc+free", "One object comes and goes, by its size", "size", {"live": 1, "threads": 1}),
    ("heap", "malloc+free", "32 bytes come and go, by how many live beside them", "live", {"size": 32, "threads": 1}),
    ("heap", "free any+malloc", "A random one of the live objects goes, and a new one comes", "live", {"size": 32}),
    ("enclave", "seal", "Sealing, by size", "size", {}),
    ("enclave", "open_into", "Opening into memory, by size", "size", {}),
]


def kinds_of(records):
    """A colour for each implementation, the same everywhere."""
    others = [who for who in dict.fromkeys(figure.who for figure in records.figures) if who != OURS]
    return {OURS: "k0", **{who: "k%d" % (1 + i % 6) for i, who in enumerate(others)}}


def point_of(figure, varies):
    label = "%s, %s: %s ± %s" % (figure.who, row_text(figure.row()), time_text(figure.value), time_text(figure.spread))
    return Point(getattr(figure, varies), figure.value, figure.spread, label)


def points_of(records, group, act, varies, fixed):
    found = collections.defaultdict(list)
    for figure in records.figures:
        same = figure.group == group and figure.act == act and figure.value
        if same and all(getattr(figure, name) == value for name, value in fixed.items()):
            found[figure.who].append(point_of(figure, varies))
    return {who: sorted(points) for who, points in found.items()}


def figure_of(title, drawing):
    return '<figure><figcaption>%s</figcaption><div class="scroll">%s</div></figure>' % (html.escape(title), drawing)


def line_plots(records, kinds):
    for group, act, title, varies, fixed in PLOTS:
        points = points_of(records, group, act, varies, fixed)
        if len({point.at for those in points.values() for point in those}) > 1:
            axis = size_text if varies == "size" else "{:,.0f}".format
            yield figure_of(title, plot.lines(points, kinds, axis, time_text, title))


def other_of(records, row):
    """Who ours is held against: the fastest peer, else the dearest floor, which does most of what ours does."""
    floors = [f for f in (records.at(row, who) for who in FLOORS) if f and f.value and f.who != "malloc+bzero"]
    return records.fastest_peer(row) or max(floors, key=lambda figure: figure.value, default=None)


def bar_of(records, row, kinds):
    other = other_of(records, row)
    ratio = records.ratio(row, other)
    if ratio is None or records.at(row, OURS).unit != "ns":
        return None
    value, off = ratio
    # What is many times as dear would press everything else together.
    end = "%.2f ± %.2f of %s" % (value, off, other.who)
    return (row_text(row), min(value, 2), min(off, 2), kinds[OURS], end)


def bar_plots(records, kinds):
    for group in records.groups():
        rows = list(filter(None, (bar_of(records, row, kinds) for row in records.rows(group))))
        if rows:
            yield figure_of("%s: ours, as a share of what the other needs (bars end at 2)" % group, plot.bars(rows))


def cell(figure):
    if figure is None:
        return "<td></td>"
    if not figure.value and figure.missing:
        return '<td title="%s">–</td>' % html.escape(figure.missing)
    off = " ±%.0f %%" % (100 * figure.relative_spread()) if figure.relative_spread() >= 0.01 else ""
    return "<td>%s%s%s</td>" % ("&gt; " if figure.at_least else "", value_text(figure.value, figure.unit), off)


def table_of(records, group):
    who = records.who(group)
    head = "".join("<th>%s</th>" % html.escape(name) for name in who)
    rows = "".join(
        "<tr><th>%s</th>%s</tr>\n" % (html.escape(row_text(row)), "".join(cell(records.at(row, name)) for name in who))
        for row in records.rows(group)
    )
    title = "<h2>%s</h2>" % html.escape(group)
    return '%s<div class="wide"><table><thead><tr><th></th>%s</tr></thead><tbody>\n%s</tbody></table></div>' % (title, head, rows)


def goal_value(goal):
    """In the unit of its bar."""
    if "value" not in goal:
        return ""
    if goal["bar"].endswith("×"):
        return "%.2f ×" % goal["value"]
    return time_text(goal["value"]) if goal["bar"].endswith("s") else three_digits(goal["value"])


def goal_row(goal):
    met = {True: ("met", "met"), False: ("missed", "missed"), None: ("", "not measured")}[goal["met"]]
    words = (html.escape(goal["goal"]), goal_value(goal), html.escape(goal["bar"]), *met)
    return '<tr><th>%s</th><td>%s</td><td>%s</td><td class="%s">%s</td></tr>\n' % words


def goals_of(records):
    head = "<thead><tr><th>goal</th><th>measured</th><th>bar</th><th></th></tr></thead>"
    return '<div class="wide"><table>%s<tbody>%s</tbody></table></div>' % (head, "".join(map(goal_row, records.goals)))


def page(records, style):
    kinds = kinds_of(records)
    missing = sorted({"%s, %s: %s" % (f.who, f.group, f.missing) for f in records.figures if f.missing})
    parts = [
        "<!doctype html>\n<html lang=en>\n<head><meta charset=utf-8>",
        '<meta name=viewport content="width=device-width,initial-scale=1"><title>securememory: the bench</title>',
        "<style>%s</style></head>\n<body>" % style,
        "<h1>securememory: the bench</h1><p>%s</p>" % html.escape(records.machine),
        "<p class=less>Medians; ± is half the distance between the quartiles. All in one run, in random order. "
        "Less is better everywhere but in counts of live secrets.</p>",
        "<h2>Goals</h2>" + goals_of(records),
        "<h2>By size, by how many live</h2>" + "\n".join(line_plots(records, kinds)),
        "<h2>Ours beside the other</h2>" + "\n".join(bar_plots(records, kinds)),
        "\n".join(table_of(records, group) for group in records.groups()),
        "<h2>Where a dash stands</h2><ul>%s</ul>" % "".join("<li>%s</li>" % html.escape(line) for line in missing),
        "<footer>Made by <code>tools/bazel run -c opt //tests/bench:report</code>; method: tests/bench/README.md</footer>",
        "</body></html>",
    ]
    return "\n".join(parts)


if __name__ == "__main__":
    print(page(Records(pathlib.Path(sys.argv[1]).read_text()), pathlib.Path(sys.argv[2]).read_text()))
