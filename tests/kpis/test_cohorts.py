"""Cohorts of a scenario file: who is in them, the KPIs made of them, places and streams of one kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny import EVIDENCE, TINY
from worlds import Given, flow, one, play, port, stream_of, workload

import portsim
from portsim.base.errors import ConfigError
from portsim.kpis.between import Between
from portsim.kpis.busy import Busy
from portsim.kpis.cohorts import with_cohort_kpis
from portsim.kpis.kpi import KPI, Figure, Kpi
from portsim.kpis.spent import Spent
from portsim.model.cohort import Cohort
from portsim.model.demand import Demand
from portsim.model.place import Place
from portsim.model.steps import maybe, travel, visit
from portsim.model.target import Target
from portsim.model.world import World
from portsim.records.records import Records
from portsim.scenario.plugins import library
from portsim.scenario.scenario import Scenario

HOUR = 60.0
EXAM = maybe("suspect", (travel("open", at_end="opened"),))
COHORTS = {
    "opened": Cohort(took=("open",)),
    "waived": Cohort(left_out=("open",)),
    "night": Cohort(hours=(("22:00", "06:00"),)),
    "opened_at_night": Cohort(took=("open",), hours=(("22:00", "06:00"),)),
}


def boxes() -> Records:
    """Four boxes, at 01:00, 07:00, 12:00 and 23:00; the first and the third are opened for an hour."""
    given = Given(
        [1 * HOUR, 7 * HOUR, 12 * HOUR, 23 * HOUR],
        lasts={"road": 10.0, "open": 60.0},
        chances={"suspect": [True, False, True, False]},
    )
    steps = flow("f", travel("road"), EXAM, travel("road", label="home", at_end="out"))
    given = replace(given, lasts={**given.lasts, "home": [5.0, 6.0, 7.0, 8.0]})
    records = play(workload([steps], {"box": given}, {}, horizon=3000.0))
    demand: Mapping[str, Demand] = {"box": stream_of(4)}
    return replace(records, world=World(port({}, demand, cohorts=COHORTS), records.flows), grouped=None)


@pytest.mark.parametrize(
    ("cohort", "times"),
    [
        ("opened", [75.0, 77.0]),
        ("waived", [16.0, 18.0]),
        ("night", [75.0, 18.0]),
        ("opened_at_night", [75.0]),
    ],
)
def test_a_quantity_takes_a_cohort_like_a_trait(cohort: str, times: list[float]) -> None:
    assert Between("arrival", "out").among((cohort,)).samples(boxes()).tolist() == times


def test_who_can_still_come_into_a_cohort_is_not_left_out_of_it() -> None:
    """Three boxes come at once to a crane of 30 minutes, and drive out for 10; the run ends after 65. The
    first is out after 40 minutes, the second waits 30 and drives, the third is being lifted: it may yet be
    opened, as the others were not. Given 1,000 minutes more, all three have driven out."""
    given = Given(
        [0.0] * 3,
        lasts={"lift": 30.0, "open": 60.0, "home": 10.0},
        chances={"suspect": [False, False, True]},
    )
    steps = flow("f", visit("crane", "lift"), EXAM, travel("home", at_end="out"))
    records = play(workload([steps], {"box": given}, {"crane": 1}, horizon=65.0))
    cohorts = {
        "driven": Cohort(took=("home",)),
        "opened": Cohort(took=("open",)),
        "waived": Cohort(left_out=("open",)),
        "never": Cohort(left_out=("home",)),
    }
    world = World(port({}, {"box": stream_of(3)}, cohorts=cohorts), records.flows)
    records = replace(records, world=world, grouped=None)
    time = Kpi("k", "k", "min", "less", Between("arrival", "out"))

    def of(cohort: str) -> Figure:
        return time.among((cohort,)).figure(records, 1000.0)

    assert of("driven") == Figure((40 + 65) / 2, (40 + 1065 + 1065) / 3, 2 / 3)
    assert of("waived") == Figure((40 + 65 + 65) / 3, (40 + 1065) / 2, 3 / 4)
    assert np.isnan(of("opened").value) and of("opened").later == 1065.0
    assert np.isnan(of("never").value) and np.isnan(of("never").later)  # in the end all have driven


def test_a_gate_lane_of_its_own_counts_among_the_gate_lanes() -> None:
    """One van passes the gate in 10 minutes, one its own lane in 30."""
    flows = [flow("f", visit("gate", "work")), flow("g", visit("own_lane", "own_work"))]
    given = {"van": Given([0.0], ("f",), {"work": 10.0}), "aeo": Given([0.0], ("g",), {"own_work": 30.0})}
    records = play(workload(flows, given, {"gate": 1, "own_lane": 1}, horizon=100.0))
    demand: Mapping[str, Demand] = {"van": stream_of(1, ("f",)), "aeo": stream_of(1, ("g",), like="van")}

    def of(like: str) -> Records:
        places = {"gate": Place(servers=one(1)), "own_lane": Place(servers=one(1), like=like)}
        return replace(records, world=World(port({}, demand, places=places), records.flows))

    served = Spent("service", places=("gate",))
    assert served.samples(of("")).tolist() == [10.0, 0.0]
    assert served.samples(of("gate")).tolist() == [10.0, 30.0]
    assert Busy(("gate",)).samples(of("")).tolist() == [0.1]
    assert Busy(("gate",)).samples(of("gate")).tolist() == [0.2]
    assert replace(served, streams=("van",)).samples(of("gate")).tolist() == [10.0, 30.0]


def test_a_lane_like_a_lane_like_the_gate_is_a_gate_lane_too() -> None:
    lanes = {
        "gate": Place(servers=one(1)),
        "own_lane": Place(servers=one(1), like="gate"),
        "third": Place(servers=one(1), like="own_lane"),
    }
    found = port({}, {"van": stream_of(1), "aeo": stream_of(1, like="van")}, places=lanes)
    assert found.places_like(("gate",)) == ("gate", "own_lane", "third")
    assert found.places_like(("own_lane",)) == ("own_lane", "third")
    assert found.streams_like(("van", "none")) == ("van", "none", "aeo")


def test_who_waits_at_a_lane_of_its_own_waits_at_the_gate() -> None:
    """Three vans come at once: at the own lane two of them wait 30 minutes, one of these 30 more."""
    own = Given([0.0] * 3, lasts={"work": 30.0})
    records = play(workload([flow("f", visit("own_lane", "work"))], {"van": own}, {"own_lane": 1}))
    peak = library(plugins=False)[KPI]["gate_backlog_peak"]

    def of(like: str | None) -> Records:
        places = {"gate_in": Place(servers=one(1)), "own_lane": Place(servers=one(1), like=like)}
        return replace(records, world=World(port({}, {"van": stream_of(3)}, places=places), records.flows))

    assert (peak.value(of(None)), peak.value(of("gate_in"))) == (0.0, 2.0)


def test_a_target_of_a_stream_is_one_of_its_kind() -> None:
    first = {"from": "arrival", "to": "out", "within": {"value": "1 h", "source": "user"}}
    targets = {"turn": Target.model_validate({**first, "streams": ["van"]})}
    demand = {"van": stream_of(1), "aeo": stream_of(1, like="van"), "car": stream_of(1)}
    found = port({}, demand, targets=targets)
    assert [len(found.targets_of(name)) for name in demand] == [1, 1, 0]


# --- of a file


def loaded(folder: Path, more: str) -> Scenario:
    (folder / "evidence.yaml").write_text(EVIDENCE)
    (folder / "tiny.yaml").write_text(TINY + more)
    return with_cohort_kpis(portsim.load(str(folder / "tiny.yaml")))


NIGHT = 'cohorts: {morning: {hours: [["06:00", "12:00"]]}}\n'


def test_a_file_declares_a_kpi_of_a_cohort(tmp_path: Path) -> None:
    kpis = """\
