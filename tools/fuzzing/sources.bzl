"""What Bazel compiles for a few programs in C, as a file for builds without Bazel: fuzz/oss-fuzz/build.sh reads it.

    flags -std=c11 …            of every source
    include FOLDER
    link -pthread
    target LABEL FLAG…          what its sources, which follow, are compiled with besides
    source PATH
    program KIND NAME LABEL…    the targets that it is made of; a name without slashes is a library from elsewhere
"""

_Compiled = provider(
    doc = "What a target and all that it depends on are made of.",
    fields = {
        "files": "depset of files, headers as well",
        "includes": "depset of folders",
        "labels": "depset of names of targets that have sources",
        "links": "depset of flags for the linker",
        "targets": "depset of lines, those of a target in one",
    },
)

def _list(rule, name):
    return getattr(rule.attr, name, None) or []

# Bazel compiles nothing else of the target: as many actions as sources.
def _sources(target, rule):
    paths = sorted([file.short_path for file in getattr(rule.files, "srcs", []) if file.extension == "c"])
    compiled = len([action for action in target.actions if action.mnemonic == "CppCompile"])
    if compiled != len(paths):
        fail("%s: %d sources in C, but Bazel compiles %d" % (target.label, len(paths), compiled))
    return paths

def _own(target, rule):
    label, sources = "//%s:%s" % (target.label.package, target.label.name), _sources(target, rule)
    flags = _list(rule, "copts") + ["-D" + define for define in _list(rule, "local_defines")]
    lines = [" ".join(["target", label] + flags)] + ["source " + path for path in sources]
    return {
        "includes": [target.label.package + "/" + name for name in _list(rule, "includes")],
        "labels": [label] if sources else [],
        "links": _list(rule, "linkopts"),
        "targets": ["\n".join(lines)] if sources else [],
    }

def _compiled_impl(target, ctx):
    elsewhere = target.label.workspace_name
    own = {"includes": [], "labels": [elsewhere], "links": [], "targets": []} if elsewhere else _own(target, ctx.rule)
    deps = [dep[_Compiled] for dep in _list(ctx.rule, "deps") if _Compiled in dep]
    files = [file for name in ["srcs", "hdrs", "textual_hdrs"] for file in getattr(ctx.rule.files, name, [])]
    return [_Compiled(
        files = depset(files, transitive = [dep.files for dep in deps]),
        **{name: depset(own[name], transitive = [getattr(dep, name) for dep in deps]) for name in own}
    )]

_compiled = aspect(
    implementation = _compiled_impl,
    attr_aspects = ["deps"],
)

def _program(kind, target):
    name = target.label.name
    name = name[:-len("_bin")] if kind == "fuzz" else target.label.package.replace("/", "-") + "-" + name
    return " ".join(["program", kind, name] + sorted(target[_Compiled].labels.to_list()))

def _source_list_impl(ctx):
    all = [target[_Compiled] for target in ctx.attr.fuzz + ctx.attr.tests]
    lines = ["# Written by Bazel, never by hand: " + ctx.attr.command]
    lines.append(" ".join(["flags"] + ctx.fragments.cpp.conlyopts))
    lines += sorted(["include " + it for it in depset(transitive = [one.includes for one in all]).to_list()])
    lines += sorted(["link " + it for it in depset(transitive = [one.links for one in all]).to_list()])
    lines += sorted(depset(transitive = [one.targets for one in all]).to_list())
    lines += [_program("fuzz", target) for target in ctx.attr.fuzz]
    lines += [_program("test", target) for target in ctx.attr.tests]
    ctx.actions.write(ctx.outputs.out, "\n".join(lines) + "\n")
    files = depset(transitive = [one.files for one in all])
    return [DefaultInfo(files = depset([ctx.outputs.out]), runfiles = ctx.runfiles(transitive_files = files))]

source_list = rule(
    doc = "The list, as a file; as data, all sources and headers.",
    implementation = _source_list_impl,
    attrs = {
        "command": attr.string(doc = "writes the committed file anew", mandatory = True),
        "fuzz": attr.label_list(doc = "programs of fuzz targets", aspects = [_compiled]),
        "tests": attr.label_list(doc = "tests in plain C", aspects = [_compiled]),
        "out": attr.output(mandatory = True),
    },
    fragments = ["cpp"],
)
