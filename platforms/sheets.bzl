"""All fact sheets, in the order of the matrix in README.md."""

load(":linux.bzl", "LINUX")

SHEETS = [
    LINUX,
]
