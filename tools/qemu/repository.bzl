"""The repository @guests: the kernels that tools/bazel fetched. Where there are none, a guest's test says what to do."""

_BUILD = """exports_files(["aarch64", "x86_64"])
"""

# What Debian calls them, by what Bazel does.
_PROCESSORS = {
    "aarch64": "arm64",
    "x86_64": "amd64",
}

def _guests_repository_impl(ctx):
    folder = ctx.os.environ.get("SECUREMEMORY_KERNELS", "")
    for name, processor in _PROCESSORS.items():
        if folder:
            ctx.symlink(folder + "/" + processor, name)
        else:
            ctx.file(name, "", executable = False)
    ctx.file("BUILD.bazel", _BUILD, executable = False)

guests_repository = repository_rule(
    implementation = _guests_repository_impl,
    environ = ["SECUREMEMORY_KERNELS"],
)
