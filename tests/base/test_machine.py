"""Cores and memory that a process may have, and how many pieces of work fit into them."""

import subprocess
import sys
from pathlib import Path

import pytest

from portsim.base import machine
from portsim.base.machine import as_many_as_fit, cores, memory_here
from portsim.base.notes import Note

GB = 1e9


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of 8 cores whose process is in the group jobs/seven."""
    own = tmp_path / "own"
    own.write_text("4:memory:/box\n0::/jobs/seven\n", encoding="utf-8")
    monkeypatch.setattr(machine, "OWN_GROUPS", own)
    monkeypatch.setattr(machine, "GROUPS", tmp_path / "groups")
    monkeypatch.setattr(machine.os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    return tmp_path / "groups"


def say(group: Path, name: str, text: str) -> None:
    group.mkdir(parents=True, exist_ok=True)
    (group / name).write_text(f"{text}\n", encoding="utf-8")


def test_cores_that_a_process_is_bound_to() -> None:
    if not hasattr(machine.os, "sched_setaffinity"):
        pytest.skip("this system binds no process to cores")
    code = (
        "import os; one = min(os.sched_getaffinity(0)); os.sched_setaffinity(0, {one});"
        "from portsim.base.machine import cores; print(cores())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


@pytest.mark.parametrize(
    ("quota", "expected"),
    [("max 100000", 8), ("200000 100000", 2), ("150000 100000", 2), ("50000 100000", 1), ("nonsense", 8)],
)
def test_cores_that_a_container_may_keep_busy(groups: Path, quota: str, expected: int) -> None:
    say(groups / "jobs" / "seven", "cpu.max", quota)
    assert cores() == expected


def test_the_least_quota_from_the_own_group_up_counts(groups: Path) -> None:
    say(groups / "jobs" / "seven", "cpu.max", "600000 100000")
    say(groups / "jobs", "cpu.max", "300000 100000")
    say(groups, "cpu.max", "400000 100000")
    say(groups.parent, "cpu.max", "100000 100000")  # no group
    assert cores() == 3


@pytest.mark.parametrize(
    ("group", "name"),
    [("jobs/seven", "memory.max"), ("jobs", "memory.max"), ("memory/box", "memory.limit_in_bytes")],
)
def test_the_memory_of_a_container_counts(groups: Path, group: str, name: str) -> None:
    say(groups / group, name, "5000000")
    assert memory_here() == 5_000_000


def test_a_group_without_a_limit_has_the_memory_of_the_machine(groups: Path) -> None:
    say(groups / "jobs" / "seven", "memory.max", "max")
    assert memory_here() == machine.os.sysconf("SC_PHYS_PAGES") * machine.os.sysconf("SC_PAGE_SIZE")


class TestHowManyFit:
    @pytest.fixture(autouse=True)
    def machine_of_eight_cores_and_ten_gb(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine, "cores", lambda: 8)
        monkeypatch.setattr(machine, "memory_here", lambda: 10 * GB)

    @pytest.mark.parametrize("takes", [0.0, 0.5 * GB, 1.0 * GB])
    def test_one_for_each_core_where_there_is_memory_for_all(self, takes: float) -> None:
        assert as_many_as_fit(100, takes) == 8

    @pytest.mark.parametrize(("takes", "expected"), [(1.1 * GB, 7), (3 * GB, 2), (8 * GB, 1), (80 * GB, 1)])
    def test_as_many_as_fit_into_four_fifths_of_the_memory(self, takes: float, expected: int) -> None:
        with pytest.warns(Note):
            assert as_many_as_fit(100, takes) == expected

    def test_a_note_says_how_many_and_why(self) -> None:
        with pytest.warns(Note) as noted:
            as_many_as_fit(100, 3 * GB)
        assert [str(each.message) for each in noted] == [
            "2 of 8 cores are used: a replication takes about 3.0 GB, and this machine has 10.0 GB; "
            "to use more cores, give the number of workers"
        ]

    def test_no_note_where_there_is_no_more_work(self) -> None:
        assert as_many_as_fit(2, 3 * GB) == 2

    def test_all_cores_where_the_system_does_not_say_what_memory_it_has(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(machine, "memory_here", lambda: None)
        assert as_many_as_fit(100, 80 * GB) == 8
