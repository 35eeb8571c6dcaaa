"""Test macros.

Sanitizers: every test runs under address, undefined and thread sanitizers unless it is tagged "noasan", "noubsan" or
"notsan". Memory sanitizer needs every linked byte instrumented, which the C++ library is not: it runs the tests
tagged "msan" and "fuzz-replay", all plain C.
"""

load("@rules_cc//cc:defs.bzl", "cc_test")

_REAL = [
    "//lib/memcall:backend",
    "//lib/memcall:host",
]
_FAKE = ["//tests/fake_os"]
_GTEST = ["@googletest//:gtest_main"]

def dual_test(name, srcs, deps, real_deps = [], fake_deps = [], tags = [], **kwargs):
    """One GoogleTest program, linked with the real system and with the fake one.

    Makes <name>_real, <name>_fake and the suite <name>. The seam is a link-time one, so only the test's own sources
    are compiled twice.

    Args:
      name: of the suite.
      srcs: C++ sources of the test.
      deps: the `:core` targets under test; a public target would bring the real system into <name>_fake.
      real_deps: further dependencies of <name>_real.
      fake_deps: further dependencies of <name>_fake.
      tags: of both tests.
      **kwargs: attributes of both cc_tests.
    """

    # A linker takes from an archive what earlier ones lack: the seam's two sides come after the code that calls them.
    cc_test(
        name = name + "_real",
        srcs = srcs,
        tags = tags,
        deps = deps + real_deps + _REAL + _GTEST,
        **kwargs
    )
    cc_test(
        name = name + "_fake",
        srcs = srcs,
        tags = tags + ["fake"],
        deps = deps + fake_deps + _FAKE + _GTEST,
        **kwargs
    )
    native.test_suite(
        name = name,
        tags = tags,
        tests = [
            ":%s_fake" % name,
            ":%s_real" % name,
        ],
    )

def c_test(name, srcs, deps, tags = [], **kwargs):
    """A test program in plain C: main() answers 0 when all is well. Runs under memory sanitizer as well.

    Args:
      name: of the test.
      srcs: C sources, one with main().
      deps: public targets, or `:core` targets followed by the sides of the seam.
      tags: of the test.
      **kwargs: attributes of the cc_test.
    """
    cc_test(
        name = name,
        srcs = srcs,
        tags = tags + ["msan"],
        visibility = ["//fuzz:__subpackages__"],  # its list of what is compiled
        deps = deps,
        **kwargs
    )
