"""How the generator runs: a template and what its names stand for make a file; one command copies the files into the
checkout, and one test each says when they are stale."""

UPDATE = "tools/bazel run //lib/memcall/backend:update"

def by_system(values, otherwise):
    """A select() over the sheets' constraints."""
    return select(dict(values, **{"//conditions:default": otherwise}))

def _rendered_impl(ctx):
    ctx.actions.expand_template(
        template = ctx.file.template,
        output = ctx.outputs.out,
        substitutions = ctx.attr.substitutions,
    )

rendered = rule(
    doc = "The template with its names replaced.",
    implementation = _rendered_impl,
    attrs = {
        "substitutions": attr.string_dict(),
        "out": attr.output(mandatory = True),
        "template": attr.label(allow_single_file = True, mandatory = True),
    },
)

def _script(ctx, lines, files):
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.write(script, "\n".join(["#!/bin/sh", "set -eu"] + lines) + "\n", is_executable = True)
    return [DefaultInfo(executable = script, runfiles = ctx.runfiles(files))]

def _update_impl(ctx):
    lines = ['checkout="${BUILD_WORKSPACE_DIRECTORY:?run it with bazel run}"']
    for generated, path in ctx.attr.files.items():
        file = generated[DefaultInfo].files.to_list()[0]
        lines += [
            'cp -f "%s" "$checkout/%s"' % (file.short_path, path),
            'chmod 644 "$checkout/%s"' % path,
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
    return _script(ctx, [
        'diff -u "%s" "%s" && exit 0' % (committed.short_path, generated.short_path),
        'echo "%s is stale. To write it anew: %s" >&2' % (committed.short_path, ctx.attr.command),
        "exit 1",
    ], [committed, generated])

fresh_test = rule(
    doc = "Fails, naming the command, when a committed file is not what the generator writes.",
    implementation = _fresh_test_impl,
    attrs = {
        "command": attr.string(doc = "that writes it", default = UPDATE),
        "committed": attr.label(allow_single_file = True, mandatory = True),
        "generated": attr.label(allow_single_file = True, mandatory = True),
    },
    test = True,
)
