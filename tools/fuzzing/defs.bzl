"""Fuzz targets: one C file with LLVMFuzzerTestOneInput, a corpus and perhaps a dictionary."""

load("@rules_cc//cc:defs.bzl", "cc_binary")

def _fuzz_test_impl(ctx):
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    words = [ctx.executable.fuzzer.short_path]
    words.append(ctx.file.dictionary.short_path if ctx.attr.dictionary else "")
    words += [file.short_path for file in ctx.files.corpus]
    ctx.actions.expand_template(
        is_executable = True,
        output = script,
        substitutions = {
            "{ENGINE}": ctx.attr.engine,
            "{NAME}": ctx.label.name,
            "{WORDS}": " ".join(["'%s'" % word for word in words]),
        },
        template = ctx.file._template,
    )
    files = [ctx.executable.fuzzer] + ctx.files.corpus + ctx.files.dictionary
    return [DefaultInfo(executable = script, runfiles = ctx.runfiles(files))]

_fuzz_test = rule(
    implementation = _fuzz_test_impl,
    attrs = {
        "corpus": attr.label_list(allow_files = True),
        "dictionary": attr.label(allow_single_file = True),
        "engine": attr.string(mandatory = True, values = ["libfuzzer", "replay"]),
        "fuzzer": attr.label(cfg = "target", executable = True, mandatory = True),
        "_template": attr.label(allow_single_file = True, default = "//tools/fuzzing:run.sh.tpl"),
    },
    test = True,
)

def cc_fuzz_test(name, srcs, deps, corpus, dictionary = None, tags = [], **kwargs):
    """A fuzz target that is a test as well.

    `tools/bazel test //fuzz:<name>` replays the corpus and a few inputs that every target has to stand, in every
    configuration. `tools/bazel run --config=fuzz //fuzz:<name> -- -max_total_time=60` fuzzes, from a scratch copy of
    the corpus. <name>_bin is the program.

    Args:
      name: of the test.
      srcs: the target, in C.
      deps: what it tests.
      corpus: files, one input each, or rules that make them.
      dictionary: of libFuzzer's format.
      tags: of the test.
      **kwargs: attributes of the test.
    """
    cc_binary(
        name = name + "_bin",
        testonly = True,
        srcs = srcs,
        tags = ["manual"],
        visibility = ["//fuzz:__subpackages__"],
        deps = deps + ["//tools/fuzzing:engine"],
    )
    _fuzz_test(
        name = name,
        corpus = corpus,
        dictionary = dictionary,
        engine = select({
            "//conditions:default": "replay",
            "//tools/fuzzing:libfuzzer": "libfuzzer",
        }),
        fuzzer = name + "_bin",
        tags = tags + ["fuzz-replay"],
        **kwargs
    )

def fuzz_programs(name, ops, srcs, dictionary):
    """A corpus and a dictionary for a target whose inputs are programs (//fuzz:README.md), from text.

    Args:
      name: of the corpus.
      ops: labels of the target's tables of operations, in the order of their numbers.
      srcs: programs, one operation a line.
      dictionary: the file to make.
    """
    command = "python3 $(location //tools/fuzzing:assemble.py) " + " ".join(["--ops $(location %s)" % it for it in ops])
    native.genrule(
        name = name,
        testonly = True,
        srcs = srcs + ops,
        outs = ["%s.bin" % src[:-len(".txt")].replace("corpus_src/", "corpus/") for src in srcs],
        cmd = command + " --into $(RULEDIR) " + " ".join(["$(location %s)" % src for src in srcs]),
        tools = ["//tools/fuzzing:assemble.py"],
    )
    native.genrule(
        name = name + "_dictionary",
        testonly = True,
        srcs = ops,
        outs = [dictionary],
        cmd = command + " --dictionary $@",
        tools = ["//tools/fuzzing:assemble.py"],
    )
