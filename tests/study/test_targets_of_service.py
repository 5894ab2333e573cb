"""Targets as a user writes them: what they mean, and what is said of those that mean nothing."""

from __future__ import annotations

import pytest

from portsim.base.errors import PortsimError
from portsim.base.notes import Note
from portsim.model.library import Library
from portsim.scenario.load import load
from portsim.study.sizing.targets import Target, conversion, parse_target


@pytest.fixture(scope="module")
def library() -> Library:
    return load("ocean_gate").library


def said(text: str, library: Library) -> str:
    with pytest.raises(PortsimError) as caught:
        parse_target(text, library)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "name", "statistic", "limit"),
    [
        ("P90 truck_visit_time <= 60 min", "P90 truck_visit_time", "p90", 60),
        ("p90 truck visit time<=1 h", "P90 truck_visit_time", "p90", 60),
        ("exam lead time P90 <= 2 day", "P90 exam_lead_time", "p90", 48),
        ("P95 gate_backlog_peak <= 30 trucks", "P95 gate_backlog_peak", "p95", 30),
        ("max truck_visit_time \N{LESS-THAN OR EQUAL TO} 90 s", "max truck_visit_time", "max", 1.5),
        ("truck_visit_time_p90 <= 1.5 h", "truck_visit_time_p90", "p90", 90),
        ("median exam_lead_time <= 1440 min", "median exam_lead_time", "median", 24),
        ("mean gate_queue_time <= 2 min", "mean gate_queue_time", "mean", 2),
        ("gate_utilisation <= 80 %", "gate_utilisation", "mean", 0.8),
        ("company_cost <= 200000000 yuan/y", "company_cost", "mean", 200),
        ("document_window_time <= 30 s/truck", "document_window_time", "mean", 0.5),
    ],
)
def test_a_target_is_read(text: str, name: str, statistic: str, limit: float, library: Library) -> None:
    found = parse_target(text, library)
    assert (found.name, found.kpi.statistic, found.at_most) == (name, statistic, True)
    assert found.limit == pytest.approx(limit)


def test_a_share_within_a_limit_is_a_target(library: Library) -> None:
    found = parse_target("share truck_visit_time within 1 h >= 90 %", library)
    assert (found.kpi.statistic, found.kpi.within, found.kpi.unit, found.limit) == (
        "share_within",
        60,
        "share",
        0.9,
    )
    assert not found.at_most and found.gap(0.8) == pytest.approx(0.1)
    assert str(found) == "share truck_visit_time within 1 h >= 90 %"


def test_a_target_is_said_as_it_is_judged(library: Library) -> None:
    found = parse_target("P90 truck_visit_time <= 1 h", library)
    assert str(found) == "P90 truck_visit_time <= 60 min" and found.gap(61) == 1 and found.gap(59) == -1
    assert isinstance(found, Target) and found.declared == "truck_visit_time"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "P90 truck_visit_time",
            "allowed KPI <= LIMIT or KPI >= LIMIT, such as 'P90 truck_visit_time <= 60 min'",
        ),
        ("P90 truck_visit_time < 60 min", "allowed KPI <= LIMIT or KPI >= LIMIT"),
        ("<= 60 min", "allowed KPI <= LIMIT"),
        ("P90 truck_visit_tme <= 60 min", "unknown KPI 'truck_visit_tme' (nearest: truck_visit_time)"),
        ("Q90 truck_visit_time <= 60 min", "unknown statistic 'Q90' (allowed: mean, median, P50, P90, P95"),
        ("P90 truck_visit_time <= 60", "the limit has no unit, allowed min, such as 60 min"),
        ("P90 truck_visit_time <= 60 yuan", "the limit is in 'yuan', allowed min, such as 60 min"),
        ("P90 truck_visit_time <= 21,5 min", "60 min; numbers have no commas: write 21.5"),
        ("P90 truck_visit_time <= nan min", "the limit is 'nan min', allowed a number in min"),
        ("P90 truck_visit_time <= 1e999 min", "allowed a number of at most 15 digits"),
        ("P90 gate_utilisation <= 80 %", "gate_utilisation has one figure a run and no P90; leave P90 out"),
        ("gate_utilisation <= 80", "allowed a share from 0 % to 100 %; write 80 %"),
        ("gate_utilisation <= 0.8 min", "the limit is in 'min', allowed a share, such as 90 %"),
        (
            "P90 lcl_pickup_within_1h >= 90 %",
            "lcl_pickup_within_1h is share within and no quantity with a P90",
        ),
        ("share truck_visit_time >= 90 %", "write share truck_visit_time within 60 min >= 90 %"),
        ("share gate_backlog_peak within 5 min >= 90 %", "gate_backlog_peak is in trucks; a share within"),
        ("share truck_visit_time within 5 trucks >= 90 %", "within: got '5 trucks', allowed a time"),
        ("x" * 300, "300 characters, allowed 200"),
    ],
)
def test_what_is_no_target_gets_one_clear_message(text: str, words: str, library: Library) -> None:
    message = said(text, library)
    assert words in message and message.startswith("target ") and "\n" not in message


def test_a_target_on_the_worse_side_is_noted(library: Library) -> None:
    with pytest.warns(Note, match="of truck_visit_time less is better, and this asks for more"):
        parse_target("truck_visit_time >= 60 min", library)


def test_units_are_converted_where_they_can_be() -> None:
    assert conversion("h", "min") == 60 and conversion("s/truck", "min/truck") * 60 == 1
    assert conversion("yuan/y", "M yuan/y") * 10**6 == 1 and conversion("M yuan/y", "yuan/y") == 10**6
    assert conversion("min", "min/truck") is None and conversion("min/box", "min/truck") is None
    assert conversion("trucks", "min") is None and conversion("trucks", "trucks") == 1
