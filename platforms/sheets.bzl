"""All fact sheets, in the order of the matrix in README.md."""

load(":lint.bzl", "together")
load(":linux.bzl", "LINUX")

SHEETS = together([
    LINUX,
])
