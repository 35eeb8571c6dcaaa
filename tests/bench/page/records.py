"""records.py: the bench's JSON, as figures that can be asked for."""

import json

OURS = "securememory"
# Not compared with: nothing is locked, or nothing is kept.
FLOORS = ("malloc+bzero", "bare mprotect", "BoringSSL AEAD", "BoringSSL AEAD, 2 key views", "no library")


class Figure:
    """One act by one implementation: the median, half the distance between the quartiles, and the unit."""

    def __init__(self, record):
        self.group, _, self.act = record["case"].partition(": ")
        self.who = record["implementation"]
        self.size, self.live, self.threads = record["size"], record["live"], record["threads"]
        self.unit = record["unit"]
        self.missing = record.get("missing")
        self.value = record.get("median")
        self.spread = record.get("spread", 0)
        self.at_least = record.get("at_least", False)

    def row(self):
        return (self.group, self.act, self.size, self.live, self.threads)

    def relative_spread(self):
        return self.spread / self.value if self.value else 0


class Records:
    def __init__(self, text):
        whole = json.loads(text)
        self.machine, self.goals = whole["machine"], whole["goals"]
        self.figures = [Figure(record) for record in whole["records"]]

    def groups(self):
        return list(dict.fromkeys(figure.group for figure in self.figures))

    def rows(self, group):
        return list(dict.fromkeys(figure.row() for figure in self.figures if figure.group == group))

    def who(self, group):
        return list(dict.fromkeys(figure.who for figure in self.figures if figure.group == group))

    def at(self, row, who):
        return next((figure for figure in self.figures if figure.row() == row and figure.who == who), None)

    def fastest_peer(self, row):
        """The peer that needs least for it, or None."""
        peers = [f for f in self.figures if f.row() == row and f.value and f.who != OURS and f.who not in FLOORS]
        return min(peers, key=lambda figure: figure.value, default=None)

    def ratio(self, row, other):
        """Ours by another's, and how uncertain that is; None where one of them is missing."""
        ours = self.at(row, OURS)
        if not ours or not ours.value or not other or not other.value:
            return None
        value = ours.value / other.value
        return value, value * (ours.relative_spread() + other.relative_spread())


def size_text(size):
    for unit, word in ((1 << 20, "MiB"), (1 << 10, "KiB")):
        if size >= unit and size % unit == 0:
            return "%d %s" % (size // unit, word)
    return "%d B" % size


def three_digits(value):
    return "{:,.0f}".format(value) if value >= 100 else "%.3g" % value


def time_text(nanoseconds):
    for unit, word in ((1e9, "s"), (1e6, "ms"), (1e3, "µs")):
        if nanoseconds >= unit:
            return "%s %s" % (three_digits(nanoseconds / unit), word)
    return "%s ns" % three_digits(nanoseconds)


def value_text(value, unit):
    return time_text(value) if unit == "ns" else three_digits(value)


def row_text(row):
    _, act, size, live, threads = row
    words = [act] + ([size_text(size)] if size else [])
    words += ["{:,} live".format(live)] if live > 1 else []
    return ", ".join(words + (["%d threads" % threads] if threads > 1 else []))
