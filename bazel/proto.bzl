"""kepil_proto_library: .proto files to a C++ library by the system's protoc."""

load("//bazel:compile_proto.bzl", "compile_proto")

def kepil_proto_library(name, srcs, deps = [], grpc = False, root = "proto", **kwargs):
    """Compiles `srcs` to a cc_library `name`.

    Args:
      name: of the cc_library; `name`_sources is the generating rule.
      srcs: .proto files of this package.
      deps: other kepil_proto_library targets that srcs import.
      grpc: also generate service stubs, as a cc_library `name`_grpc.
      root: import root, relative to the workspace.
      **kwargs: for the cc_library rules.
    """
    compile_proto(
        name = name + "_sources",
        srcs = srcs,
        deps = [d + "_sources" for d in deps],
        root = root,
        visibility = kwargs.get("visibility"),
    )
    native.cc_library(
        name = name,
        srcs = [":" + name + "_sources"],
        hdrs = [":" + name + "_sources"],
        copts = ["-w"],
        includes = ["_generated"],
        deps = deps + ["@sys//:protobuf"],
        **kwargs
    )
    if grpc:
        compile_proto(
            name = name + "_grpc_sources",
            srcs = srcs,
            deps = [d + "_sources" for d in deps],
            root = root,
            grpc = True,
        )
        native.cc_library(
            name = name + "_grpc",
            srcs = [":" + name + "_grpc_sources"],
            hdrs = [":" + name + "_grpc_sources"],
            copts = ["-w"],
            includes = ["_generated"],
            deps = [":" + name, "@sys//:grpc++"],
            **kwargs
        )