kpis:
  morning_turn: {of: truck_turn_time, cohort: [morning]}
  slow_turn: {of: truck_turn_time, statistic: share_above, limit: 20 min, title: Slow trucks}
"""
    scenario = loaded(tmp_path, NIGHT + kpis)
    turn, morning, slow = (
        scenario.library[KPI][name] for name in ("truck_turn_time", "morning_turn", "slow_turn")
    )
    assert (morning.title, morning.unit, morning.better) == (f"{turn.title}, morning", "min", "less")
    assert (slow.title, slow.unit, slow.better, slow.within) == ("Slow trucks", "share", "less", 20.0)
    study = portsim.compare(scenario.only("lanes"), workers=1, claims=False)
    table = study.comparison.set_index("kpi")
    records = portsim.run(scenario, 0)
    samples = turn.samples(records)
    arrival = records.by_stream["domestic"]
    clock = arrival.arrival[arrival.counted((), "gate_in")] % 1440
    own = samples[(clock >= 360) & (clock < 720)]
    assert 0 < len(own) < len(samples)
    assert morning.value(records) == pytest.approx(own.mean())
    assert slow.value(records) == pytest.approx((samples > 20).mean())
    assert np.isfinite(table.loc["morning_turn", "baseline"]) and table.loc["slow_turn", "unit"] == "share"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            "cohorts: {a: {}}\n",
            "cohorts.a: a cohort needs traits, terminals, took, left_out, at, hours or came",
        ),
        (
            "cohorts: {a: {took: [lift_domestik]}}\n",
            "cohorts.a.took: unknown step 'lift_domestik' (nearest: lift_domestic)",
        ),
        (
            "cohorts: {a: {terminals: [noth]}}\n",
            "cohorts.a.terminals: unknown terminal 'noth' (nearest: north)",
        ),
        ("cohorts: {has_code: {took: [gate_in]}}\n", "cohorts.has_code: this name is taken by a trait"),
        (
            NIGHT + "kpis: {k: {of: truck_turn_tim, cohort: [morning]}}\n",
            "kpis.k.of: unknown KPI 'truck_turn_tim' (nearest: truck_turn_time)",
        ),
        (
            NIGHT + "kpis: {k: {of: truck_turn_time, cohort: [mornin]}}\n",
            "kpis.k.cohort: unknown cohort 'mornin' (nearest: morning)",
        ),
        ("kpis: {k: {of: truck_turn_time, statistic: p9O}}\n", "kpis.k.statistic: got 'p9O' (nearest: p95)"),
        (
            "kpis: {k: {of: truck_turn_time, statistic: share_above}}\n",
            "kpis.k: share_above needs a limit; write e.g. limit: 2 h",
        ),
        (
            "kpis: {k: {of: truck_turn_time, statistic: mean, limit: 1 h}}\n",
            "kpis.k.limit: mean reads no limit",
        ),
        (
            "kpis: {k: {of: truck_turn_time}}\n",
            "kpis.k: is truck_turn_time itself; give it a cohort, a statistic or a limit",
        ),
        (
            'cohorts: {a: {hours: [["22:00", "22:00"]]}}\n',
            "cohorts.a: hours from 22:00 to 22:00 are none; the whole day is 00:00 to 24:00",
        ),
        (  # a step of a flow that no stream of this port runs through
            "cohorts: {a: {took: [scan_lot]}}\n",
            "cohorts.a.took: unknown step 'scan_lot' (allowed: agent_carries_papers,",
        ),
        (
            NIGHT + "kpis: {k: {of: gate_utilisation, cohort: [morning]}}\n",
            "kpis.k.cohort: gate_utilisation takes none: Busy has no shipments to choose a cohort from",
        ),
        (
            NIGHT + "kpis: {a: {of: truck_turn_time, statistic: p95}, k: {of: a, cohort: [morning]}}\n",
            "kpis.k.of: 'a' is a KPI of this file; name the one that it is made of",
        ),
        (
            "kpis: {k: {of: total_cost, statistic: p95}}\n",
            "kpis.k.statistic: total_cost is one figure of a run, which has no p95",
        ),
        (
            "kpis: {k: {of: gate_lane_throughput, statistic: p95}}\n",
            "kpis.k.statistic: p95 of gate_lane_throughput, which is in trucks/h, would be in another unit;",
        ),
        (
            "kpis: {k: {of: truck_turn_time, statistic: per_hour}}\n",
            "kpis.k.statistic: per_hour of truck_turn_time, which is in min, would be in another unit;",
        ),
        (
            "kpis: {k: {of: lcl_pickup_within_1h, statistic: mean}}\n",
            "kpis.k.statistic: lcl_pickup_within_1h is a share, which has no mean; name a KPI of the times",
        ),
        (
            "kpis: {k: {of: document_window_visits, statistic: share_above, limit: 1 h}}\n",
            "kpis.k: share_above needs times, and document_window_visits is in visits/truck",
        ),
        (
            "kpis: {truck_turn_time: {of: truck_visit_time, statistic: p95}}\n",
            "KPI 'truck_turn_time' is declared twice",
        ),
    ],
)
def test_what_there_is_not_is_refused(tmp_path: Path, more: str, message: str) -> None:
    with pytest.raises((ConfigError, portsim.PortsimError)) as caught:
        loaded(tmp_path, more)
    assert message in str(caught.value)
    if "declared twice" not in message:
        assert "tiny.yaml:" in str(caught.value)


@pytest.mark.parametrize(
    ("given", "better"),
    [
        ("of: truck_turn_time, statistic: share_within, limit: 20 min", "more"),
        ("of: truck_turn_time, statistic: share_above, limit: 20 min", "less"),
        ("of: lcl_pickup_within_1h, statistic: share_above", "less"),
        ("of: lcl_pickup_within_1h, limit: 2 h", "more"),
    ],
)
def test_a_share_above_a_limit_is_the_other_way_round(tmp_path: Path, given: str, better: str) -> None:
    scenario = loaded(tmp_path, f"kpis: {{k: {{{given}}}}}\n")
    assert (scenario.library[KPI]["k"].better, scenario.library[KPI]["k"].unit) == (better, "share")


def test_a_what_if_does_not_change_what_is_looked_at(tmp_path: Path) -> None:
    late = 'more_lanes: {set: {cohorts.morning: {hours: [["07:00", "12:00"]]}}}'
    text = TINY.replace("more_lanes: {set: {places.gate_in.lanes: 4}}", late)
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    (tmp_path / "tiny.yaml").write_text(text + NIGHT)
    with pytest.raises(ConfigError, match=r"tiny.yaml:42:3: compare.lanes: changes cohorts; leave them as"):
        with_cohort_kpis(portsim.load(str(tmp_path / "tiny.yaml")))


def test_a_share_of_times_leaves_behind_what_is_said_in_minutes(tmp_path: Path) -> None:
    """Half a minute matters at the gate; of a share that would be 50 points. Quantiles of times are none of
    a share."""
    kpis = "kpis: {k: {of: gate_total_time, statistic: share_within, limit: 5 min}}\n"
    kpi = loaded(tmp_path, kpis).library[KPI]["k"]
    assert (kpi.matters, kpi.smallest(0.9), kpi.spread) == (None, 0.01, False)


def test_kpis_of_a_file_can_be_aimed_at_and_have_titles_of_their_own(tmp_path: Path) -> None:
    more = """\
