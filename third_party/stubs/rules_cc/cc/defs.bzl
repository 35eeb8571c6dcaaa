"""The C and C++ rules under the names that work from Bazel 4.2 to 9: here they are Bazel's own."""

cc_binary = native.cc_binary
cc_import = native.cc_import
cc_library = native.cc_library
cc_test = native.cc_test
cc_toolchain = native.cc_toolchain
cc_toolchain_suite = native.cc_toolchain_suite

# Bazel's embedded tools load these two, and use them only for toolchains that are not chosen here.
def cc_flags_supplier(**_kwargs):
    pass

def compiler_flag(**_kwargs):
    pass
