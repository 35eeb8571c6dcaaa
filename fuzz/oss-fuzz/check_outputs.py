"""check_outputs.py FOLDER NAME SEEDS: what OSS-Fuzz reads beside a fuzz target is of the form that it reads."""

import configparser
import os
import sys
import zipfile

FILE_SIZE = 64  # of a header in ELF


def check_program(path):
    with open(path, "rb") as program:
        header = program.read(FILE_SIZE)
    assert header[:4] == b"\x7fELF" and len(header) == FILE_SIZE, "no ELF file"
    assert os.access(path, os.X_OK), "not executable"


def check_seeds(path, count):
    """Returns how long the longest is. OSS-Fuzz takes what is executable for a fuzz target."""
    assert not os.access(path, os.X_OK) and os.stat(path).st_mode & 0o111 == 0, "an executable archive"
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None, "a broken archive"
        names = archive.namelist()
        assert len(names) == count > 0, f"{len(names)} seeds of {count}"
        assert not any("/" in name for name in names), "folders in an archive of seeds"
        return max(entry.file_size for entry in archive.infolist())


def check_options(folder, name, longest):
    options = configparser.ConfigParser()
    assert options.read(os.path.join(folder, name + ".options")), "no options"
    dictionary = options["libfuzzer"]["dict"]
    assert dictionary == name + ".dict" and os.path.getsize(os.path.join(folder, dictionary)) > 0, "no dictionary"
    assert int(options["libfuzzer"]["max_len"]) >= longest, "seeds would be cut off"


def main():
    folder, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    try:
        check_program(os.path.join(folder, name))
        longest = check_seeds(os.path.join(folder, name + "_seed_corpus.zip"), count)
        check_options(folder, name, longest)
    except (AssertionError, KeyError, ValueError, configparser.Error, zipfile.BadZipFile) as error:
        sys.exit(f"{name}: {error!r}")


if __name__ == "__main__":
    main()
