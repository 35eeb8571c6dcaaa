"""What securememory needs from elsewhere, for programs that still have a WORKSPACE file.

    load("@securememory//:securememory_deps.bzl", "securememory_deps")
    securememory_deps()

A repository that the program has declared before keeps its declaration, so a program with a BoringSSL of its own declares it
first. One of another name is taken by an attribute of the repository that securememory is:

    http_archive(
        name = "securememory",
        repo_mapping = {"@boringssl": "@vendored_boringssl"},
        …
    )

//tests/consumer/monorepo is such a program. With MODULE.bazel none of this is used.
"""

load("@bazel_tools//tools/build_defs/repo:http.bzl", "http_archive")
load("@bazel_tools//tools/build_defs/repo:utils.bzl", "maybe")

def securememory_deps():
    """Declares what the library itself is built from."""

    # The last release that Bazel 4.2 can build: later ones use attributes that came with Bazel 7.
    maybe(
        http_archive,
        name = "boringssl",
        sha256 = "1d3b33e4a8b935cb72825d8b911f0c90d123a20b4251545030ef06deb64414c9",
        strip_prefix = "boringssl-0.20251110.0",
        url = "https://github.com/google/boringssl/releases/download/0.20251110.0/boringssl-0.20251110.0.tar.gz",
    )

    # The last release that Bazel 4.2 can load.
    maybe(
        http_archive,
        name = "rules_cc",
        sha256 = "4dccbfd22c0def164c8f47458bd50e0c7148f3d92002cdb459c2a96a68498241",
        url = "https://github.com/bazelbuild/rules_cc/releases/download/0.0.1/rules_cc-0.0.1.tar.gz",
    )

    # os:netbsd came with 0.0.5.
    maybe(
        http_archive,
        name = "platforms",
        sha256 = "218efe8ee736d26a3572663b374a253c012b716d8af0c07e842e82f238a0a7ee",
        url = "https://github.com/bazelbuild/platforms/releases/download/0.0.10/platforms-0.0.10.tar.gz",
    )

    # BoringSSL's BUILD files load it.
    maybe(
        http_archive,
        name = "rules_license",
        sha256 = "26d4021f6898e23b82ef953078389dd49ac2b5618ac564ade4ef87cced147b38",
        url = "https://github.com/bazelbuild/rules_license/releases/download/1.0.0/rules_license-1.0.0.tar.gz",
    )

def securememory_dev_deps():
    """Declares what this checkout's tests and tools need besides."""
    maybe(
        http_archive,
        name = "googletest",
        sha256 = "81964fe578e9bd7c94dfdb09c8e4d6e6759e19967e397dbea48d1c10e45d0df2",
        strip_prefix = "googletest-release-1.12.1",
        url = "https://github.com/google/googletest/archive/refs/tags/release-1.12.1.tar.gz",
    )
    maybe(
        http_archive,
        name = "bazel_skylib",
        sha256 = "1c531376ac7e5a180e0237938a2536de0c54d93f5c278634818e0efc952dd56c",
        url = "https://github.com/bazelbuild/bazel-skylib/releases/download/1.0.3/bazel-skylib-1.0.3.tar.gz",
    )

    # Only //tests/bench, which is built when it is named.
    maybe(
        http_archive,
        name = "benchmark",
        sha256 = "6430e4092653380d9dc4ccb45a1e2dc9259d581f4866dc0759713126056bc1d7",
        strip_prefix = "benchmark-1.7.1",
        url = "https://github.com/google/benchmark/archive/refs/tags/v1.7.1.tar.gz",
    )
