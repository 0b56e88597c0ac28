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

def cc_fuzz_target(name, srcs, deps, data = [], **kwargs):
    """One fuzz target (tests/fuzz/fuzz_target.h), linked twice.

    NAME_test replays the seeds that the target makes, the files in
    corpus/NAME, public test data and mutations of them all, in every build.
    NAME_fuzzer is the libFuzzer program; it links under --config=fuzz only.
    """
    cc_library(
        name = name + "_target",
        testonly = True,
        srcs = srcs,
        deps = deps + ["//tests/fuzz:fuzz_target"],
        alwayslink = True,
        **kwargs
    )
    cc_test(
        name = name + "_test",
        size = "large",
        data = data + native.glob(["corpus/%s/**" % name], allow_empty = True),
        deps = [
            ":%s_target" % name,
            "//tests/fuzz:replay",
        ],
    )
    cc_binary(
        name = name + "_fuzzer",
        testonly = True,
        data = data,
        linkopts = ["-fsanitize=fuzzer"],
        tags = [
            "fuzzer",
            "manual",
        ],
        deps = [
            ":%s_target" % name,
            "//tests/fuzz:fuzzer_main",
        ],
    )
