"""All fact sheets side by side: what the names in matrix.tpl.md stand for."""

load("//platforms:platforms.bzl", "PLATFORMS")
load("//platforms:schema.bzl", "EVIDENCE", "OPERATIONS", "TRAITS")

def _row(cells):
    return "| %s |\n" % " | ".join([cell.replace("|", "\\|") for cell in cells])

def _table(sheets, first, rows):
    """rows: lists of cells, the first of which names the row."""
    head = _row([first] + [sheet["name"] for sheet in sheets])
    return head + _row(["---"] * (len(sheets) + 1)) + "".join([_row(cells) for cells in rows])

def _way(way):
    if way.kind == "by_nature":
        return "in force by nature: %s" % way.reason
    conditions = ["`%s`" % name for name in [way.needs, way.ifdef] if name]
    return "`%s`" % way.name + (" (if %s)" % " and ".join(conditions) if conditions else "")

def _operation(value):
    if type(value) == "list":
        return "; else ".join([_way(way) for way in value])
    if value.kind == "by_nature":
        return _way(value)
    return "– %s; instead: %s" % (value.reason, value.fallback)

def _trait(sheet, name):
    for trait in sheet["traits"]:
        if trait == name:
            return "yes"
        if type(trait) != "string" and trait.trait == name:
            return "if `%s`" % trait.needs
    return "–"

def _probe(sheet, name):
    row = sheet["probes"].get(name)
    if not row:
        return "–"
    return "`%s`" % row.expr + (" (if `%s`)" % row.needs if row.needs else "")

def _names(sheets, key):
    """Every name that one of the sheets has in its table `key`."""
    return {name: None for sheet in sheets for name in sheet[key]}.keys()

def _platform(name, platform):
    triple = "`%s`" % platform.triple if platform.triple else "– (no C library to link here)"
    return _row(["`%s`" % name, triple])

def _notes(sheet):
    return "### %s\n\n%s" % (sheet["name"], "".join(["- %s\n" % note for note in sheet["notes"]]))

def render_matrix(sheets):
    """What the names in matrix.tpl.md stand for."""
    return {
        "{OPERATIONS}": _table(sheets, "operation", [
            ["`%s`" % name] + [_operation(sheet["operations"][name]) for sheet in sheets]
            for name in OPERATIONS
        ]),
        "{PROBES}": _table(sheets, "probe", [
            ["`%s`" % name] + [_probe(sheet, name) for sheet in sheets]
            for name in _names(sheets, "probes")
        ]),
        "{STAGES}": _table(sheets, "", [["order"] + [", ".join(sheet["stages"]) for sheet in sheets]]),
        "{TRAITS}": _table(sheets, "trait", [
            ["`%s`: %s" % (name, meaning)] + [_trait(sheet, name) for sheet in sheets]
            for name, meaning in TRAITS.items()
        ]),
        "{VERIFIED}": _table(sheets, "processor", [
            [cpu] + [sheet["verified"].get(cpu, "–") for sheet in sheets]
            for cpu in _names(sheets, "verified")
        ]),
        "{EVIDENCE}": "".join(["- *%s*: %s\n" % pair for pair in EVIDENCE.items()]),
        "{PLATFORMS}": _row(["platform", "target triple"]) + _row(["---", "---"]) + "".join([
            _platform(name, platform)
            for name, platform in PLATFORMS.items()
        ]),
        "{NOTES}": "\n".join([_notes(sheet) for sheet in sheets]),
    }
