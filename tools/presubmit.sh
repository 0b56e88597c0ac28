#!/usr/bin/env bash
# Everything there is, before a release or a change of a parser: the plain tree,
# the sanitizers' trees, and each fuzzer for a while. --fuzz=S for longer.
exec "$(dirname "$0")/../tests/run.sh" --sanitizers --fuzz "$@"
