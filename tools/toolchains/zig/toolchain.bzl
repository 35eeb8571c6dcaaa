"""Zig as a C and C++ toolchain of Bazel, one per platform. Loaded from the repository @zig only."""

load("@rules_cc//cc:action_names.bzl", "ACTION_NAMES")
load("@rules_cc//cc:cc_toolchain_config_lib.bzl", "action_config", "artifact_name_pattern", "feature", "flag_group", "flag_set", "tool", "tool_path")
load("@rules_cc//cc:defs.bzl", "cc_toolchain")

_C = [
    ACTION_NAMES.assemble,
    ACTION_NAMES.c_compile,
    ACTION_NAMES.preprocess_assemble,
]
_CXX = [
    ACTION_NAMES.cpp_compile,
    ACTION_NAMES.cpp_header_parsing,
    ACTION_NAMES.linkstamp_compile,
]
_LINK = [
    ACTION_NAMES.cpp_link_dynamic_library,
    ACTION_NAMES.cpp_link_executable,
    ACTION_NAMES.cpp_link_nodeps_dynamic_library,
]

# Zig traps on undefined behaviour by default; sanitizers are configurations of their own here.
_BASE = [
    "-fno-sanitize=undefined",
    "-no-canonical-prefixes",
]

# Bazel redacts these for the toolchains that it configures itself.
_REPRODUCIBLE = [
    "-Wno-builtin-macro-redefined",
    "-D__DATE__=\"redacted\"",
    "-D__TIME__=\"redacted\"",
    "-D__TIMESTAMP__=\"redacted\"",
]

def _flags(actions, flags):
    return [flag_set(actions = actions, flag_groups = [flag_group(flags = flags)])] if flags else []

def _config_impl(ctx):
    triple = ctx.attr.triple
    base = feature(
        name = "zig",
        enabled = True,
        flag_sets = _flags(_C + _CXX + _LINK, ["-target", triple] + _BASE + ctx.attr.copts) +
                    _flags(_C + _CXX, _REPRODUCIBLE) +
                    _flags(_LINK, ctx.attr.linkopts),
    )

    # --compilation_mode reaches a toolchain as one of these features.
    modes = [
        feature(name = "dbg", flag_sets = _flags(_C + _CXX, ["-g", "-O0"])),
        feature(name = "fastbuild", flag_sets = _flags(_C + _CXX, ["-O0"])),
        feature(name = "opt", flag_sets = _flags(_C + _CXX, ["-O2", "-DNDEBUG", "-ffunction-sections", "-fdata-sections"])),
    ]
    actions = [
        action_config(action_name = name, tools = [tool(path = program)])
        for names, program in [(_C, "zcc"), (_CXX, "zcxx"), (_LINK, "zlink")]
        for name in names
    ]
    tools = {"ar": "zar", "gcc": "zcxx"}
    for name in ["cpp", "gcov", "ld", "nm", "objdump", "strip"]:
        tools[name] = "/bin/false"
    exe = artifact_name_pattern(category_name = "executable", prefix = "", extension = ".exe")
    return cc_common.create_cc_toolchain_config_info(
        ctx = ctx,
        abi_libc_version = "zig",
        abi_version = "zig",
        action_configs = actions,
        artifact_name_patterns = [exe] if "windows" in triple else [],
        compiler = "clang",
        cxx_builtin_include_directories = [ctx.attr.lib],
        features = [base] + modes,
        host_system_name = "local",
        target_cpu = ctx.attr.cpu,
        target_libc = "zig",
        target_system_name = triple,
        tool_paths = [tool_path(name = name, path = path) for name, path in tools.items()],
        toolchain_identifier = "zig-" + triple,
    )

_zig_config = rule(
    implementation = _config_impl,
    attrs = {
        "copts": attr.string_list(),
        "cpu": attr.string(),
        "lib": attr.string(),
        "linkopts": attr.string_list(),
        "triple": attr.string(),
    },
    provides = [CcToolchainConfigInfo],
)

def zig_toolchain(name, target, lib):
    """A toolchain for one platform.

    Args:
      name: of the platform.
      target: its row of TARGETS.
      lib: the folder of Zig's headers and C libraries.
    """
    _zig_config(
        name = name + "_config",
        copts = target.copts,
        cpu = target.cpu,
        lib = lib,
        linkopts = target.linkopts,
        triple = target.triple,
    )

    # The wrappers stand for Zig's 19,500 files: as declared inputs each would cost a link per action.
    files = ":wrappers"
    cc_toolchain(
        name = name + "_cc",
        all_files = files,
        ar_files = files,
        as_files = files,
        compiler_files = files,
        dwp_files = files,
        linker_files = files,
        objcopy_files = files,
        strip_files = files,
        supports_param_files = False,
        toolchain_config = name + "_config",
    )
    native.toolchain(
        name = name,
        exec_compatible_with = [
            "@platforms//os:linux",
            "@platforms//cpu:x86_64",
        ],
        target_compatible_with = target.constraints,
        toolchain = name + "_cc",
        toolchain_type = "@bazel_tools//tools/cpp:toolchain_type",
    )
