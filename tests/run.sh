#!/usr/bin/env bash
# The one door for checks: installs what is missing, checks format, floors and
# units, builds everything, runs every test, and ends with the line
#   N passed, N failed[, N skipped]
# Exit code 0 only if everything ran and nothing failed.
#
#   --quick       leave out tests of size large
#   --ci          run every test, even where an earlier result is at hand
#   --no-install  never call apt
#   --config=X    hand --config=X to Bazel (san, tsan, layering)
set -uo pipefail
cd "$(dirname "$0")/.."

install=1
filters=()
configs=()
for argument in "$@"; do
  case "$argument" in
    --quick) filters+=(--test_size_filters=-large,-enormous) ;;
    --ci) filters+=(--nocache_test_results) ;;
    --no-install) install=0 ;;
    --config=*) configs+=("$argument") ;;
    *)
      sed -n '2,13s/^# \{0,1\}//p' "$0" >&2
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

failed=0
began=$SECONDS
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
  git ls-files '*.cc' '*.h' | xargs clang-format --dry-run --Werror 2>&1 |
    head -20
  [ "${PIPESTATUS[1]}" -eq 0 ] || status=1
  return $status
}
build() { bazel build --jobs=2 "${configs[@]}" //...; }
run_tests() {
  bazel test --jobs=2 --keep_going "${configs[@]}" "${filters[@]}" //...
}

# What each suite of the test data came to.
print_suites() {
  cat bazel-testlogs/tests/conformance/*/test.log 2>/dev/null |
    grep '^suite ' || true
}

if [ "$install" -eq 1 ]; then
  stage install tools/install_packages.sh
fi
stage check check
stage build build
stage test run_tests
print_suites
summary="$(python3 tools/summarize_tests.py bazel-testlogs)" || failed=1
awk -v s="$((SECONDS - began))" 'BEGIN { printf "total %5.1f min\n", s / 60 }'
echo "$summary"
exit $failed
