"""Small faults, put into the code one by one: which of them do the tests notice?

    python tests/mutants.py                        # all modules below
    python tests/mutants.py portsim/workload/draws.py

The faults are those of mutmut: another number, operator or comparison, an argument left out, a text changed,
a branch forced. Each is tried in a process of its own, on the few fast files of tests that stand beside its
module below; nothing is written to disk. What needs no test has none: types, decorators, docstrings, imports.
Ends with 1 where fewer than nine of ten faults of a module are noticed, or where one that is not noticed is
not explained in tests/mutants.md.
"""

from __future__ import annotations

import argparse
import difflib
import gc
import importlib
import importlib.util
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from multiprocessing import get_context
from pathlib import Path
from types import CodeType

import libcst as cst
import libcst.matchers as m
import pytest
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
BY_HAND = ("TestYear", "TestTransfer", "TestWithoutTariffs", "test_labour_is_per_shipment_of_all_streams")
LEDGER = (
    *(f"kpis/test_{name}.py" for name in ("ledger_entries", "ledger_reads", "ledger_lines", "year")),
    *(f"kpis/test_ledger.py::{name}" for name in BY_HAND),
)
JUDGED = (
    "TestFound::test_with_a_smallest_difference_of_one",
    "TestFound::test_a_figure_that_never_moves_is_equivalent_even_if_nothing_is_small_enough",
    "TestFound::test_without_pairs_nothing_is_measured",
    "TestFound::test_one_replication_decides_nothing",
    "TestReplicationsNeeded::test_half_of_what_matters_by_hand",
    "TestReplicationsNeeded::test_far_from_zero_fewer_tell_by_hand",
    "TestReplicationsNeeded::test_a_family_asks_for_more",
    "TestReplicationsNeeded::test_it_does_not_hang_on_how_many_there_are_so_far",
    "TestReplicationsNeeded::test_very_few_by_hand",
    "TestReplicationsNeeded::test_none_is_added_where_there_are_enough",
    "TestReplicationsNeeded::test_of_a_single_replication_is_unknown",
    "TestReplicationsNeeded::test_is_without_end_where_nothing_is_small_enough",
)
LOADS = (
    "scenario/test_offered_load.py",
    "scenario/test_load_by_hour.py",
    "scenario/test_log_volume.py::test_the_load_at_each_terminal_goes_by_the_log",
)
SHAPES = ("model/test_shape_rules.py", "scenario/test_schema.py::test_the_committed_schema_is_current")
TESTS = {
    "portsim/claims/verdict.py": ("claims/test_verdict.py",),
    "portsim/study/statistics.py": (
        "study/test_statistics.py",
        "study/test_judgement.py::TestFound::test_with_a_smallest_difference_of_one",
        "study/test_traces.py::test_equal_figures_are_copies_only_where_a_trace_is_repeated",
    ),
    "portsim/study/bounds.py": ("study/test_bounds.py",),
    "portsim/study/families.py": ("study/test_families.py",),
    "portsim/study/judgement.py": tuple(f"study/test_judgement.py::{name}" for name in JUDGED),
    "portsim/kpis/statistic.py": ("kpis/test_statistics_of_kpis.py",),
    "portsim/kpis/ledger.py": LEDGER,
    "portsim/kpis/ledger_lines.py": LEDGER,
    "portsim/kpis/year.py": LEDGER,
    "portsim/study/ledger.py": ("study/test_ledger_tables.py", *LEDGER),
    "portsim/scenario/offered_load.py": LOADS,
    "portsim/scenario/load_by_hour.py": LOADS,
    "portsim/scenario/rates.py": LOADS,
    "portsim/kpis/kpi.py": (
        "kpis/test_statistics_of_kpis.py",
        "study/test_compare.py::TestWhatMatters::test_is_one_percent_one_point_or_what_is_declared",
        "library/test_plugins_attacked.py::test_a_declaration_that_cannot_be_is_refused_at_once",
        "library/test_plugins_attacked.py::test_samples_are_an_array_of_numbers",
    ),
    "portsim/workload/draws.py": ("workload/test_addresses.py", "workload/test_draws.py::TestAddress"),
    "portsim/model/durations.py": (*SHAPES, "model/test_durations.py"),
    "portsim/model/numbers.py": (*SHAPES, "model/test_numbers.py"),
    "portsim/engine/lowering.py": ("engine/test_instructions.py", "engine/test_lowering.py"),
    "portsim/engine/program.py": ("engine/test_instructions.py", "engine/test_lowering.py"),
}
LEAST = 0.9
MEMORY = 8 * 2**30  # [bytes] that a fault may take before it counts as noticed
EXPLAINED = ROOT / "tests" / "mutants.md"
HEAVY = ("numpy", "pandas", "scipy.stats", "pydantic", "simpy", "numba", "ruamel.yaml", "hypothesis")
TYPES = m.Subscript() | m.BinaryOperation(operator=m.BitOr()) | m.Call(func=m.Name("TypeVar"))
HARMLESS = (
    m.Annotation()
    | m.Decorator()
    | m.Import()
    | m.ImportFrom()
    | m.SimpleStatementLine([m.Expr(m.SimpleString())])
    | m.If(test=m.Name("TYPE_CHECKING"))
    | m.Call(func=m.Name("isinstance"))
    | m.Call(func=m.Name("float"), args=[m.Arg(m.SimpleString())])
    | m.Call(func=m.Name("TypeVar"))
)


@dataclass(frozen=True)
class Mutant:
    """A module with one fault: the text of the whole file, and the lines in which it differs."""

    source: str
    line: int
    old: str
    new: str

    def __str__(self) -> str:
        return f"`{self.old}` → `{self.new}`"


