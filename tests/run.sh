#!/usr/bin/env bash
# The one door for checks: installs what is missing, checks format, floors,
# units and the law, builds everything, runs every test, and ends with the line
#   N passed, N failed[, N skipped]
# Exit code 0 only if everything ran and nothing failed.
#
#   --quick       leave out tests of size large
#   --ci          run every test once, even where an earlier result is at hand:
#                 unit tests of base, engine and translog, conformance and the
#                 fuzzers' corpora in the tree `san`, the others as they are
#   --sanitizers  what a sanitizer can judge once more: the tree `san` (address
#                 and undefined behaviour), and `tsan` for rooms with threads
#   --fuzz[=S]    run each fuzzer of tests/fuzz for S seconds (60)
#   --only-extra  leave out the plain tree: with --sanitizers or --fuzz
#   --no-install  never call apt
#   --config=X    hand --config=X to Bazel (san, tsan, layering)
set -uo pipefail
cd "$(dirname "$0")/.."

install=1
plain=1
trees=()
once=0
fuzz_seconds=0
filters=()
configs=()
for argument in "$@"; do
  case "$argument" in
    --quick) filters+=(--test_size_filters=-large,-enormous) ;;
    --ci)
      filters+=(--nocache_test_results)
      trees=(san)
      once=1
      ;;
    --sanitizers) trees=(san tsan) ;;
    --fuzz) fuzz_seconds=60 ;;
    --fuzz=*) fuzz_seconds="${argument#*=}" ;;
    --only-extra) plain=0 ;;
    --no-install) install=0 ;;
    --config=*) configs+=("$argument") ;;
    *)
      sed -n '2,17s/^# \{0,1\}//p' "$0" >&2
      exit 2
      ;;
  esac
done

# Real test data, where they are at hand.
if [ -z "${KEPIL_CORPORA:-}" ] && [ -d ../shared/corpora ]; then
  KEPIL_CORPORA="$(cd ../shared/corpora && pwd)"
fi
if [ -n "${KEPIL_CORPORA:-}" ] && [ -d "$KEPIL_CORPORA" ]; then
  export KEPIL_CORPORA
else
  unset KEPIL_CORPORA
  echo "skipped: corpora not found (set KEPIL_CORPORA)" >&2
fi

# What each sanitizer judges. Left out of san: programs and services that are
# mostly gRPC, whose libraries are not instrumented, and tests tagged nosan. Of
# tsan: rooms without threads, tests tagged notsan.
san_rooms="//base/... + //engine/... + //translog/... + //trustlist/...
  + //services/net/... + //services/evidence/... + //services/receipt/...
  + //services/store/... + //services/token/... + //services/kepild:config_test
  + //tests/conformance/... + //tests/contract/... + //tests/fuzz/..."
tsan_rooms="//base/... + //translog/... + //trustlist/...
  + //services/evidence/... + //services/receipt/... + //services/store/...
  + //services/token/... + //tests/contract/..."
# --ci: those that read what strangers send, and what they stand on.
if [ "$once" -eq 1 ]; then
  san_rooms="//base/... + //engine/... + //translog/...
    + //tests/conformance/... + //tests/fuzz/..."
fi

failed=0
began=$SECONDS
summaries=()
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
stage() { # NAME COMMAND...: runs it, prints its minutes.
  local name="$1" start=$SECONDS
  shift
  if ! "$@"; then
    failed=1
    echo "stage $name: FAILED" >&2
  fi
  awk -v n="$name" -v s="$((SECONDS - start))" \
    'BEGIN { printf "stage %-8s %5.1f min\n", n, s / 60 }'
}

check() {
  local status=0
  python3 tools/check_floors.py || status=1
  python3 tools/check_units.py || status=1
  python3 tools/check_law.py || status=1
  python3 tools/check_law_test.py --quiet || status=1
  python3 tools/mutate_law_test.py --quiet || status=1
  git ls-files '*.cc' '*.h' | xargs clang-format --dry-run --Werror 2>&1 |
    head -20
  [ "${PIPESTATUS[1]}" -eq 0 ] || status=1
  return $status
}
# The plain tree: everything, or all but the tests that san runs.
choose_plain() {
  local rest="//... except attr(tags, '\\bmanual\\b', //...)"
  if [ "$once" -eq 1 ]; then
    rest="$rest except $(judged_by san "$san_rooms")"
  fi
  bazel query --noshow_progress "$rest" >"$scratch/plain.all" &&
    bazel query --noshow_progress "tests($rest)" >"$scratch/plain.targets"
}
build() {
  bazel build --jobs=2 "${configs[@]}" \
    --target_pattern_file="$scratch/plain.all"
}
run_tests() {
  bazel test --jobs=2 --keep_going "${configs[@]}" "${filters[@]}" \
    --target_pattern_file="$scratch/plain.targets"
}

