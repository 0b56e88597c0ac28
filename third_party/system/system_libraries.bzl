"""Repository rule: Debian's libraries as labels @sys//:NAME.

Flags come from pkg-config. The versions of the packages go into a define, so
that an upgrade of a package rebuilds what was compiled against it: headers
under /usr are no inputs of Bazel's actions.
"""

# label -> (pkg-config names, flags that no .pc file has)
_LIBRARIES = {
    "absl": (["absl_base", "absl_strings", "absl_str_format", "absl_cord", "absl_status", "absl_statusor", "absl_time", "absl_flat_hash_map", "absl_flat_hash_set", "absl_span", "absl_hash", "absl_any_invocable", "absl_function_ref", "absl_flags", "absl_flags_parse", "absl_flags_usage"], []),
    "benchmark": (["benchmark"], []),
    "crypto": (["libcrypto"], []),
    "curl": (["libcurl"], []),
    "gtest": (["gmock", "gtest"], []),
    "gtest_main": (["gtest_main"], []),
    # Linked in place of the C library's malloc; nothing is compiled against it.
    "jemalloc": (["jemalloc"], []),
    "grpc++": (["grpc++"], ["-lgrpc++_reflection", "-lgrpc++_error_details"]),
    "pkcs11": (["p11-kit-1"], []),  # For its header only.
    "prometheus": (["prometheus-cpp-core"], []),
    "protobuf": (["protobuf"], []),
    "rocksdb": (["rocksdb"], []),
    "ssl": (["libssl"], []),
    "threads": ([], ["-pthread"]),
}

_DEBS = [
    "libabsl-dev",
    "libbenchmark-dev",
    "libboost1.74-dev",
    "libcurl4-openssl-dev",
    "libgmock-dev",
    "libgrpc++-dev",
    "libgtest-dev",
    "libprotobuf-dev",
    "librocksdb-dev",
    "libssl-dev",
    "prometheus-cpp-dev",
    "protobuf-compiler",
    "protobuf-compiler-grpc",
]

def _run(ctx, arguments, what):
    result = ctx.execute(arguments)
    if result.return_code != 0:
        fail("%s: %s%s" % (what, result.stdout, result.stderr))
    return result.stdout.strip()

def _flags(ctx, packages):
    if not packages:
        return []
    text = _run(ctx, ["pkg-config", "--cflags", "--libs"] + packages, "pkg-config")
    return [f for f in text.replace("\n", " ").split(" ") if f]

def _impl(ctx):
    versions = ctx.execute(["dpkg-query", "-W"] + _DEBS)
    if versions.return_code != 0:
        fail("missing Debian packages; run: tools/install_packages.sh\n" + versions.stderr)
    stamp = str(hash(versions.stdout)).replace("-", "m")
    lines = ['load("@kepil//third_party/system:cc_system_library.bzl", "cc_system_library")', ""]
    for name, (packages, extra) in _LIBRARIES.items():
        includes, defines, linkopts = [], ["KEPIL_SYSTEM_LIBRARIES=" + stamp], []
        linkopts.append("-Wl,--as-needed")
        for flag in _flags(ctx, packages) + extra:
            if flag.startswith("-I") and flag not in ["-I/usr/include", "-I/usr/include/"]:
                includes.append(flag[2:])
            elif flag.startswith("-D"):
                defines.append(flag[2:])
            elif flag.startswith("-l") or flag.startswith("-L") or flag.startswith("-Wl,") or flag == "-pthread":
                linkopts.append(flag)
        lines.append("cc_system_library(")
        lines.append("    name = %r," % name)
        lines.append("    includes = %r," % includes)
        lines.append("    defines = %r," % defines)
        lines.append("    linkopts = %r," % linkopts)
        lines.append('    visibility = ["//visibility:public"],')
        lines.append(")\n")
    lines.append('exports_files(["stamp.txt"])')
    ctx.file("stamp.txt", versions.stdout)
    ctx.file("BUILD.bazel", "\n".join(lines) + "\n")

system_libraries = repository_rule(
    implementation = _impl,
    local = True,
    configure = True,
)