# --- faults


def nodes(node: cst.CSTNode, top: bool = True) -> Iterator[cst.CSTNode]:
    """The nodes in which a fault could change what the module does."""
    if m.matches(node, HARMLESS) or (top and m.matches(node, m.SimpleStatementLine([m.Assign(value=TYPES)]))):
        return
    yield node
    inner = top and not isinstance(node, cst.FunctionDef | cst.ClassDef)
    for child in node.children:
        yield from nodes(child, inner)


def mutants(source: str) -> Iterator[Mutant]:
    """Every fault that mutmut knows for the text of a module, in reading order."""
    module = cst.parse_module(source)
    seen = {source}
    for node in nodes(module):
        for kind, operator in mutation_operators:
            if not isinstance(node, kind):
                continue
            for other in operator(node):
                changed = module.deep_replace(node, other)
                assert isinstance(changed, cst.Module)
                if changed.code not in seen:
                    seen.add(changed.code)
                    yield compared(source, changed.code)


def compared(source: str, changed: str) -> Mutant:
    old, new = source.splitlines(), changed.splitlines()
    blocks = [
        o for o in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if o[0] != "equal"
    ]
    first, last = blocks[0], blocks[-1]
    before = " ".join(line.strip() for line in old[first[1] : last[2]])
    after = " ".join(line.strip() for line in new[first[3] : last[4]])
    return Mutant(changed, first[1] + 1, before, after)


# --- a process for each


class Mutated(SourceFileLoader):
    """Loads a module from a text instead of its file."""

    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self.source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.path, "exec", dont_inherit=True)


class Finder:
    """Finds one module, the one with the fault."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self.name, self.path, self.source = name, str(path), source

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(
            name, self.path, loader=Mutated(name, self.path, self.source)
        )


def load_what_does_not_depend_on(name: str) -> None:
    """Import the libraries and every module of portsim that the fault cannot touch, once for all forks."""
    import grimp

    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ[threads] = "1"  # a fork has none of its parent's threads
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for each in HEAVY:
        importlib.import_module(each)
    graph = grimp.build_graph("portsim")
    touched = graph.find_downstream_modules(name) | {name}
    for each in sorted(graph.modules - touched):
        if not each.endswith("__main__"):
            importlib.import_module(each)
    gc.freeze()  # a fork need not look through what is there already


def tested(finder: Finder, tests: Sequence[str], seconds: float) -> int:
    """Start a process that runs the tests on the module as the finder gives it; its number."""
    child = os.fork()
    if child:
        return child
    signal.setitimer(signal.ITIMER_REAL, seconds)  # ends the process if nothing else does
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    sys.meta_path.insert(0, finder)
    status: int = 1
    try:
        files = [str(ROOT / "tests" / name) for name in tests]
        options = [
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            "-p",
            "no:randomly",
            "-W",
            "ignore",
        ]
        status = int(pytest.main([*options, f"--rootdir={ROOT}", *files]))
    finally:
        os._exit(status)


def noticed(path: str, seconds: float, workers: int) -> Iterator[tuple[Mutant, bool]]:
    """Every fault of a module, and whether a test failed, did not end, or could not even be loaded."""
    file, name = ROOT / path, path.removesuffix(".py").replace("/", ".")
    running: dict[int, Mutant] = {}
    todo = mutants(file.read_text())
    while True:
        while len(running) < workers and (mutant := next(todo, None)) is not None:
            running[tested(Finder(name, file, mutant.source), TESTS[path], seconds)] = mutant
        if not running:
            return
        child, status = os.wait()
        yield running.pop(child), status != 0


def module(path: str, workers: int) -> tuple[int, list[Mutant]]:
    """How many faults of a module are noticed, and those that are not.

    Raises SystemExit: the tests fail on the module as it is.
    """
    name = path.removesuffix(".py").replace("/", ".")
    load_what_does_not_depend_on(name)
    begin = time.monotonic()
    os.waitpid(tested(Finder(name, ROOT / path, (ROOT / path).read_text()), TESTS[path], 600), 0)
    _, status = os.waitpid(tested(Finder(name, ROOT / path, (ROOT / path).read_text()), TESTS[path], 600), 0)
    took = (time.monotonic() - begin) / 2
    if status:
        raise SystemExit(f"{path}: its tests fail without any fault: {' '.join(TESTS[path])}")
    results = list(noticed(path, 10 * took + 10, workers))
    killed = sum(seen for _, seen in results)
    return killed, [mutant for mutant, seen in results if not seen]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Which small faults do the tests notice?")
    parser.add_argument("modules", nargs="*", help="all by default")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    unknown = [path for path in options.modules if path not in TESTS]
    if unknown:
        parser.error(f"no tests are named for {unknown[0]} (allowed: {', '.join(TESTS)})")
    explained, bad = EXPLAINED.read_text(), False
    print(f"{'module':<34}{'faults':>8}{'noticed':>9}{'share':>8}{'seconds':>9}")
    for path in options.modules or TESTS:
        begin = time.monotonic()
        with ProcessPoolExecutor(1, get_context("fork")) as nursery:  # no module sees what another has loaded
            killed, unseen = nursery.submit(module, path, options.workers).result()
        faults = killed + len(unseen)
        print(f"{path:<34}{faults:>8}{killed:>9}{killed / faults:>8.1%}{time.monotonic() - begin:>9.0f}")
        for mutant in sorted(unseen, key=lambda each: each.line):
            known = str(mutant) in explained
            print(f"  {path}:{mutant.line}: {mutant}{'' if known else ' (not explained)'}", flush=True)
            bad |= not known
        bad |= killed < LEAST * faults
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
