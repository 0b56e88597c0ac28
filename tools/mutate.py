#!/usr/bin/env python3
"""Shows whether the tests notice when the engine is wrong.

Draws mutations by seed from all comparisons, conditions and returns found in
engine/**/*.cc (tests left out): a flipped or shifted comparison, a flipped
condition, a dropped check, another answer. Each is made alone in a scratch
worktree of HEAD with a Bazel output base of its own (the disk cache is shared),
and the tests that depend on the file are run, small ones first. A mutant that
fails a test is killed; one that passes them all has survived; one that does not
compile is not built. Survivors are printed with their diff.

tools/equivalent_mutants.txt lists mutants that change nothing, one a line:
FILE FUNCTION MUTATION ARGUMENT, with MUTATION as this script prints it, spaces
as '_'. They are not drawn.

    tools/mutate.py --seed 1 --count 60

The last line is `N mutants, N killed, N survived, N not built`; exit code 0 if
none survived.
"""

import argparse
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

EQUIVALENT = "tools/equivalent_mutants.txt"
# Tests asked for, in the order in which they run.
SIZES = ["small", "medium", "large"]

# Comparison -> what stands in its place.
COMPARISONS = {
    "==": ["!="], "!=": ["=="],
    "<": ["<=", ">="], "<=": ["<", ">"],
    ">": [">=", "<="], ">=": [">", "<"],
}
COMPARISON = re.compile(r" (==|!=|<=|>=|<|>) (?!\s*$)")
LOGIC = re.compile(r" (&&|\|\|) ")
CONDITION = re.compile(r"^\s*(?:\} else )?if \((.*)\) \{$")
RETURN_BOOL = re.compile(r"^\s*return (true|false);$")
RETURN_EXPRESSION = re.compile(r"^\s*return (.*);$")
STATUS_CHECK = re.compile(r"^\s*KEPIL_RETURN_IF_ERROR\((.*)\);$")
REPORT = re.compile(r"^\s*(?:Report|Stop|run\.\w+)\(.*\);$")
NUMBER = re.compile(r"(?<![\w.'])(\d+)(?![\w.'])")
FUNCTION = re.compile(r"^(?!namespace|struct|class|enum|using|constexpr|#|//)"
                      r"\S.*?([\w:~]+)\([^;]*$|^  [\w:<>*&, ]+ (\w+)\([^;]*\{$")


class Mutant:
    """One changed line."""

    def __init__(self, path, number, function, kind, old, new):
        self.path, self.number, self.function = path, number, function
        self.kind, self.old, self.new = kind, old, new

    def key(self):
        return (self.path, self.function, self.kind.replace(" ", "_"))

    def __str__(self):
        return "%s:%d %s: %s\n  - %s\n  + %s" % (
            self.path, self.number, self.function or "?", self.kind,
            self.old.strip(), self.new.strip())


def without_literals(line):
    """Blanks strings, characters and comments; columns stay."""
    blank = lambda match: " " * len(match.group(0))
    line = re.sub(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)\'', blank, line)
    return re.sub(r"//.*", blank, line)


def replaced(line, start, end, text):
    return line[:start] + text + line[end:]


