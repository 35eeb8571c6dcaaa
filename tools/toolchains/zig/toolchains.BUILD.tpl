load("@securememory//tools/toolchains/zig:toolchain.bzl", "zig_toolchain")
load("@securememory//tools/toolchains/zig:targets.bzl", "TARGETS")

# For tests that compile by themselves.
exports_files(
    [
        "zcc",
        "zcxx",
    ],
    visibility = ["//visibility:public"],
)

filegroup(
    name = "wrappers",
    srcs = [
        "zar",
        "zcc",
        "zcxx",
        "zlink",
    ],
)

[
    zig_toolchain(
        name = name,
        lib = "{LIB}",
        target = target,
    )
    for name, target in TARGETS.items()
]
