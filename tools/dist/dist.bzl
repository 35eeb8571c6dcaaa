"""Archives with headers and one static library, for each platform, from one command."""

load("//tools/dist:platforms.bzl", "PRIVATE_PREFIX", "constraints", "copts", "object_format", "public_name")

def _settings(name):
    return {
        "//command_line_option:compilation_mode": "opt",
        "//command_line_option:copt": copts(name),
        "//command_line_option:linkopt": [],
        "//command_line_option:platforms": "//platforms:" + name,
    }

def _each_impl(_settings_before, attr):
    return {name: _settings(name) for name in attr.platform_names}

_each = transition(
    implementation = _each_impl,
    inputs = [],
    outputs = _settings("linux_x86_64").keys(),
)

def _inputs(library):
    return library[CcInfo].linking_context.linker_inputs.to_list()

# Ours, or those of the crypto, of which an archive holds what ours need.
def _objects(library, home, ours):
    return [
        file
        for linker_input in _inputs(library)
        if (linker_input.owner.workspace_name == home) == ours
        for it in linker_input.libraries
        for file in it.pic_objects or it.objects
    ]

def _links(library):
    links = []
    for flag in [flag for it in _inputs(library) for flag in it.user_link_flags]:
        # Both say the same to every compiler here.
        flag = "-pthread" if flag == "-lpthread" else flag
        if flag not in links:
            links.append(flag)
    return links

def _header_files(ctx):
    return [file for it in ctx.attr.headers for file in it[CcInfo].compilation_context.direct_public_headers]

def _run(ctx, tool, mnemonic, output, inputs, arguments):
    ctx.actions.run(
        executable = tool,
        arguments = [arguments],
        inputs = inputs,
        outputs = [output],
        mnemonic = mnemonic,
        progress_message = "%s %s" % (mnemonic, output.short_path),
        use_default_shell_env = True,
    )
    return output

def _arguments(ctx):
    arguments = ctx.actions.args()
    arguments.use_param_file("@%s", use_always = True)
    arguments.set_param_file_format("multiline")
    return arguments

def _library(ctx, name, library):
    """The static library."""
    output = ctx.actions.declare_file("%s/libsecurememory.a" % name)
    home, headers = ctx.label.workspace_name, _header_files(ctx)
    ours = _objects(library, home, True)
    theirs = _objects(library, home, False)
    arguments = _arguments(ctx)
    arguments.add(output, format = "--output=%s")
    arguments.add(object_format(name), format = "--format=%s")
    arguments.add(PRIVATE_PREFIX, format = "--prefix=%s")
    arguments.add_all(headers, format_each = "--header=%s")
    arguments.add_all(ours, format_each = "--ours=%s")
    arguments.add_all(theirs, format_each = "--theirs=%s")
    return _run(ctx, ctx.executable._library, "Library", output, ours + theirs + headers, arguments)

def _folder(ctx, name, library, links):
    """All that the archive holds, in place."""
    output = ctx.actions.declare_directory("%s/folder" % name)
    arguments = _arguments(ctx)
    arguments.add(output.path, format = "--output=%s")
    arguments.add(public_name(name), format = "--platform=%s")
    arguments.add(library, format = "--library=%s")
    arguments.add(ctx.file.version, format = "--version=%s")
    arguments.add(ctx.file.crypto_licence, format = "--crypto-licence=%s")
    arguments.add(ctx.file.crypto_metadata, format = "--crypto-metadata=%s")
    arguments.add_all(links, format_each = "--link=%s")
    arguments.add_all(constraints(name), format_each = "--constraint=%s")
    arguments.add_all(_header_files(ctx), format_each = "--header=%s")
    arguments.add_all(ctx.files.files, format_each = "--file=%s")
    inputs = [library, ctx.file.version, ctx.file.crypto_licence, ctx.file.crypto_metadata]
    return _run(ctx, ctx.executable._folder, "Folder", output, inputs + _header_files(ctx) + ctx.files.files, arguments)

def _sbom(ctx, name, folder):
    """What the folder is made of."""
    output = ctx.actions.declare_file("%s/sbom.spdx.json" % name)
    arguments = _arguments(ctx)
    arguments.add(output, format = "--output=%s")
    arguments.add(folder.path, format = "--folder=%s")
    arguments.add(ctx.file.crypto_metadata, format = "--crypto-metadata=%s")
    arguments.add(ctx.file.crypto_hash, format = "--crypto-hash=%s")
    inputs = [folder, ctx.file.crypto_metadata, ctx.file.crypto_hash]
    return _run(ctx, ctx.executable._sbom, "Sbom", output, inputs, arguments)

def _contents(ctx, name, library):
    folder = _folder(ctx, name, _library(ctx, name, library), _links(library))
    return struct(folder = folder, sbom = _sbom(ctx, name, folder))

# A folder: archives' names hold the version, which stands in a file, and Bazel names its outputs before it reads any.
def _pack(ctx, path, contents):
    output = ctx.actions.declare_directory(path)
    arguments = _arguments(ctx)
    arguments.add(output.path, format = "--output=%s")
    arguments.add_all([it.folder.path for it in contents], format_each = "--folder=%s")
    arguments.add_all([it.sbom for it in contents], format_each = "--sbom=%s")
    inputs = [file for it in contents for file in [it.folder, it.sbom]]
    return _run(ctx, ctx.executable._pack, "Pack", output, inputs, arguments)

def _archives_impl(ctx):
    contents = {name: _contents(ctx, name, library) for name, library in ctx.split_attr.library.items()}
    all = _pack(ctx, ctx.label.name, contents.values())
    groups = {name: depset([_pack(ctx, name + "/archive", [it])]) for name, it in contents.items()}
    return [DefaultInfo(files = depset([all])), OutputGroupInfo(**groups)]

archives = rule(
    implementation = _archives_impl,
    doc = "A folder with an archive for each platform, and SHA256SUMS. Each is an output group as well, by itself.",
    attrs = {
        "crypto_hash": attr.label(allow_single_file = True, doc = "SHA-256 of its sources", mandatory = True),
        "crypto_licence": attr.label(allow_single_file = True, mandatory = True),
        "crypto_metadata": attr.label(allow_single_file = True, doc = "lines of name: value", mandatory = True),
        "files": attr.label_list(allow_files = True, doc = "placed as they are, or filled in: *.in"),
        "headers": attr.label_list(providers = [CcInfo]),
        "library": attr.label(cfg = _each, mandatory = True, providers = [CcInfo]),
        "platform_names": attr.string_list(mandatory = True),
        "version": attr.label(allow_single_file = True, mandatory = True),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
        "_folder": attr.label(allow_single_file = True, cfg = "host", default = ":folder.py", executable = True),
        "_library": attr.label(allow_single_file = True, cfg = "host", default = ":library.py", executable = True),
        "_pack": attr.label(allow_single_file = True, cfg = "host", default = ":pack.py", executable = True),
        "_sbom": attr.label(allow_single_file = True, cfg = "host", default = ":sbom.py", executable = True),
    },
)