def changes_of(line):
    """(kind, changed line) for everything that can go wrong in a line."""
    code = without_literals(line)
    if code.lstrip().startswith(("#", "template", "using ", "static_assert",
                                 "for (const auto")):
        return
    for match in COMPARISON.finditer(code):
        old = match.group(1)
        for new in COMPARISONS[old]:
            yield ("%s to %s" % (old, new),
                   replaced(line, match.start(1), match.end(1), new))
    # One of several would leave a mixture that the compiler warns of.
    for match in LOGIC.finditer(code) if len(LOGIC.findall(code)) == 1 else ():
        new = "||" if match.group(1) == "&&" else "&&"
        yield ("%s to %s" % (match.group(1), new),
               replaced(line, match.start(1), match.end(1), new))
    match = CONDITION.match(code)
    if match and ";" not in match.group(1) and "(" not in line[:match.start(1) - 1]:
        start, end = match.span(1)
        yield ("negated condition",
               replaced(line, start, end, "!(%s)" % line[start:end]))
        yield ("dropped check",
               replaced(line, start, end, "(%s) && false" % line[start:end]))
    match = RETURN_BOOL.match(code)
    if match:
        new = "false" if match.group(1) == "true" else "true"
        yield "return %s" % new, replaced(line, *match.span(1), new)
    match = RETURN_EXPRESSION.match(code)
    if match and not RETURN_BOOL.match(code):
        if re.search(r" (==|!=|<=|>=|&&|\|\|) |^!", match.group(1)):
            yield ("negated return", replaced(line, *match.span(1), "!(%s)" %
                                              line[match.start(1):match.end(1)]))
    match = STATUS_CHECK.match(code)
    if match:
        start, end = match.span(1)
        indent = line[:len(line) - len(line.lstrip())]
        yield "dropped status", "%s(void)(%s);" % (indent, line[start:end])
    if REPORT.match(code):
        yield "dropped report", ""
    if match is None and ("if (" in code or "return " in code or "[" in code):
        for match in NUMBER.finditer(code):
            value = int(match.group(1))
            yield ("%d to %d" % (value, value + 1),
                   replaced(line, *match.span(1), str(value + 1)))


def mutants_of(root, path):
    """All mutants of a file."""
    function, depth_of_table = "", False
    for number, line in enumerate((root / path).read_text().splitlines(), 1):
        found = FUNCTION.match(line)
        if found and not line.startswith(" "):
            function = found.group(1) or found.group(2) or function
            depth_of_table = False
        elif re.match(r"(inline )?(static )?constexpr .*\{$", line):
            depth_of_table = True  # A table, not code.
        elif line.startswith("}"):
            depth_of_table = False
        if depth_of_table:
            continue
        for kind, new in changes_of(line):
            if new != line:
                yield Mutant(path, number, function, kind, line, new)


def read_equivalent(root):
    """Keys of the listed mutants."""
    keys = set()
    file = root / EQUIVALENT
    for line in file.read_text().splitlines() if file.exists() else []:
        if line and not line.startswith("#"):
            words = line.split(" ", 3)
            if len(words) != 4 or not words[3].strip():
                sys.exit("%s: FILE FUNCTION MUTATION ARGUMENT, not: %s" %
                         (EQUIVALENT, line))
            keys.add(tuple(words[:3]))
    return keys


def draw(root, seed, count, only):
    """`count` mutants of all, each place at most once."""
    equivalent = read_equivalent(root)
    everything = [
        mutant
        for file in sorted(root.glob("engine/**/*.cc"))
        if not file.name.endswith("_test.cc")
        for mutant in mutants_of(root, str(file.relative_to(root)))
        if only in mutant.path]
    print("%d mutations found" % len(everything), flush=True)
    random.Random(seed).shuffle(everything)
    drawn, places = [], set()
    for mutant in everything:
        place = (mutant.path, mutant.number)
        if len(drawn) == count:
            break
        if place not in places and mutant.key() not in equivalent:
            places.add(place)
            drawn.append(mutant)
    return drawn


class Bazel:
    """Bazel in the worktree, with an output base of its own."""

    def __init__(self, tree, output_base, options):
        self.tree, self.options = tree, options
        self.command = ["bazel", "--output_base=%s" % output_base,
                        "--host_jvm_args=-Xmx1500m"]

    def run(self, *arguments):
        return subprocess.run(self.command + list(arguments), cwd=self.tree,
                              capture_output=True, text=True, check=False)

    def tests_of(self, path):
        """Tests that depend on `path`, in lists by size."""
        label = self.run("query", "--noshow_progress", path).stdout.strip()
        tests = "tests(//engine/... + //tests/conformance/... + " \
                "//tests/differential/...)"
        lists = []
        for size in SIZES:
            query = 'attr("size", "^%s$", rdeps(%s, %s) intersect %s)' % (
                size, tests, label, tests)
            found = self.run("query", "--noshow_progress", query).stdout.split()
            lists.append(sorted(found))
        own = path[:-len(".cc")] + "_test"
        own = "//%s:%s" % tuple(own.rsplit("/", 1))
        if own in lists[0]:  # Most mutants die here.
            lists[0].remove(own)
            lists.insert(0, [own])
        return [tests for tests in lists if tests]

    def test(self, targets):
        """"passed", "failed" or "not built"."""
        built = self.run("build", "--noshow_progress", *self.options, *targets)
        if built.returncode != 0:
            return "not built"
        tested = self.run("test", "--noshow_progress", "--test_output=summary",
                          "--notest_keep_going", *self.options, *targets)
        # 3: built, and a test failed; 4: no tests.
        return "passed" if tested.returncode in (0, 4) else "failed"

    def shut_down(self):
        self.run("shutdown")


