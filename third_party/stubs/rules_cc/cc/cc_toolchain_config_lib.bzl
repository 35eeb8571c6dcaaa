"""Where later Bazels keep the vocabulary of toolchain definitions."""

load(
    "@bazel_tools//tools/cpp:cc_toolchain_config_lib.bzl",
    _action_config = "action_config",
    _artifact_name_pattern = "artifact_name_pattern",
    _feature = "feature",
    _flag_group = "flag_group",
    _flag_set = "flag_set",
    _tool = "tool",
    _tool_path = "tool_path",
)

action_config = _action_config
artifact_name_pattern = _artifact_name_pattern
feature = _feature
flag_group = _flag_group
flag_set = _flag_set
tool = _tool
tool_path = _tool_path
