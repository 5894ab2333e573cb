"""Broken files by the thousand: each gives one message with its place and exit code 2, and soon.

The few cases that every run of the tests has are other ones than those of `make fuzz`.
"""

from __future__ import annotations

import resource
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import pytest
from cases import Case
from commands import portsim
from log_faults import log_cases
from oracle import SECONDS, is_broken, judged, outcome
from yaml_faults import SMALL, scenario_cases

EACH = 100  # cases of a test of `make fuzz`
LEAST = 70  # of these broken; 12 and 10 tests have 1,540 or more, 700 of them logs
SCENARIOS, LOGS = range(100, 112), range(200, 210)  # seeds


def broken_of(cases: Iterable[Case]) -> int:
    """How many of the cases are broken files, none of which is answered otherwise than it should be."""
    broken, slowest = 0, (0.0, "")
    for number, case in enumerate(cases):
        found = outcome(case)
        said = (found.err or found.out)[-600:]
        assert not found.wrong, f"case {number}, {case.fault}, {' '.join(case.words)}: {found.wrong}: {said}"
        broken += is_broken(case, found)
        slowest = max(slowest, (found.seconds if found.code else 0.0, case.fault))
    print(f"{broken} broken of {number + 1}; the slowest refusal took {slowest[0]:.1f} s ({slowest[1]})")
    return broken


def test_twenty_broken_scenarios_are_refused_in_words() -> None:
    assert broken_of(scenario_cases(1, 24, names=SMALL[:4])) >= 17


def test_twenty_broken_logs_are_refused_in_words() -> None:
    assert broken_of(log_cases(1, 24)) >= 15


@pytest.mark.slow
@pytest.mark.parametrize("seed", SCENARIOS)
def test_a_hundred_scenarios_with_a_fault_each(seed: int) -> None:
    assert broken_of(scenario_cases(seed, EACH)) >= LEAST


@pytest.mark.slow
@pytest.mark.parametrize("seed", LOGS)
def test_a_hundred_logs_with_a_fault_each(seed: int) -> None:
    assert broken_of(log_cases(seed, EACH)) >= LEAST


def _cpu_of_children() -> float:
    """Seconds of processor that ended children took, whatever else the machine does."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.slow
@pytest.mark.parametrize("log", [False, True], ids=["scenarios", "logs"])
def test_the_command_line_as_a_process_says_the_same(tmp_path: Path, log: bool) -> None:
    cases = log_cases(7, 60) if log else scenario_cases(7, 60, names=SMALL)
    for number, case in enumerate(islice((c for c in cases if c.words[0] != "observed"), 10)):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, raw in case.files.items():
            (folder / name).write_bytes(raw)
        begin = _cpu_of_children()
        done = portsim(*case.words, cwd=folder, check=False)
        seconds = _cpu_of_children() - begin
        assert judged(case, done.returncode, done.stdout, done.stderr) == "", done.stderr
        if done.returncode:
            assert {p.name for p in folder.rglob("*")} == set(case.files)
            assert seconds < 2 * SECONDS, case.words  # of which the start of a process takes some