# What each suite of the test data came to, by the tests' logs in a folder.
print_suites() { # LOGS
  cat "$1"/tests/conformance/*/test.log 2>/dev/null | grep '^suite ' || true
}

# Each of the other trees has a server and an output folder of its own, so that
# the plain one keeps its analysis; compiled files are in the shared disk cache.
tree_bazel() { # TREE COMMAND ARGUMENTS...
  local tree="$1" command="$2"
  shift 2
  bazel --output_base="$output_base-$tree" "$command" \
    --experimental_convenience_symlinks=ignore "$@"
}
judged_by() { # TREE ROOMS: a query for the tests in them, not tagged noTREE.
  echo "(tests($2) except attr(tags, '\\bno$1\\b', tests($2)))"
}
tree_build() { # TREE
  tree_bazel "$1" build --jobs=2 --config="$1" \
    --target_pattern_file="$scratch/$1.targets"
}
tree_test() { # TREE
  tree_bazel "$1" test --jobs=2 --keep_going --config="$1" "${filters[@]}" \
    --target_pattern_file="$scratch/$1.targets"
}
run_tree() { # TREE ROOMS
  local logs
  bazel query --noshow_progress "$(judged_by "$1" "$2")" \
    >"$scratch/$1.targets" || return 1
  stage "build-$1" tree_build "$1"
  stage "test-$1" tree_test "$1"
  logs="$(tree_bazel "$1" info bazel-testlogs --config="$1" 2>/dev/null)"
  print_suites "$logs"
  summaries+=("$1" "$logs" "$scratch/$1.targets")
}

fuzz_one() { # PROGRAM NAME: what it finds stays in the folder it prints.
  local folder="$output_base-san/fuzz/$2" status=0
  mkdir -p "$folder/corpus" "$folder/found"
  TMPDIR="$scratch" UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
    ASAN_SYMBOLIZER_PATH=/usr/lib/llvm-14/bin/llvm-symbolizer \
    "$1" -max_total_time="$fuzz_seconds" -timeout=20 -rss_limit_mb=2048 \
    -max_len=16384 -print_final_stats=1 -artifact_prefix="$folder/found/" \
    "$folder/corpus" "tests/fuzz/corpus" >"$folder/log" 2>&1 || status=1
  awk -v n="$2" '/number_of_executed_units/ { runs = $2 }
    /average_exec_per_sec/ { speed = $2 }
    END { printf "fuzz %-22s %9d runs, %6d a second\n", n, runs, speed }' \
    "$folder/log"
  if [ $status -ne 0 ]; then
    echo "fuzz $2: FAILED, see $folder" >&2
    tail -40 "$folder/log" >&2
  fi
  return $status
}
run_fuzzers() {
  local bin name status=0
  bazel query --noshow_progress "attr(tags, '\\bfuzzer\\b', //tests/fuzz/...)" \
    >"$scratch/fuzzers" || return 1
  tree_bazel san build --jobs=2 --config=fuzz \
    --target_pattern_file="$scratch/fuzzers" || return 1
  bin="$(tree_bazel san info bazel-bin --config=fuzz 2>/dev/null)"
  while read -r target; do
    name="${target#*:}"
    fuzz_one "$bin/tests/fuzz/$name" "${name%_fuzzer}" || status=1
  done <"$scratch/fuzzers"
  return $status
}

if [ "$install" -eq 1 ]; then
  stage install tools/install_packages.sh
fi
stage check check
if [ "$plain" -eq 1 ]; then
  choose_plain || failed=1
  stage build build
  stage test run_tests
  print_suites bazel-testlogs
  summaries+=(plain bazel-testlogs "$scratch/plain.targets")
fi
output_base="$(bazel info output_base 2>/dev/null)"
for tree in "${trees[@]}"; do
  rooms="${tree}_rooms"
  run_tree "$tree" "${!rooms}" || failed=1
done
if [ "$fuzz_seconds" -gt 0 ]; then
  stage fuzz run_fuzzers
fi
for tree in san tsan; do
  if [ -d "$output_base-$tree/server" ]; then
    bazel --output_base="$output_base-$tree" shutdown
  fi
done
summary="$(python3 tools/summarize_tests.py "${summaries[@]}")" || failed=1
awk -v s="$((SECONDS - began))" 'BEGIN { printf "total %5.1f min\n", s / 60 }'
echo "$summary"
exit $failed