kpis: {slow: {of: gate_queue_time, statistic: p95}, usual: {of: gate_queue_time, statistic: median}}
matters: {slow: 2}
"""
    text = TINY.replace("more_lanes: {", "more_lanes: {aims_at: [slow], ")
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    (tmp_path / "tiny.yaml").write_text(text + more)
    scenario = with_cohort_kpis(portsim.load(str(tmp_path / "tiny.yaml")))
    assert scenario.matters == {"slow": 2}
    assert scenario.library[KPI]["slow"].title == "Queue time at the gate, p95"
    assert scenario.library[KPI]["usual"].title == "Queue time at the gate, median"
    again = with_cohort_kpis(scenario)  # of a study that is asked once more
    assert again.library[KPI]["slow"] == scenario.library[KPI]["slow"]


def test_places_like_one_another_in_a_circle_are_refused(tmp_path: Path) -> None:
    text = TINY.replace("trouble_desk: {desks:", "trouble_desk: {like: gate_out, desks:")
    text = text.replace("gate_out: {lanes:", "gate_out: {like: trouble_desk, lanes:")
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    (tmp_path / "tiny.yaml").write_text(text)
    circle = "gate_out is like trouble_desk is like gate_out, in a circle; take out one of them"
    with pytest.raises(ConfigError, match=f"tiny.yaml:9:14: places.gate_out.like: {circle}"):
        portsim.load(str(tmp_path / "tiny.yaml"))


def test_a_place_like_one_that_there_is_not_is_refused(tmp_path: Path) -> None:
    text = TINY.replace("trouble_desk: {desks:", "trouble_desk: {like: gate_inn, desks:")
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    (tmp_path / "tiny.yaml").write_text(text)
    with pytest.raises(
        ConfigError, match=r"tiny.yaml:10:18: places.trouble_desk.like: got 'gate_inn' \(nearest: gate_in\)"
    ):
        portsim.load(str(tmp_path / "tiny.yaml"))
