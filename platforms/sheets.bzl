"""All fact sheets, in the order of the matrix in README.md."""

load(":lint.bzl", "together")
load(":linux.bzl", "LINUX")
load(":macos.bzl", "MACOS")
load(":windows.bzl", "WINDOWS")

SHEETS = together([
    LINUX,
    MACOS,
    WINDOWS,
])
