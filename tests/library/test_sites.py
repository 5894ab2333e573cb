"""The examples of docs/sites.md: they load, run on both engines, and send boxes and trucks where they say."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import portsim
from portsim.kpis.cohorts import with_cohort_kpis
from portsim.kpis.kpi import KPI
from portsim.records.records import Records
from portsim.scenario.offered_load import offered_loads
from portsim.scenario.scenario import Scenario
from portsim.workload.build import build

PAGE = (Path(__file__).parents[2] / "docs" / "sites.md").read_text()
EXAMPLES = dict(re.findall(r"```yaml\n# (\S+)\n(.*?)```", PAGE, re.DOTALL))


def example(name: str, folder: Path) -> Scenario:
    (folder / name).write_text(EXAMPLES[name])
    return portsim.load(folder / name).with_study(days=7, warm_up_days=0, run_out="7 day")


def visits(records: Records) -> pd.DataFrame:
    return records.visits_table()


@pytest.fixture(scope="module")
def two_sites(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return example("two_sites.yaml", tmp_path_factory.mktemp("sites"))


@pytest.fixture(scope="module")
def examined(two_sites: Scenario) -> Records:
    return portsim.run(two_sites.with_engine("compiled"))


def test_a_reefer_is_set_down_and_opened_at_the_reefer_site_alone(examined: Records) -> None:
    table = visits(examined)
    reefers = np.flatnonzero(examined.traits["reefer"])
    for label, place in (("set_down", "reefer_stacker"), ("open_and_search", "reefer_bay")):
        own = table[table["label"] == label]
        assert set(own["place"]) > {place}
        assert (own["shipment"].isin(reefers) == (own["place"] == place)).all()


def test_its_way_there_takes_12_min_and_that_of_others_what_it_took(examined: Records) -> None:
    table = visits(examined)
    ways = table[(table["label"] == "yard_to_exam") & table["ended"].notna()]
    took = ways["ended"] - ways["started"]
    reefers = ways["shipment"].isin(np.flatnonzero(examined.traits["reefer"]))
    assert took[reefers].to_numpy() == pytest.approx(12)
    assert took[~reefers].between(4, 12).all() and took[~reefers].nunique() > 20


def test_the_scanner_is_the_one_of_the_port_for_all(examined: Records) -> None:
    table = visits(examined)
    assert set(table.loc[table["label"] == "scan", "place"]) == {"scanner"}


def test_of_other_boxes_some_three_in_ten_are_opened_in_the_east(examined: Records) -> None:
    table = visits(examined)
    opened = table[(table["label"] == "open_and_search") & (table["place"] != "reefer_bay")]
    n, part = len(opened), (opened["place"] == "east_bay").mean()
    assert n > 30
    assert part == pytest.approx(0.3, abs=3.3 * (0.3 * 0.7 / n) ** 0.5)


def test_both_engines_give_the_same_records(two_sites: Scenario) -> None:
    short = two_sites.with_study(days=3, run_out="1 day")
    one, other = (portsim.run(short.with_engine(engine)) for engine in ("compiled", "simpy"))
    assert {"reefer_stacker", "east_bay"} <= set(visits(one)["place"])
    assert one.raw.equals(other.raw)


def test_each_site_has_a_load_by_its_own_name(two_sites: Scenario) -> None:
    loads = {each.place: each.mean for each in offered_loads(two_sites.baseline)}
    alone = {each.place: each.mean for each in offered_loads(portsim.load("ocean_gate").baseline)}
    whole = alone["exam_bay"] * 5  # bays at work
    assert loads["reefer_bay"] == pytest.approx(0.1 * whole)
    assert loads["east_bay"] == pytest.approx(0.9 * 0.3 * whole / 2)
    assert loads["exam_bay"] == pytest.approx(0.9 * 0.7 * whole / 5)
    assert loads["scanner"] == pytest.approx(alone["scanner"])


def test_a_cohort_of_those_at_a_place_is_measured_by_itself(two_sites: Scenario, examined: Records) -> None:
    """Its queue time is the mean wait at the east bay of exports that came in the counted days."""
    table = visits(examined)
    there = table[table["place"] == "east_bay"]
    own = {name: each.traits["at_east_bay"] for name, each in examined.by_stream.items()}
    found = np.concatenate([own[name] for name in examined.streams])
    assert sorted(np.flatnonzero(found)) == sorted(there["shipment"].unique())
    exported = there[(there["stream"] == "export") & (examined.arrival[there["shipment"]] < 7 * 1440.0)]
    assert len(exported) > 3
    kpi = with_cohort_kpis(two_sites).library[KPI]["east_bay_queue_time"]
    assert kpi.value(examined) == pytest.approx((exported["started"] - exported["queued"]).mean())


def test_no_draw_of_the_port_without_sites_moves(two_sites: Scenario) -> None:
    alone = portsim.load("ocean_gate").baseline
    one, other = (build(world, 7 * 1440.0, 1, 0) for world in (alone, two_sites.baseline))
    for before, now in zip(one.streams, other.streams, strict=True):
        assert np.array_equal(before.arrival, now.arrival)
        for name in ("traits", "chances", "durations"):
            ours = getattr(now, name)
            assert all(np.array_equal(drawn, ours[key]) for key, drawn in getattr(before, name).items())


def test_empties_for_the_depot_pass_its_gate_and_not_that_of_the_terminal(tmp_path: Path) -> None:
    records = portsim.run(example("with_depot.yaml", tmp_path).with_engine("compiled"))
    table = visits(records)
    empties = table[(table["stream"] == "empty") & (table["place"] != "")]
    goes = empties["shipment"].isin(np.flatnonzero(records.traits["to_depot"]))
    at_depot = {"depot_gate", "depot_stacker", "trouble_desk"}
    assert set(empties.loc[goes, "place"]) == at_depot
    assert set(empties.loc[~goes, "place"]) == {"gate_in", "gate_out", "empty_stacker", "trouble_desk"}
    assert goes.mean() == pytest.approx(0.4, abs=0.03)
    others = set(table.loc[table["stream"] != "empty", "place"])
    assert "gate_in" in others and not {"depot_gate", "depot_stacker"} & others


def test_without_the_empties_their_depot_goes_too(tmp_path: Path) -> None:
    example("with_depot.yaml", tmp_path)
    own = "extends: with_depot.yaml\nname: no_empties\ntitle: Without empties\nwithout: [empty]\n"
    (tmp_path / "own.yaml").write_text(own)
    scenario = portsim.load(tmp_path / "own.yaml")
    said = [str(each) for each in scenario.left_out]
    assert "other_sites.empty_depot: left out, as it takes those with traits.to_depot" in said
    assert "places.depot_gate: left out, as no stream that is left needs it" in said
    assert "more_to_the_depot" not in scenario.compare
