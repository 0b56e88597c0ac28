"""House rules for C++: cc_library, cc_test, cc_binary with the house's flags."""

_COPTS = ["-Wall", "-Wextra", "-Werror", "-Wswitch-enum"] + select({
    "//bazel:clang": ["-Wthread-safety"],
    "//conditions:default": [],
})

def cc_library(name, copts = [], **kwargs):
    native.cc_library(name = name, copts = _COPTS + copts, **kwargs)

def cc_binary(name, copts = [], **kwargs):
    native.cc_binary(name = name, copts = _COPTS + copts, **kwargs)

def cc_test(name, copts = [], deps = [], size = "small", **kwargs):
    native.cc_test(
        name = name,
        size = size,
        copts = _COPTS + copts,
        deps = deps + ["@sys//:gtest", "@sys//:gtest_main"],
        **kwargs
    )
