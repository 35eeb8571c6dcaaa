"""One archive per platform with the suite and what to do with it, for whoever has such a machine."""

_ARCHIVE = """set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/securememory-suite"
cp -L "$1" "$2" "$folder/securememory-suite/"
chmod 755 "$folder/securememory-suite/$(basename "$1")"
tar -c --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=ustar -C "$folder" securememory-suite |
    gzip -n9 >"$3"
"""

def _kit_impl(ctx):
    program = ctx.executable.program
    archive = ctx.actions.declare_file(ctx.label.name + ".tar.gz")
    ctx.actions.run_shell(
        command = _ARCHIVE,
        arguments = [program.path, ctx.file.manual.path, archive.path],
        inputs = [program, ctx.file.manual],
        outputs = [archive],
        mnemonic = "Kit",
    )
    return [DefaultInfo(files = depset([archive]))]

kit = rule(
    implementation = _kit_impl,
    attrs = {
        "manual": attr.label(allow_single_file = True, mandatory = True),
        "program": attr.label(cfg = "target", executable = True, mandatory = True),
    },
)
