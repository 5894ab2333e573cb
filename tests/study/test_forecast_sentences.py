"""What a forecast says of one, of none and of very few."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from logged import evenly, logged

import portsim
from portsim.study.forecasting.sentences import number, sentences_of_queues


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (4.6e-05, "0"),
        (0.0707, "0.07"),
        (0.384, "0.38"),
        (1, "1"),
        (2.114, "2.11"),
        (38.46, "38.5"),
        (99.96, "100"),
        (1590.4, "1,590"),
    ],
)
def test_a_number_of_shipments_has_no_more_digits_than_tell(value: float, text: str) -> None:
    assert number(value) == text


def queue(low: float, median: float, high: float) -> list[str]:
    row = ("baseline", "desk", "t", 1, "Fri 11:00, 2026-03-27", low, median, high, 0.0, 0.0, 0.0)
    names = ["alternative", "place", "terminal", "hour", "begins", "low", "median", "high"]
    table = pd.DataFrame([row], columns=[*names, "busy_low", "busy_median", "busy_high"])
    return list(sentences_of_queues(table))


def test_a_queue_that_most_runs_have_not_is_told_so() -> None:
    assert queue(0, 0, 1.9234) == [
        "desk: no queue in most runs; in 5 of 100 it is 1.92 or more on the mean of an hour, that from "
        "Fri 11:00."
    ]
    assert queue(4.6e-05, 0.5, 0.82) == [
        "desk: a queue of 0.5 on the mean of the hour from Fri 11:00, the longest to come (0 to 0.82 in 90 "
        "of 100 runs)."
    ]


def test_one_that_stands_there_is_spoken_of_as_one() -> None:
    logged(evenly(1, 14))
    Path("now.csv").write_text("stream,step,since,doing\ndomestic,gate_in,200 h,waiting\n")
    words = {"hours": 1, "replications": 20, "workers": 1, "from_state": "now.csv"}
    found = portsim.forecast("gate.yaml", "201 h", **words).sentences  # type: ignore[arg-type]
    assert found[:2] == (
        "By now.csv 1 stands in the port at Tue 09:00: 1 of domestic at gate_in.",
        "gate_in: a queue of 1 by the list, of which 1 is served at once, as a server is free: 0 now.",
    )
    Path("now.csv").write_text("stream,step,since,doing\ndomestic,gate_in,200 h,in service\n")
    found = portsim.forecast("gate.yaml", "201 h", **words).sentences  # type: ignore[arg-type]
    assert found[1] == (
        "1 of 1 is in service or on the way for longer than its step can take; it ends at once. Look at "
        "'since', or at the time of the task."
    )


def test_two_lanes_that_are_free_take_two() -> None:
    lanes = ("gate_in: {lanes: {value: 1,", "gate_in: {lanes: {value: 2,")
    logged(evenly(1, 14), lanes)
    Path("now.csv").write_text("stream,step,doing,count\ndomestic,gate_in,waiting,5\n")
    found = portsim.forecast(
        "gate.yaml", "201 h", hours=1, replications=20, workers=1, from_state="now.csv"
    ).sentences
    assert found[1] == (
        "gate_in: a queue of 5 by the list, of which 2 are served at once, as servers are free: 3 now."
    )
