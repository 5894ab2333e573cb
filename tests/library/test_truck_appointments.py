"""Truck appointments in a port: peaks above the quota flatten, and nothing else of a truck moves."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from side_by_side import first_difference
from tiny import TINY

import portsim
from portsim.base.errors import ConfigError
from portsim.engine.choice import ready
from portsim.engine.lowering import programs_of
from portsim.kpis.kpi import KPI
from portsim.records.records import Records
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.run import run
from portsim.workload.build import build

USER = {"source": "user"}
TAS = """\
  truck_appointments:
    uptake: {value: 100 %, source: user}
    quota: {value: 10, source: user}
    slot: {value: 1 h, source: user}
    earliest: {value: 12 h, source: user}
    latest: {value: 12 h, source: user}
    no_show: {value: 0, source: user}
    rebooking: {shape: constant, mean: 1 h, source: user}
"""


@pytest.fixture
def thirty(tiny_folder: None) -> Scenario:
    """A gate to which a log brings thirty trucks at 06:20 on day 0, and the measure to spread them."""
    Path("thirty.csv").write_text("arrival\n" + "380\n" * 30)
    text = TINY.replace("per_day: {value: 100 per day, source: A1}, profile: day", "LOG").replace(
        "LOG", "per_day: {value: 100 per day, source: A1}, profile: day, log: thirty.csv"
    )
    text = text.replace("measures:\n", f"measures:\n{TAS}").replace(
        "qr: [", "tas: [truck_appointments]\n  qr: ["
    )
    Path("tiny.yaml").write_text(text)
    return load("tiny.yaml")


def at_the_gate(records: Records) -> np.ndarray:
    """When each truck joined the queue at the gate [min]."""
    return np.sort(records.among(("domestic",))[0].stamp("gate_arrival"))


def test_thirty_trucks_at_once_come_ten_an_hour(thirty: Scenario) -> None:
    """06:20 lies in 06-07; 05-06 has closed 20 min before, and 07-08 opens 40 min after."""
    assert np.unique(at_the_gate(run(thirty, 0))).tolist() == [380.0]
    came = at_the_gate(run(thirty, 0, "tas"))
    assert [int(((came >= hour * 60) & (came < hour * 60 + 60)).sum()) for hour in range(4, 9)] == [
        0, 10, 10, 10, 0,
    ]  # fmt: skip
    assert (came[10:20] == 380).all()


def test_kpis_of_the_thirty(thirty: Scenario) -> None:
    records = run(thirty, 0, "tas").alone("domestic")
    figures = {name: kpi.value(records) for name, kpi in thirty.library[KPI].items()}
    assert (figures["appointments_placed"], figures["slots_missed"]) == (1, 0)
    came = at_the_gate(records)
    assert figures["appointment_shift"] == pytest.approx(np.abs(came - 380).mean())
    assert np.isnan(thirty.library[KPI]["appointment_shift"].value(run(thirty, 0)))


def test_changes_are_those_of_appointments_alone(thirty: Scenario) -> None:
    changes = [change.key for change in thirty.world("tas").changes]
    assert changes == ["traits.books_slot", "appointments.trucks"]


def test_a_kind_of_truck_can_have_its_own_quota_and_others_none(thirty: Scenario) -> None:
    own = thirty.alternative(
        "own", "truck_appointments", quota_of={"domestic": {"value": 30, **USER}}, streams=["domestic"]
    )
    assert list(own.world("own").port.appointments) == ["domestic"]
    assert (at_the_gate(run(own, 0, "own")) == 380).all()


def test_streams_that_cannot_book_are_refused(thirty: Scenario) -> None:
    with pytest.raises(ConfigError) as error:
        thirty.alternative("vessels", "truck_appointments", streams=["vesel"])
    assert str(error.value).endswith("unknown stream 'vesel' (nearest: vessel)")


def test_it_makes_no_difference_how_many_workers_there_are(thirty: Scenario) -> None:
    one, two = (portsim.compare(thirty, workers=n).comparison for n in (1, 2))
    assert one.equals(two)


# --- one terminal


@cache
def port() -> Scenario:
    return load("ocean_gate").with_engine("compiled").with_study(days=2, warm_up_days=0, run_out="1 day")


def booking(**options: object) -> Scenario:
    """Everybody books, shows up and is punctual, unless options say otherwise."""
    punctual = {"uptake": "100 %", "no_show": "0 %", "early": None, "late": None}
    return port().alternative("tas", "truck_appointments", **{**punctual, **options})


@cache
def usual() -> Records:
    return run(port(), 0)


@cache
def booked() -> Records:
    return run(booking(), 0, "tas")


def by_hour(records: Records, streams: tuple[str, ...]) -> np.ndarray:
    """Trucks of these streams that join the queue at the gate, by hour of the run, shape (48,)."""
    came = np.concatenate([each.stamp("gate_arrival") for each in records.among(streams)])
    return np.histogram(came[np.isfinite(came)], np.arange(49) * 60.0)[0]


def test_peaks_above_the_quota_flatten() -> None:
    """Trucks whose arrival moves, and those that fetch stacked boxes, keep their slots: at most 132 an hour.
    Imports share the quota, and some come later: when their box is released."""
    own = ("export", "empty", "domestic", "stacked_import")
    assert by_hour(usual(), own).max() > 150
    assert by_hour(booked(), own).max() <= 132


def test_a_box_that_is_released_too_late_is_a_missed_slot() -> None:
    missed = {
        name: port().library[KPI]["slots_missed"].of.samples(booked().alone(name)).mean()
        for name in ("export", "stacked_import", "import")
    }
    assert missed["export"] == missed["stacked_import"] == 0
    assert missed["import"] > 0.2
    imports = booked().by_stream["import"]
    came, bookings = imports.stamp("gate_arrival"), imports.bookings
    assert bookings is not None
    late = came >= bookings.closes
    assert late.sum() > 20 and (imports.stamp("release")[late] < came[late]).all()
    assert not (came < bookings.opens).any()  # who is released earlier waits for its slot


def test_the_same_shipments_come_with_the_same_draws() -> None:
    one, other = usual(), booked()
    assert one.first == other.first and np.array_equal(one.terminal, other.terminal)
    for column in ("carrier", "declaration"):
        assert np.array_equal(getattr(one, column), getattr(other, column))
    vessels = (each.by_stream["vessel"].arrival for each in (one, other))
    assert np.array_equal(*vessels)


def test_who_does_not_book_comes_as_before() -> None:
    half = run(booking(uptake="50 %"), 0, "tas")
    walks = ~half.traits["books_slot"]
    assert 0.4 < walks[half.own("export")].mean() < 0.6
    assert np.array_equal(half.arrival[walks], usual().arrival[walks])


@pytest.mark.skipif(find_spec("numba") is None, reason="the compiled engine needs Numba")
def test_both_engines_leave_the_same_records() -> None:
    scenario = port().alternative("tas", "truck_appointments").with_study(days=1, warm_up_days=0)
    world = scenario.world("tas")
    drawn, programs = build(world, 2160.0, 1, 0), programs_of(world)
    runs = [ready(name)(programs, drawn) for name in ("simpy", "compiled")]
    assert first_difference(*runs, programs, ("simpy", "compiled")) == ""
