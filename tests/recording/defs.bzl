"""A system that is recorded on the host: its generated backend, compiled against headers of ours that have its numbers."""

load("@rules_cc//cc:defs.bzl", "cc_library", "cc_test")

_CORE = [
    "//lib/memcall:core",
    "//lib/memcall:internal_headers",
]

def recorded_system(name, sheet = None, beneath = [], shared = []):
    """Makes <name>_recorded (the backend), <name>_golden_test and memcall_on_<name> (the conformance suite).

    Args:
      name: of shims/<name>/ (headers, .c files that define what they declare, and prelude.h, with
        which every file begins and where the host is forgotten) and of golden/<name>/.
      sheet: the fact sheet's name, if it is another one.
      beneath: further folders of shims/, for what this one lacks.
      shared: files of this package that several systems' shims are made of.
    """
    shims = "tests/recording/shims/"
    folders = [name] + beneath
    cc_library(
        name = name + "_recorded",
        testonly = True,
        # As the sheet says now, not as it was committed last: a changed flag fails here and in the test of freshness.
        srcs = ["//lib/memcall/backend:%s_c" % (sheet or name)] +
               native.glob(["shims/%s/**" % folder for folder in folders]) + shared,
        # For these files alone: nobody else sees the headers.
        copts = ["-I" + shims + folder for folder in folders] + [
            "-include",
            shims + name + "/prelude.h",
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
