#!/usr/bin/env python3
"""Shows whether the tests of docs/law.md notice when a duty is broken.

tools/law_mutations.txt has a mutation for each of COUNT rows that check_law.py
draws by SEED, one a line:

    ROW | FILE | OLD TEXT | NEW TEXT | //package:test

OLD TEXT stands exactly once in FILE. Each mutation is made alone in a scratch
worktree of HEAD, with a Bazel output base of its own, and the tests that
docs/law.md names for its row are run in that one test program. They must have
passed before. A row whose tests fail is killed; one whose tests pass has
survived; a mutation that does not compile is not built.

    tools/mutate_law.py [--seed 1] [--count 30] [--record FILE] [--dry-run]

--record writes the table of outcomes; --dry-run only checks the list. The last
line is `N mutants, N killed, N survived, N not built`; exit code 0 if all were
killed.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import check_law
import mutate

LIST = "tools/law_mutations.txt"
TARGET = re.compile(r"^//([\w/]+):(\w+)$")


class Mutation:

    def __init__(self, fields):
        self.row, self.path, self.old, self.new, self.target = fields
        self.tests = []  # Of its row.

    def of_target(self, root):
        """The row's tests that stand in the test program."""
        match = TARGET.match(self.target)
        source = match and root / match.group(1) / (match.group(2) + ".cc")
        if not source or not source.is_file():
            return []
        found, _ = check_law.read_tests(source.read_text())
        return [test for test in self.tests if test in found]

    def test_filter(self, root):
        patterns = []
        for test in self.of_target(root):
            suite, name = test.split(".")
            patterns += [test, "*/%s/*" % test, "%s/*.%s" % (suite, name),
                         "*/%s/*.%s" % (suite, name)]
        return ":".join(patterns)


def read_list(text):
    """Mutations in order, and lines that are none."""
    mutations, others = [], []
    for line in text.splitlines():
        fields = [field.strip() for field in line.split(" | ")]
        if not line or line.startswith("#"):
            continue
        if len(fields) == 5 and all(fields):
            mutations.append(Mutation(fields))
        else:
            others.append(line)
    return mutations, others


def problems_of(root, mutation):
    file = root / mutation.path
    count = file.read_text().count(mutation.old) if file.is_file() else 0
    if count != 1:
        yield "%s: its text stands %d times in %s" % (mutation.row, count,
                                                      mutation.path)
    if mutation.old == mutation.new:
        yield "%s: changes nothing" % mutation.row
    if not mutation.of_target(root):
        yield "%s: none of its tests is in %s" % (mutation.row,
                                                  mutation.target)


def draw(root, seed, count):
    """(mutations of the rows drawn, problems)."""
    rows, _ = check_law.check(root)
    mutations, others = read_list((root / LIST).read_text())
    problems = ["no mutation: %s" % line for line in others]
    by_row = {}
    for mutation in mutations:
        if mutation.row in by_row:
            problems.append("%s: two mutations" % mutation.row)
        by_row[mutation.row] = mutation
    drawn = []
    for row in check_law.draw(rows, seed, count):
        if row.id not in by_row:
            problems.append("%s: drawn, and has no mutation" % row.id)
            continue
        mutation = by_row[row.id]
        mutation.tests = row.tests
        problems += problems_of(root, mutation)
        drawn.append(mutation)
    return drawn, problems


class Bazel(mutate.Bazel):

    def run_tests(self, target, test_filter):
        """"passed", "failed" or "not built"."""
        built = self.run("build", "--noshow_progress", *self.options, target)
        if built.returncode != 0:
            return "not built"
        tested = self.run("test", "--noshow_progress",
                          "--test_filter=%s" % test_filter, *self.options,
                          target)
        return {0: "passed", 3: "failed"}.get(tested.returncode, "not built")


def judge(bazel, tree, mutation):
    """"killed", "survived" or "not built"."""
    file = tree / mutation.path
    original = file.read_text()
    try:
        file.write_text(original.replace(mutation.old, mutation.new))
        outcome = bazel.run_tests(mutation.target, mutation.test_filter(tree))
    finally:
        file.write_text(original)
    return {"passed": "survived", "failed": "killed"}.get(outcome, outcome)


def run_all(bazel, tree, mutations):
    """Pairs of mutation and outcome."""
    for mutation in mutations:
        if bazel.run_tests(mutation.target,
                           mutation.test_filter(tree)) != "passed":
            sys.exit("%s: its tests do not pass as they are" % mutation.row)
    outcomes = []
    for i, mutation in enumerate(mutations, 1):
        outcome = judge(bazel, tree, mutation)
        outcomes.append((mutation, outcome))
        print("%d/%d %s: %s %s" % (i, len(mutations), outcome, mutation.row,
                                   mutation.path), flush=True)
    return outcomes


def summary(outcomes):
    counts = [sum(outcome == kind for _, outcome in outcomes)
              for kind in ("killed", "survived", "not built")]
    return "%d mutants, %d killed, %d survived, %d not built" % (
        len(outcomes), *counts)


def table(outcomes, tree, seed):
    cell = lambda text: "`%s`" % text.replace("|", "\\|")
    lines = ["# Duties of the law, broken one by one", "",
             "Written by `tools/mutate_law.py`, seed %d, commit %s." % (
                 seed, mutate.head_of(tree)), "",
             "| row | file | instead of | stood | test | outcome |",
             "|---|---|---|---|---|---|"]
    for mutation, outcome in outcomes:
        tests = " ".join("`%s`" % test for test in mutation.of_target(tree))
        lines.append("| %s | `%s` | %s | %s | %s | %s |" % (
            mutation.row, mutation.path, cell(mutation.old),
            cell(mutation.new), tests, outcome))
    return "\n".join(lines + ["", summary(outcomes), ""])


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--record", help="file of the table")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--scratch", help="folder for worktree and outputs; "
                        "kept (default: a temporary one)")
    parser.add_argument("--jobs", default="2", help="of Bazel")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    root = pathlib.Path(__file__).resolve().parent.parent
    mutations, problems = draw(root, arguments.seed, arguments.count)
    for problem in problems:
        print("mutate_law:", problem, file=sys.stderr)
    if arguments.dry_run:
        print("%d rows drawn, %d problems" % (len(mutations), len(problems)))
    if problems or arguments.dry_run:
        return 1 if problems else 0
    scratch = pathlib.Path(arguments.scratch or
                           tempfile.mkdtemp(prefix="kepil-law-")).resolve()
    scratch.mkdir(parents=True, exist_ok=True)
    tree = mutate.open_worktree(root, scratch)
    bazel = Bazel(tree, scratch / "out", ["--jobs=%s" % arguments.jobs])
    try:
        mutations, problems = draw(tree, arguments.seed, arguments.count)
        if problems:
            sys.exit("mutate_law: the list does not fit HEAD")
        outcomes = run_all(bazel, tree, mutations)
        if arguments.record:
            pathlib.Path(arguments.record).write_text(
                table(outcomes, tree, arguments.seed))
        print(summary(outcomes))
        return 0 if all(outcome == "killed" for _, outcome in outcomes) else 1
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
