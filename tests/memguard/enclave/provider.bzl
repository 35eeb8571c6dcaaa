"""A test program on another provider of crypto than the build's own."""

def _choose(_settings, attr):
    return {"//lib/memguard/enclave:crypto": attr.provider}

_with_provider = transition(
    implementation = _choose,
    inputs = [],
    outputs = ["//lib/memguard/enclave:crypto"],
)

def _provider_test(ctx):
    program = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(output = program, target_file = ctx.executable.program, is_executable = True)
    return [DefaultInfo(executable = program)]

# What stands below is compiled again, in an output folder of its own: C programs that need no BoringSSL only.
provider_test = rule(
    implementation = _provider_test,
    doc = "Runs `program`, built with --//lib/memguard/enclave:crypto=<provider>.",
    attrs = {
        "program": attr.label(cfg = _with_provider, executable = True, mandatory = True),
        "provider": attr.string(mandatory = True),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
    test = True,
)
