"""A system that is recorded on the host: its generated backend, compiled against headers of ours that have its numbers."""

load("@rules_cc//cc:defs.bzl", "cc_library", "cc_test")

_CORE = [
    "//lib/memcall:core",
    "//lib/memcall:internal_headers",
]

def recorded_system(name, shared = []):
    """Makes <name>_recorded (the backend), <name>_golden_test and memcall_on_<name> (the conformance suite).

    Args:
      name: of the fact sheet, of shims/<name>/ (headers, .c files that define what they declare, and prelude.h, with
        which every file begins and where the host is forgotten) and of golden/<name>/.
      shared: files of this package that several systems' shims are made of.
    """
    shims = "tests/recording/shims/" + name
    cc_library(
        name = name + "_recorded",
        testonly = True,
        srcs = ["//lib/memcall/backend:gen/%s.c" % name] + native.glob(["shims/%s/**" % name]) + shared,
        # For these files alone: nobody else sees the headers.
        copts = [
            "-I" + shims,
            "-include",
            shims + "/prelude.h",
        ],
        # Whole, wherever it stands on the linker's command line: what calls the seam does not name it.
        alwayslink = True,
        target_compatible_with = ["@platforms//os:linux"],
        deps = [
            ":recorder",
            "//lib/memcall/backend:backend_h",
            "//lib/memcall/backend:parts",
        ],
    )
    golden = native.glob(["golden/%s/*.txt" % name])
    cc_test(
        name = name + "_golden_test",
        size = "small",
        args = ["$(location %s)" % file for file in golden],
        data = golden,
        deps = [
            ":golden",
            ":%s_recorded" % name,
            "//lib/memcall/host:native",
        ],
    )
    cc_test(
        name = "memcall_on_" + name,
        size = "small",
        srcs = ["//tests/conformance:suite"],
        deps = _CORE + [
            ":%s_recorded" % name,
            "//lib/memcall/host:native",
            "@googletest//:gtest_main",
        ],
    )
