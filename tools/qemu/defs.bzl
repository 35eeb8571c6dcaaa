"""Tests on another Linux kernel: a machine that QEMU emulates runs them from a file system in its memory, and ends."""

def _choose(_settings, attr):
    return {"//command_line_option:platforms": [attr.platform]}

_for_guest = transition(
    implementation = _choose,
    inputs = [],
    outputs = ["//command_line_option:platforms"],
)

def _file(option, file):
    return "%s '%s'" % (option, file.short_path)

def _words(ctx, plan):
    init = ctx.attr._init[0][DefaultInfo].files_to_run.executable
    words = [
        "--machine '%s'" % ctx.attr.machine,
        _file("--init", init),
        _file("--kernel", ctx.file.kernel),
        _file("--plan", plan),
    ]
    return words + [_file("--program", file) for file in ctx.files.programs]

def _qemu_test_impl(ctx):
    plan = ctx.actions.declare_file(ctx.label.name + ".plan")
    ctx.actions.write(plan, "".join([line + "\n" for line in ctx.attr.plan]))
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    command = "#!/bin/bash\nexec '%s' %s\n" % (ctx.executable._run.short_path, " ".join(_words(ctx, plan)))
    ctx.actions.write(script, command, is_executable = True)
    files = ctx.files._init + ctx.files.programs + [ctx.executable._run, ctx.file.kernel, plan]
    return [DefaultInfo(executable = script, runfiles = ctx.runfiles(files))]

qemu_test = rule(
    implementation = _qemu_test_impl,
    doc = """Passes when the guest ran its whole plan: each GoogleTest program with tests that passed, each other with 0.

A line of the plan is who ("root", or "user" for an ordinary one), what ("tests" for a GoogleTest program, "command" for
another) and the path of the program, as in runfiles, with its arguments. They are started in that folder.
""",
    attrs = {
        "kernel": attr.label(allow_single_file = True, mandatory = True),
        "machine": attr.string(mandatory = True, values = ["aarch64", "x86_64"]),
        "plan": attr.string_list(mandatory = True),
        "platform": attr.string(mandatory = True),
        "programs": attr.label_list(cfg = _for_guest, mandatory = True),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
        "_init": attr.label(cfg = _for_guest, default = "//tools/qemu:init"),
        "_run": attr.label(allow_single_file = True, cfg = "host", default = "//tools/qemu:run.sh", executable = True),
    },
    test = True,
)
