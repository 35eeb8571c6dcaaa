"""All fact sheets, in the order of the matrix in README.md."""

load(":freebsd.bzl", "FREEBSD")
load(":lint.bzl", "together")
load(":linux.bzl", "LINUX")
load(":macos.bzl", "MACOS")
load(":netbsd.bzl", "NETBSD")
load(":openbsd.bzl", "OPENBSD")
load(":solaris.bzl", "SOLARIS")
load(":windows.bzl", "WINDOWS")

SHEETS = together([
    LINUX,
    MACOS,
    WINDOWS,
    FREEBSD,
    NETBSD,
    OPENBSD,
    SOLARIS,
])