def judge(bazel, mutant):
    """"killed", "survived" or "not built"."""
    file = pathlib.Path(bazel.tree) / mutant.path
    original = file.read_text()
    lines = original.split("\n")
    if lines[mutant.number - 1] != mutant.old:
        sys.exit("%s has changed" % mutant.path)
    lines[mutant.number - 1] = mutant.new
    try:
        lists = bazel.tests_of(mutant.path)
        file.write_text("\n".join(lines))
        for targets in lists:
            outcome = bazel.test(targets)
            if outcome == "not built":
                return "not built"
            if outcome == "failed":
                return "killed"
        return "survived"
    finally:
        file.write_text(original)


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--only", default="", help="part of the files' names")
    parser.add_argument("--list", action="store_true",
                        help="print the mutants and run nothing")
    parser.add_argument("--scratch", help="folder for worktree and outputs; "
                        "kept (default: a temporary one)")
    parser.add_argument("--jobs", default="2", help="of Bazel")
    parser.add_argument("--corpora", help="KEPIL_CORPORA of the tests")
    return parser.parse_args()


def open_worktree(root, scratch):
    """A worktree of HEAD under `scratch`; one that is there is brought up."""
    tree = scratch / "tree"
    if tree.exists():
        subprocess.run(["git", "checkout", "--quiet", "--force", "--detach",
                        head_of(root)], cwd=tree, check=True)
    else:
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach",
                        str(tree), "HEAD"], cwd=root, check=True)
    return tree


def head_of(root):
    return subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, check=True,
                          capture_output=True, text=True).stdout.strip()


def run_all(bazel, mutants):
    counts = {"killed": 0, "survived": 0, "not built": 0}
    survivors = []
    for i, mutant in enumerate(mutants, 1):
        outcome = judge(bazel, mutant)
        counts[outcome] += 1
        if outcome == "survived":
            survivors.append(mutant)
        print("%d/%d %s: %s" % (i, len(mutants), outcome, mutant), flush=True)
    for mutant in survivors:
        print("survived:", mutant)
    print("%d mutants, %d killed, %d survived, %d not built" % (
        len(mutants), counts["killed"], counts["survived"],
        counts["not built"]))
    return 1 if survivors else 0


def main():
    arguments = parse_arguments()
    root = pathlib.Path(__file__).resolve().parent.parent
    scratch = pathlib.Path(arguments.scratch or
                           tempfile.mkdtemp(prefix="kepil-mutate-")).resolve()
    scratch.mkdir(parents=True, exist_ok=True)
    tree = open_worktree(root, scratch)
    options = ["--jobs=%s" % arguments.jobs]
    if arguments.corpora:
        options.append("--test_env=KEPIL_CORPORA=%s" %
                       pathlib.Path(arguments.corpora).resolve())
    bazel = Bazel(tree, scratch / "out", options)
    try:
        mutants = draw(tree, arguments.seed, arguments.count, arguments.only)
        if arguments.list:
            for mutant in mutants:
                print(mutant)
            return 0
        return run_all(bazel, mutants)
    finally:
        bazel.shut_down()
        if not arguments.scratch:
            subprocess.run(["git", "worktree", "remove", "--force", str(tree)],
                           cwd=root, check=False)
            # Bazel writes its outputs read-only.
            subprocess.run(["chmod", "-R", "u+w", str(scratch)], check=False)
            shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
