"""Committed generated files: one command writes them, and one test each says when they are stale."""

UPDATE = "tools/bazel run //lib/memcall/backend:update"

def _script(ctx, lines, files):
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.write(script, "\n".join(["#!/bin/sh", "set -eu"] + lines) + "\n", is_executable = True)
    return [DefaultInfo(executable = script, runfiles = ctx.runfiles(files))]

def _update_impl(ctx):
    lines = ['cd_to="${BUILD_WORKSPACE_DIRECTORY:?run it with bazel run}"']
    for generated, path in ctx.attr.files.items():
        file = generated[DefaultInfo].files.to_list()[0]
        lines += [
            'cp -f "%s" "$cd_to/%s"' % (file.short_path, path),
            'chmod 644 "$cd_to/%s"' % path,
            'echo "wrote %s"' % path,
        ]
    return _script(ctx, lines, ctx.files.files)

update = rule(
    doc = "Copies generated files into the checkout. files: generated target to path.",
    implementation = _update_impl,
    attrs = {"files": attr.label_keyed_string_dict(allow_files = True)},
    executable = True,
)

def _fresh_test_impl(ctx):
    committed, generated = ctx.file.committed, ctx.file.generated
    lines = [
        'diff -u "%s" "%s" && exit 0' % (committed.short_path, generated.short_path),
        'echo "%s is stale. To write it anew: %s" >&2' % (committed.short_path, UPDATE),
        "exit 1",
    ]
    return _script(ctx, lines, [committed, generated])

fresh_test = rule(
    doc = "Fails, naming the command, when a committed file is not what the generator writes.",
    implementation = _fresh_test_impl,
    attrs = {
        "committed": attr.label(allow_single_file = True, mandatory = True),
        "generated": attr.label(allow_single_file = True, mandatory = True),
    },
    test = True,
)
