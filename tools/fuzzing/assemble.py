"""Makes inputs of fuzz targets from text, and their dictionaries: fuzz/README.md has the language.

    assemble.py --ops world.inc --ops heap.inc --into FOLDER corpus_src/heap/a.txt …
    assemble.py --ops world.inc --ops heap.inc --dictionary heap.dict
"""

import argparse
import pathlib
import re
import struct
import sys

OP = re.compile(r'^OP\((\w+), "(\w*)",', re.MULTILINE)
# Where rounding, guards, size classes and limits change what happens.
SIZES = [0, 1, 15, 16, 17, 32, 48, 192, 193, 4063, 4064, 4080, 4095, 4096, 4097, 8192, 16384, 61408, 61409, -1, -16]


def operations(files):
    """Returns {name: (number, letters)}; numbers follow the order in the files."""
    found = [match for file in files for match in OP.findall(pathlib.Path(file).read_text())]
    return {name: (number, letters) for number, (name, letters) in enumerate(found)}


def encode(letter, word):
    value = int(word, 0)
    if letter == "b":
        return struct.pack("<B", value)
    if letter == "z" and -32 <= value < 0:
        value += 1 << 16
    elif letter == "z" and value > 0xFFFF - 32:
        raise ValueError(f"{word} stands for a size near SIZE_MAX: write it as -1 to -32")
    return struct.pack("<H", value)


def assemble_line(known, words):
    number, letters = known[words[0]]
    if len(words) - 1 != len(letters):
        raise ValueError(f"{words[0]} takes {len(letters)} arguments")
    head = b"" if number is None else bytes([number])
    return head + b"".join(map(encode, letters, words[1:]))


def assemble(known, path):
    """A program: its first line says `config`, which has no number."""
    parts, expected = [], {"config": (None, "w")}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        words = line.split("#")[0].split()
        if not words:
            continue
        try:
            parts.append(assemble_line(expected, words))
        except (KeyError, ValueError, struct.error) as error:
            sys.exit(f"{path}:{number}: {line.strip()}: {error!r}")
        expected = known
    return b"".join(parts)


def entry(name, value):
    return '%s="%s"\n' % (re.sub(r"\W", "_", name), "".join("\\x%02x" % byte for byte in value))


def dictionary(known):
    ops = [entry(name, bytes([number])) for name, (number, _) in known.items()]
    return "".join(ops + [entry(f"size_{size}", encode("z", str(size))) for size in SIZES])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ops", action="append", required=True)
    parser.add_argument("--into", type=pathlib.Path)
    parser.add_argument("--dictionary", type=pathlib.Path)
    parser.add_argument("programs", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    known = operations(options.ops)
    if options.dictionary:
        options.dictionary.write_text(dictionary(known))
    for program in options.programs:
        out = options.into / "corpus" / program.parent.name / (program.stem + ".bin")
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(assemble(known, program))


if __name__ == "__main__":
    main()
