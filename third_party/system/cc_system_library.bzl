"""A library of the system as a C++ target: flags only, no files."""

def _cc_system_library_impl(ctx):
    compilation = cc_common.create_compilation_context(
        system_includes = depset(ctx.attr.includes),
        defines = depset(ctx.attr.defines),
    )
    linker_input = cc_common.create_linker_input(
        owner = ctx.label,
        user_link_flags = depset(ctx.attr.linkopts),
    )
    return [CcInfo(
        compilation_context = compilation,
        linking_context = cc_common.create_linking_context(
            linker_inputs = depset([linker_input]),
        ),
    )]

cc_system_library = rule(
    implementation = _cc_system_library_impl,
    attrs = {
        "defines": attr.string_list(),
        "includes": attr.string_list(),
        "linkopts": attr.string_list(),
    },
)
