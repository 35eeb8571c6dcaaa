"""The repository @zig: one C toolchain per platform of //platforms, over the Zig that tools/bazel installed.

Nothing is committed that names a user's folders, and nothing fails where Zig is absent: the toolchains are there
in any case, and their wrappers say what to run should a build choose them.
"""

_WRAPPERS = [
    "zar",
    "zcc",
    "zcxx",
    "zlink",
]

def _installed(ctx, folder):
    """The wrappers' substitutions for the Zig in `folder`."""
    packages = folder + "/node_modules/@zigc/"
    program = packages + "linux-x64/bin/zig"
    hash = ctx.execute(["sha256sum", program])
    if hash.return_code != 0:
        fail("the Zig compiler is incomplete: remove %s and run tools/bazel again" % folder)
    return {
        "{CACHE}": ctx.os.environ.get("SECUREMEMORY_ZIG_CACHE", folder + "/cache"),
        "{HASH}": hash.stdout.split(" ")[0],
        "{LIB}": packages + "lib",
        "{PROGRAM}": program,
        "{VERSION}": ctx.execute([program, "version"]).stdout.strip(),
    }

_ABSENT = {
    "{CACHE}": "",
    "{HASH}": "none",
    "{LIB}": "/nonexistent",
    "{PROGRAM}": "",
    "{VERSION}": "none",
}

def _zig_repository_impl(ctx):
    folder = ctx.os.environ.get("SECUREMEMORY_ZIG", "")
    substitutions = _installed(ctx, folder) if folder else _ABSENT
    for name in _WRAPPERS:
        ctx.template(name, ctx.attr._wrapper, substitutions, executable = True)
    ctx.template("BUILD.bazel", ctx.attr._build, {"{LIB}": substitutions["{LIB}"]}, executable = False)

zig_repository = repository_rule(
    implementation = _zig_repository_impl,
    environ = [
        "SECUREMEMORY_ZIG",
        "SECUREMEMORY_ZIG_CACHE",
    ],
    attrs = {
        "_build": attr.label(default = "//tools/toolchains/zig:toolchains.BUILD.tpl"),
        "_wrapper": attr.label(default = "//tools/toolchains/zig:wrapper.sh.tpl"),
    },
)
