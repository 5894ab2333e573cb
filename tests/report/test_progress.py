"""Progress: what is done now, an honest time left, and plain lines in a pipe, one a minute."""

from __future__ import annotations

import re

import pytest

from portsim.report.terminal.progress import EVERY, Lines, Progress, charts_take


class Clock:
    """A clock that is set by hand [s]."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def progress(clock: Clock, afterwards: float = 0.0, at_once: int = 1) -> tuple[Progress, list[str]]:
    lines: list[str] = []
    shown = Lines(clock, lines.append)
    return Progress("quay", afterwards=afterwards, at_once=at_once, clock=clock, shown=shown), lines


def test_reading_and_compiling_do_not_count_in_the_time_left() -> None:
    clock = Clock()
    told, _ = progress(clock)
    assert told.text() == "quay: reading, and compiling where needed"
    clock.now += 500
    told(0, 12)
    assert told.text() == "quay: 0 of 12 replications" and told.left() is None
    clock.now += 40
    told(2, 12)
    assert told.left() == pytest.approx(200)  # 20 s a run, ten to come
    assert told.text() == "quay: 2 of 12 replications; about 3 min left"


def test_the_time_left_runs_down_between_two_runs_and_never_below_what_comes_after() -> None:
    clock = Clock()
    told, _ = progress(clock, afterwards=15)
    told(0, 2)
    clock.now += 30
    told(1, 2)
    assert told.left() == pytest.approx(30 + 15)
    clock.now += 20
    assert told.left() == pytest.approx(10 + 15)
    clock.now += 100
    assert told.left() == pytest.approx(15)


def test_charts_are_named_and_have_their_own_time_left() -> None:
    clock = Clock()
    told, _ = progress(clock, afterwards=charts_take(12))
    assert charts_take(12) == pytest.approx(18)
    told(0, 1)
    clock.now += 5
    told(1, 1)
    assert told.text() == "quay: 1 of 1 replications; about 20 s left with charts"
    told.doing("tables and charts")
    assert told.text() == "quay: tables and charts; about 20 s left"
    clock.now += 30
    assert told.text() == "quay: tables and charts"


def test_a_pipe_gets_a_line_at_once_and_then_one_a_minute_where_there_is_news() -> None:
    clock = Clock()
    told, lines = progress(clock)
    with told:
        told(0, 100)
        for done in range(1, 100):
            clock.now += 2.5
            told(done, 100)
    assert EVERY == 60
    assert [line.split(" replications")[0] for line in lines] == [
        "quay: reading, and compiling where needed",
        "quay: 24 of 100", "quay: 48 of 100", "quay: 72 of 100", "quay: 96 of 100",
    ]  # fmt: skip
    assert not any(re.search(r"[\x00-\x1f\x7f]", line) for line in lines)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "some seconds"), (44, "about 40 s"), (600, "about 10 min"), (9000, "about 2.5 h")],
)
def test_a_time_left_is_never_more_exact_than_it_is_known(seconds: float, words: str) -> None:
    clock = Clock()
    told, _ = progress(clock)
    told(0, 2)
    clock.now += seconds
    told(1, 2)
    assert told.text() == f"quay: 1 of 2 replications; {words} left"


def test_the_first_of_four_runs_at_a_time_stands_for_all_four() -> None:
    clock = Clock()
    told, _ = progress(clock, at_once=4)
    told(0, 12)
    clock.now += 40
    told(1, 12)
    assert told.left() == pytest.approx(110)  # 40 s for four of them, so 10 s each for eleven
    for done in (2, 3, 4):
        told(done, 12)
    assert told.left() == pytest.approx(80)  # two more rounds of 40 s


def test_a_slow_start_is_left_behind() -> None:
    clock = Clock()
    told, _ = progress(clock)
    told(0, 20)
    for done, took in enumerate([100, 100, 100, 2, 2, 2, 2, 2], 1):
        clock.now += took
        told(done, 20)
    assert told.left() == pytest.approx(2 * 12)  # by the last four of eight, and not 39 s a run
