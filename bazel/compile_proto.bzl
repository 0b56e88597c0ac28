"""Runs protoc. Outputs stand under _generated/ so that one include path per
package finds them by their import names."""

ProtoSources = provider(fields = ["transitive"])

def _impl(ctx):
    outputs = []
    suffix = ".grpc.pb" if ctx.attr.grpc else ".pb"
    base = None
    for src in ctx.files.srcs:
        path = src.short_path
        if not path.startswith(ctx.attr.root + "/"):
            fail("%s is not under %s" % (path, ctx.attr.root))
        stem = path[len(ctx.attr.root) + 1:-len(".proto")]
        for extension in [".h", ".cc"]:
            outputs.append(ctx.actions.declare_file("_generated/" + stem + suffix + extension))
    base = outputs[0].path[:outputs[0].path.index("/_generated/") + len("/_generated")]
    transitive = depset(ctx.files.srcs, transitive = [d[ProtoSources].transitive for d in ctx.attr.deps])
    arguments = ctx.actions.args()
    arguments.add("-I" + ctx.attr.root)
    if ctx.attr.grpc:
        arguments.add("--plugin=protoc-gen-grpc=/usr/bin/grpc_cpp_plugin")
        arguments.add("--grpc_out=" + base)
    else:
        arguments.add("--cpp_out=" + base)
    arguments.add_all(ctx.files.srcs)
    ctx.actions.run(
        executable = "/usr/bin/protoc",
        arguments = [arguments],
        inputs = depset([ctx.file._stamp], transitive = [transitive]),
        outputs = outputs,
        mnemonic = "KepilProtoc",
    )
    return [
        DefaultInfo(files = depset(outputs)),
        ProtoSources(transitive = transitive),
    ]

compile_proto = rule(
    implementation = _impl,
    attrs = {
        "deps": attr.label_list(providers = [ProtoSources]),
        "grpc": attr.bool(default = False),
        "root": attr.string(default = "proto"),
        "srcs": attr.label_list(allow_files = [".proto"]),
        "_stamp": attr.label(default = "@sys//:stamp.txt", allow_single_file = True),
    },
)
