"""Fifty changes of ten numbers, each of them a change, and the row that is told of them."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

import portsim


@pytest.fixture(scope="module")
def redraw(script: Callable[[str], ModuleType]) -> ModuleType:
    return script("redraw")


def test_ten_numbers_take_five_values_each_in_turn(redraw: ModuleType) -> None:
    changes = list(redraw.changes())
    assert len(changes) == len(set(changes)) == 50
    assert {key for key, _ in changes[:10]} == {key for key, _ in changes[10:20]} == set(redraw.SLIDERS)


@pytest.mark.slow
def test_each_number_changes_the_run(redraw: ModuleType) -> None:
    as_in_file = redraw.tuned(None)
    assert as_in_file.alternatives == ("baseline", "qr")
    for change in [*redraw.changes()][-10:]:
        assert key(redraw.tuned(change)) != key(as_in_file), change


def key(scenario: portsim.Scenario) -> str:
    """The identity of a run with the measure."""
    return portsim.run_key(scenario.world("qr"), scenario.study, 0)


def test_half_take_no_longer_than_p50(
    redraw: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of 0, 1, ..., 20 s, in any order, 10 is in the middle and 19 at 95 %."""
    seconds = iter([33.0, *range(20, -1, -1)])
    monkeypatch.setattr(redraw, "redraw", lambda *_: next(seconds))
    redraw.redraws(5, 6, 0, 21)
    assert capsys.readouterr().out.split("workers 0")[1].split() == ["33.00", "0.00", "10.00", "19.00", "21"]


def test_many_runs_are_those_of_all_alternatives(
    redraw: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Eight runs are four replications of two alternatives."""
    asked: list[dict[str, object]] = []
    moments = iter([10.0, 12.0, 20.0, 23.5])
    monkeypatch.setattr(redraw.portsim, "compare", lambda scenario, **options: asked.append(options))
    monkeypatch.setattr(redraw.time, "perf_counter", lambda: next(moments))
    redraw.many(5, 8, 0, redraw.KPIS)
    redraw.many(5, 8, 0, None)
    assert capsys.readouterr().out.splitlines() == [
        "8 runs of 5 d, all KPIs: 2.0 s",
        "8 runs of 5 d, all tables: 3.5 s",
    ]
    assert [options["replications"] for options in asked] == [4, 4]
    assert [options["tables"] for options in asked] == [("comparison",), None]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (["--changes", "51"], "--changes: got 51, allowed 2 to 50"),
        (["--runs", "5"], "--runs: got 5, allowed even numbers of 4 or more"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    redraw: ModuleType, wrong: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        redraw.main(wrong)
    assert message in capsys.readouterr().err
