"""The guard tells parts from one another, lets figures be within 5 %, and says in one line what is not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
# of lengths with 10, 20 and 40 trucks: before a mark, the workload, the engine
COUNTS = [10_000, 500, 900, 30, 1_000, 1_500, 30, 3_000, 3_500]  # 100 and 100 instructions a truck


@pytest.fixture(scope="module")
def guard(script: Callable[[str], ModuleType]) -> ModuleType:
    return script("guard")


@pytest.fixture
def counted(guard: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A guard that has counted `COUNTS`, and whose committed figures lie in a folder of the test."""
    monkeypatch.setattr(guard, "FIGURES", tmp_path / "instructions.json")
    monkeypatch.setattr(guard, "counted", lambda case, folder: (COUNTS, "10\n20\n40\n"))
    monkeypatch.setattr(guard, "surroundings", lambda: {"numba": "0.68.1"})
    monkeypatch.setattr(guard.shutil, "which", lambda name: f"/usr/bin/{name}")
    return tmp_path / "instructions.json"


def committed(path: Path, workload: float, engine: float, numba: str = "0.68.1") -> None:
    figures = {"workload": workload, "engine": engine}
    path.write_text(json.dumps({"instructions a truck": figures, "counted with": {"numba": numba}}))


def test_a_figure_is_the_difference_of_two_lengths_by_that_of_their_trucks(guard: ModuleType) -> None:
    """What both lengths have in common cancels: 2,000 instructions more for 20 trucks more."""
    assert guard.figures(COUNTS, [10, 20, 40]) == {"workload": 100.0, "engine": 100.0}
    with pytest.raises(ValueError, match="got 9 marks, expected 3 for each of 2 lengths"):
        guard.figures(COUNTS, [10, 20])


def test_parts_are_read_in_the_order_of_their_numbers(guard: ModuleType, tmp_path: Path) -> None:
    for number in (10, 2, 1):
        (tmp_path / f"part.{number}").write_text(f"version: 1\nsummary: 7\ntotals: {number * 100}\n")
    (tmp_path / "part").write_text("totals: 5\n")  # what came after the last mark
    assert guard.totals(tmp_path) == [100, 200, 1000]
    (tmp_path / "part.3").write_text("version: 1\n")
    with pytest.raises(ValueError, match=r"part\.3: got 0 lines of totals, expected one"):
        guard.totals(tmp_path)


@pytest.mark.parametrize("engine", [95.5, 100.0, 105.0])
def test_within_five_per_cent_all_is_well(
    guard: ModuleType, counted: Path, engine: float, capsys: pytest.CaptureFixture[str]
) -> None:
    committed(counted, 100.0, engine)
    assert guard.main([]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("workload: 100.0 instructions a truck, +0.00%\n") and told.err == ""


@pytest.mark.parametrize(
    ("workload", "what"), [(90.0, "11.1% more than the 90"), (125.0, "20.0% less than the 125")]
)
def test_a_figure_beyond_is_one_line_and_exit_code_one(
    guard: ModuleType, counted: Path, workload: float, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Much less is beyond too: a stale figure would hide the next rise."""
    committed(counted, workload, 100.0)
    assert guard.main([]) == 1
    assert capsys.readouterr().err == (
        f"workload: 100 instructions a truck, {what} of instructions.json, allowed 5%; "
        "if it is meant: python benchmarks/guard.py --write\n"
    )


def test_figures_are_renewed_and_then_hold(
    guard: ModuleType, counted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guard.main([]) == 2
    assert "instructions.json: not found; make it with --write" in capsys.readouterr().err
    assert guard.main(["--write"]) == 0
    assert guard.main([]) == 0


def test_other_versions_are_named(
    guard: ModuleType, counted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    committed(counted, 100.0, 100.0, numba="0.60.0")
    assert guard.main([]) == 0
    assert "numba: 0.68.1 here, 0.60.0 when instructions.json was written" in capsys.readouterr().out


def test_without_valgrind_nothing_is_counted(
    guard: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(guard.shutil, "which", lambda name: None)
    assert guard.main([]) == 2
    assert "valgrind: not found; install it" in capsys.readouterr().err


def test_the_committed_figures_are_those_of_the_guard(guard: ModuleType) -> None:
    kept = json.loads((BENCHMARKS / "instructions.json").read_text())
    assert tuple(kept["instructions a truck"]) == guard.PARTS
    assert all(figure > 0 for figure in kept["instructions a truck"].values())


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("valgrind") is None, reason="valgrind is not installed")
def test_a_loop_of_twice_the_length_takes_twice_the_instructions(guard: ModuleType, tmp_path: Path) -> None:
    case = tmp_path / "case.py"
    case.write_text(
        "import os\n"
        "for n in (1_000, 20_000, 40_000, 60_000):\n"
        "    os.getppid()\n"
        "    for _ in range(n): pass\n"
        "os.getppid()\n"
    )
    _, _, short, middle, long = guard.counted([str(case)], tmp_path)[0]
    assert long - middle == pytest.approx(middle - short, rel=0.01)
