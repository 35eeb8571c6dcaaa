"""plot.py: lines on logarithmic axes, and bars, as SVG. Colours and letters are the page's (style.css)."""

import html
import math

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 300, 64, 132, 12, 36


class Axis:
    """A logarithmic scale from values to pixels."""

    def __init__(self, values, start, end):
        low, high = min(values), max(values)
        self.low, self.high = math.log10(low), math.log10(max(high, low * 1.01))
        self.start, self.end = start, end

    def at(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def decades(self):
        return [10.0**power for power in range(math.ceil(self.low - 1e-9), math.floor(self.high + 1e-9) + 1)]


def text(x, y, words, kind="", anchor="start"):
    return '<text x="%.1f" y="%.1f" class="%s" text-anchor="%s">%s</text>' % (x, y, kind, anchor, html.escape(words))


def line(x1, y1, x2, y2, kind):
    return '<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="%s"/>' % (x1, y1, x2, y2, kind)


def grid(x, y, ticks, x_text, y_text):
    parts = []
    for value in y.decades():
        parts.append(line(LEFT, y.at(value), WIDTH - RIGHT, y.at(value), "grid"))
        parts.append(text(LEFT - 8, y.at(value) + 4, y_text(value), "axis", "end"))
    for value in ticks:
        parts.append(text(x.at(value), HEIGHT - BOTTOM + 20, x_text(value), "axis", "middle"))
    return parts


def series(points, x, y, kind):
    """A line with its points, and for each a bar from one quartile to the other."""
    path = " ".join("%.1f,%.1f" % (x.at(p.at), y.at(p.value)) for p in points)
    parts = ['<polyline points="%s" class="line %s"/>' % (path, kind)]
    for p in points:
        low, high = max(p.value - p.spread, p.value / 2), p.value + p.spread
        parts.append(line(x.at(p.at), y.at(low), x.at(p.at), y.at(high), "spread " + kind))
        title = "<title>%s</title>" % html.escape(p.label)
        place = (x.at(p.at), y.at(p.value), kind, title)
        parts.append('<circle cx="%.1f" cy="%.1f" r="3.5" class="dot %s">%s</circle>' % place)
    return parts


def names(ends, kinds):
    """Beside the last point of each line, moved apart where they would stand on each other."""
    parts, lowest = [], -math.inf
    for name, y in sorted(ends.items(), key=lambda end: end[1]):
        lowest = max(y, lowest + 15)
        parts.append(text(WIDTH - RIGHT + 10, lowest + 4, name, "name " + kinds[name]))
    return parts


def lines(by_name, kinds, x_text, y_text, title):
    """by_name: for each name its points, with .at, .value, .spread and .label."""
    points = [point for those in by_name.values() for point in those]
    ticks = sorted({point.at for point in points})
    x = Axis(ticks, LEFT + 12, WIDTH - RIGHT - 12)
    bounds = [low_or_high for p in points for low_or_high in (p.value * 0.8, (p.value + p.spread) * 1.2)]
    y = Axis(bounds, HEIGHT - BOTTOM, TOP)
    parts = grid(x, y, ticks, x_text, y_text)
    for name, those in by_name.items():
        parts += series(those, x, y, kinds[name])
    parts += names({name: y.at(those[-1].value) for name, those in by_name.items()}, kinds)
    return '<svg viewBox="0 0 %d %d" role="img" aria-label="%s">%s</svg>' % (WIDTH, HEIGHT, html.escape(title), "".join(parts))


def bars(rows):
    """rows: (words, ratio, uncertainty, kind, words at the end). The line at 1 is as much as the other needs."""
    step, left, right = 26, 250, 250
    scale = (WIDTH - left - right) / max([1.2] + [ratio for _, ratio, _, _, _ in rows])
    height = step * len(rows) + 24
    parts = [line(left + scale, 4, left + scale, height - 20, "one"), text(left + scale, height - 4, "as much", "axis", "middle")]
    for i, (words, ratio, off, kind, end) in enumerate(rows):
        y = 4 + i * step
        parts.append(text(left - 10, y + 15, words, "axis", "end"))
        parts.append('<rect x="%d" y="%d" width="%.1f" height="%d" rx="2" class="bar %s"/>' % (left, y + 3, ratio * scale, step - 10, kind))
        low, high = max(ratio - off, 0), min(ratio + off, (WIDTH - left - right + 16) / scale)
        parts.append(line(left + low * scale, y + 11, left + high * scale, y + 11, "off"))
        parts.append(text(WIDTH - right + 24, y + 15, end, "axis"))
    return '<svg viewBox="0 0 %d %d" role="img">%s</svg>' % (WIDTH, height, "".join(parts))
