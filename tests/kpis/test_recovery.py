"""When a queue is back to what it is without an event, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import by_hand

from portsim.kpis.recovery import quarters, recovery, waiting
from portsim.model.steps import visit

EDGES = quarters(0, 300)  # 20 quarters of an hour
NOBODY = np.zeros(20)


def queue(**lengths: int) -> np.ndarray:
    """Numbers waiting by quarter: `q4=5` sets the fifth quarter and all after it up to the next one named."""
    out = np.zeros(20)
    for name, length in lengths.items():
        out[int(name[1:]) :] = length
    return out


def test_back_is_the_first_quarter_with_the_queue_of_the_run_without_the_event() -> None:
    """The event ends at minute 90; eleven wait from minute 60 on, none from minute 150 on: 60 minutes."""
    assert recovery(queue(q4=11, q10=0), NOBODY, EDGES, 90) == 60


@pytest.mark.parametrize(
    ("usual", "more", "minutes"),
    [(0, 1, 0), (0, 2, 60), (10, 1, 0), (10, 2, 60), (40, 2, 0), (40, 3, 60), (100, 5, 0), (100, 6, 60)],
)
def test_near_is_within_one_shipment_or_5_percent(usual: int, more: int, minutes: int) -> None:
    """Until minute 90 thirty more wait, then so many more until minute 150; the same hold for fewer."""
    usually = np.full(20, float(usual))
    for sign in (1, -1) if usual > 30 else (1,):
        queue_then = usually + sign * queue(q4=30, q6=more, q10=0)
        assert recovery(queue_then, usually, EDGES, 90) == minutes


def test_a_queue_that_is_back_for_less_than_an_hour_is_not_back() -> None:
    for_three_quarters = queue(q4=9, q7=0, q10=4, q11=0)
    assert recovery(for_three_quarters, NOBODY, EDGES, 90) == 75  # minute 165 and not 105
    for_an_hour = queue(q4=9, q7=0, q11=4, q12=0)
    assert recovery(for_an_hour, NOBODY, EDGES, 90) == 15


def test_a_surge_that_comes_long_after_the_event_is_waited_for() -> None:
    """Nobody waits for an hour after the event; then the largest queue comes, and is gone at minute 240."""
    assert recovery(queue(q4=2, q6=0, q11=8, q16=0), NOBODY, EDGES, 90) == 150


def test_where_the_queues_never_differ_there_is_nothing_to_recover_from() -> None:
    assert recovery(queue(q4=7), queue(q4=7), EDGES, 90) == 0


def test_a_queue_that_is_not_back_at_the_end_of_the_run_has_no_time() -> None:
    assert np.isnan(recovery(queue(q4=7), NOBODY, EDGES, 90))
    assert np.isnan(recovery(queue(q4=7, q17=0), NOBODY, EDGES, 90))  # for three quarters, then the run ends


def test_the_number_waiting_is_the_mean_of_a_quarter() -> None:
    """Two trucks at 00:05, one lane, ten minutes each: one waits till 00:15, two thirds of a quarter."""
    records = by_hand([visit("gate_in", "check")], [5.0, 5.0], {"gate_in": 1}, check=10)
    assert waiting(records, ("gate_in",), quarters(0, 30)).tolist() == [0.666667, 0.0]
    assert waiting(records, ("gate_in", "qr_lane"), quarters(0, 30)).tolist() == [0.666667, 0.0]


def test_quarters_can_be_laid_so_that_one_begins_when_the_event_ends() -> None:
    assert quarters(0, 60).tolist() == [0, 15, 30, 45, 60]
    assert quarters(0, 60, mark=37).tolist() == [7, 22, 37, 52]
    assert quarters(7, 60, mark=37).tolist() == [7, 22, 37, 52]
