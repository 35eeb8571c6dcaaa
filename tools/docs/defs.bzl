"""A folder of HTML, made of headers."""

def _reference_impl(ctx):
    out = ctx.actions.declare_directory(ctx.label.name)
    first = [ctx.file.prepare, ctx.file.doxyfile, ctx.file.front, ctx.file.version]
    ctx.actions.run(
        executable = ctx.executable.make,
        arguments = [out.path] + [file.path for file in first + ctx.files.headers],
        inputs = first + ctx.files.headers + ctx.files.parts,
        outputs = [out],
        mnemonic = "Reference",
        progress_message = "Making the reference",
    )
    return [DefaultInfo(files = depset([out]))]

reference = rule(
    implementation = _reference_impl,
    doc = "Runs Doxygen over headers, and fails when it warns.",
    attrs = {
        "doxyfile": attr.label(allow_single_file = True, doc = "What Doxygen is told."),
        "front": attr.label(allow_single_file = [".dox"], doc = "The first page."),
        "headers": attr.label_list(allow_files = [".h", ".hpp"], doc = "What is documented."),
        "make": attr.label(executable = True, cfg = "host", doc = "Runs it all."),
        "parts": attr.label_list(allow_files = [".py", ".css"], doc = "What the script and prepare bring along."),
        "prepare": attr.label(allow_single_file = [".py"], doc = "Marks comments for Doxygen."),
        "version": attr.label(allow_single_file = [".h"], doc = "The header that holds the version."),
    },
)
