"""What may change between two versions of one major number (lib/ABI.md)."""


def table(rows):
    """{(what, name): value}"""
    split = (row.split(" ", 2) for row in rows if row and not row.startswith("#"))
    return {(what, name): value for what, name, value in split}


def grows(recorded, struct):
    """Whether a struct tells its size, so that fields may follow."""
    return recorded.get(("field", struct + ".struct_size"), "").startswith("0 ")


def breaks(recorded, present):
    """One sentence for each change that a program would notice which was compiled before it."""
    old, new = table(recorded), table(present)
    gone = ["%s %s is gone" % key for key in old if key not in new]
    changed = [
        "%s %s was %s and is %s" % (*key, old[key], new[key])
        for key in old
        if key in new and new[key] != old[key] and not longer(old, new, key)
    ]
    return gone + changed + [why for key in new if key not in old for why in added(old, new, key)]


def longer(old, new, key):
    what, name = key
    return what == "struct" and grows(old, name) and int(new[key]) > int(old[key])


def added(old, new, key):
    what, name = key
    struct = name.partition(".")[0]
    if what != "field" or ("struct", struct) not in old:
        return
    if not grows(old, struct):
        yield "%s is new, in a struct that does not tell its size" % name
    elif int(new[key].split(" ")[0]) < int(old["struct", struct]):
        yield "%s is new, and not after the end of what %s was" % (name, struct)


def additions(recorded, present):
    old, new = table(recorded), table(present)
    return ["%s %s" % key for key in new if key not in old]
