"""Fuzz targets: one C file with LLVMFuzzerTestOneInput, a corpus and perhaps a dictionary."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_test")

def _run_impl(ctx):
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    words = [ctx.executable.fuzzer.short_path]
    words.append(ctx.file.dictionary.short_path if ctx.attr.dictionary else "")
    words += [file.short_path for file in ctx.files.corpus]
    ctx.actions.expand_template(
        is_executable = True,
        output = script,
        substitutions = {"{WORDS}": " ".join(["'%s'" % word for word in words])},
        template = ctx.file._template,
    )
    files = [ctx.executable.fuzzer] + ctx.files.corpus + ctx.files.dictionary
    return [DefaultInfo(executable = script, runfiles = ctx.runfiles(files))]

_fuzz_run = rule(
    implementation = _run_impl,
    attrs = {
        "corpus": attr.label_list(allow_files = True),
        "dictionary": attr.label(allow_single_file = True),
        "fuzzer": attr.label(cfg = "target", executable = True, mandatory = True),
        "_template": attr.label(allow_single_file = True, default = "//tools/fuzzing:run.sh.tpl"),
    },
    executable = True,
)

def cc_fuzz_test(name, srcs, deps, corpus, dictionary = None, tags = [], **kwargs):
    """A fuzz target that is a test as well.

    <name> replays the corpus as a test, in every configuration. <name>_bin is the fuzzer, and <name>_run runs it on a
    scratch copy of the corpus: `tools/bazel run --config=fuzz //fuzz:<name>_run -- -max_total_time=60`.

    Args:
      name: of the replay test.
      srcs: the target, in C.
      deps: what it tests.
      corpus: files, one input each.
      dictionary: of libFuzzer's format.
      tags: of the replay test.
      **kwargs: attributes of the replay test.
    """
    cc_test(
        name = name,
        srcs = srcs,
        args = ["$(location %s)" % file for file in corpus],
        data = corpus,
        tags = tags + ["fuzz-replay"],
        deps = deps + ["//tools/fuzzing:replay_main"],
        **kwargs
    )
    cc_binary(
        name = name + "_bin",
        testonly = True,
        srcs = srcs,
        tags = ["manual"],
        deps = deps + ["//tools/fuzzing:engine"],
    )
    _fuzz_run(
        name = name + "_run",
        testonly = True,
        corpus = corpus,
        dictionary = dictionary,
        fuzzer = name + "_bin",
        tags = ["manual"],
    )
