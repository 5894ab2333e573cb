"""Attribution of the measures of a small terminal: the same figures as compare, options, order, messages."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from logged import evenly, logged
from plugged import plugin
from tiny import EVIDENCE, TINY

import portsim
from portsim.base.errors import ConfigError, PortsimError
from portsim.base.notes import Note
from portsim.scenario.scenario import Scenario
from portsim.scenario.sections import Use
from portsim.study.analysis import Analysis
from portsim.study.attribution_tables import ALL_MEASURES, LEFT_OVER
from portsim.study.factors import factors_of

pytestmark = pytest.mark.usefixtures("quick_engine")
KPIS = ("truck_turn_time", "gate_queue_time", "gate_lane_throughput")
BOTH = "compare:\n  qr: [qr_gate_pass]\n  lanes: [more_lanes]\n  both: [more_lanes, qr_gate_pass]\n"
WHAT_IFS = """
what_ifs:
  more_lanes: {set: {places.gate_in.lanes: 4}}
  fewer_lanes: {set: {places.gate_in.lanes: 1}}
  more_out: {set: {places.gate_out.lanes: 3}}
  less_trouble: {scale: {chances.trouble: 0.5}}
  quick_out: {scale: {tasks.check_out: 0.5}}
  quick_lift: {scale: {tasks.lift_domestic: 0.5}}
  more_desks: {set: {places.trouble_desk.desks: 2}}
  quick_drive: {scale: {tasks.gate_to_yard: 0.5}}
  none_at_all: {scale: {places.boarding_officer.officers: 2}}
compare:
  all: [more_lanes, more_out, less_trouble, quick_out, quick_lift, more_desks, qr_gate_pass]
"""
FOLLOWER = """
@portsim.measure("ask_at_code")
class AskAtCode(portsim.Alteration):
    '''A second look at trucks with a code.'''
    title: ClassVar[str] = "Ask"
    follows: ClassVar[tuple[str, ...]] = ("qr_gate_pass",)

    def apply(self, world):
        return world.before("domestic_truck", "gate_in_qr", portsim.travel("yard_to_gate", label="asked"))
"""
ONE = TINY[TINY.index("measures:") : TINY.index("what_ifs:")]
LONER = FOLLOWER.replace('    follows: ClassVar[tuple[str, ...]] = ("qr_gate_pass",)\n', "")


@pytest.fixture
def tiny(tiny_folder: None) -> Scenario:
    text = Path("tiny.yaml").read_text()
    text = text.replace("100 per day", "450 per day")  # so that there is a queue at the gate
    Path("tiny.yaml").write_text(text[: text.index("compare:")] + BOTH)
    return portsim.load("tiny.yaml")


def many() -> Scenario:
    text = Path("tiny.yaml").read_text()
    Path("many.yaml").write_text(text[: text.index("what_ifs:")] + WHAT_IFS)
    return portsim.load("many.yaml")


def attribute(scenario: Scenario, *measures: str, **more: object) -> Analysis:
    return portsim.attribute(scenario, measures or None, KPIS, workers=1, **more)  # type: ignore[arg-type]


@cache
def of_many() -> Analysis:
    """What several tests look at and none changes; called in a folder with the small terminal."""
    return attribute(many())


def one(table: pd.DataFrame, **where: str) -> pd.Series[float]:
    for name, value in where.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


class TestTwoMeasures:
    def test_give_what_compare_says_alone_and_together(self, tiny: Scenario) -> None:
        found = attribute(tiny, replications=3)
        study = portsim.compare(tiny, replications=3, workers=1, claims=False)
        assert found.facts["design"] == "2^2" and found.facts["measures"] == ["more_lanes", "qr_gate_pass"]
        for kpi in KPIS:
            sign = 1 if kpi == "gate_lane_throughput" else -1  # of which more is better
            alone = {
                name: one(found.shapley, figure=kpi, measure=m)
                for name, m in (("lanes", "more_lanes"), ("qr", "qr_gate_pass"))
            }
            for name, row in alone.items():
                known = one(study.comparison, kpi=kpi, alternative=name)
                assert row["alone"] == pytest.approx(sign * known["difference"])
                assert sorted([row["alone_low"], row["alone_high"]]) == pytest.approx(
                    sorted([sign * known["low"], sign * known["high"]])
                )
            both = one(study.comparison, kpi=kpi, alternative="both")
            whole = one(found.shapley, figure=kpi, measure=ALL_MEASURES)
            assert whole["saved"] == pytest.approx(sign * both["difference"])
            assert alone["lanes"]["saved"] + alone["qr"]["saved"] == pytest.approx(whole["saved"])
            twice = one(found.overlap, figure=kpi, measures="more_lanes + qr_gate_pass")
            sum_ = alone["lanes"]["alone"] + alone["qr"]["alone"]
            assert twice["counted_twice"] == pytest.approx(sum_ - whole["saved"])
            # of two, what is counted twice is taken from both in equal parts
            assert alone["lanes"]["saved"] == pytest.approx(
                alone["lanes"]["alone"] - twice["counted_twice"] / 2
            )
            act = one(found.interactions, figure=kpi)
            assert act["interaction"] == pytest.approx(-twice["counted_twice"])
            assert act["aliases"] == "AB" and bool(act["known"])

    def test_have_a_queue_that_both_shorten(self, tiny: Scenario) -> None:
        """Each of them ends nearly all of the queue at the gate, so together they save hardly more."""
        found = attribute(tiny, replications=4)
        row = one(found.overlap, figure="gate_queue_time", measures=ALL_MEASURES)
        assert row["counted_twice"] > 0.5 * row["together"] > 0
        (said,) = [each for each in found.sentences if each.startswith("Queue time at the gate: together")]
        assert "the 2 measures take off" in said and "are counted twice, " in said
        assert said.endswith("by more lanes and QR gate pass.")

    def test_are_the_same_whatever_the_number_of_workers_and_with_answers(self, tiny: Scenario) -> None:
        first = attribute(tiny)
        answers = portsim.Answers()
        for again in (
            portsim.attribute(tiny, None, KPIS, workers=2),
            portsim.attribute(tiny, None, KPIS, workers=1, answers=answers),
            portsim.attribute(tiny, None, KPIS, workers=1, answers=answers),
        ):
            for name, table in first.tables.items():
                pd.testing.assert_frame_equal(again.tables[name], table)
        assert len(answers) == 4 * 2

    def test_may_be_those_of_any_alternative(self, tiny: Scenario) -> None:
        more = tiny.alternative("three", "fewer_lanes", "qr_gate_pass", uptake="50 %")
        assert factors_of(more).names == ("more_lanes", "qr_gate_pass")  # the first of the longest
        of_it = factors_of(more, alternative="three")
        assert of_it.names == ("fewer_lanes", "qr_gate_pass")
        assert of_it.uses[1].options == {"uptake": "50 %"}

    def test_keep_the_options_and_the_order_of_the_alternative(self, tiny: Scenario) -> None:
        uses = (Use(measure="qr_gate_pass", options={"uptake": "10 %"}), Use(measure="more_lanes"))
        found = factors_of(replace(tiny, compare={"both": uses}), ["more_lanes", "qr_gate_pass"])
        assert found.uses == uses

    def test_are_named_in_the_design(self, tiny: Scenario) -> None:
        design = attribute(tiny).design
        assert design["run"].tolist() == ["(1)", "a", "b", "ab"]
        assert design["more_lanes"].tolist() == [0, 1, 0, 1]
        assert design["qr_gate_pass"].tolist() == [0, 0, 1, 1]
        assert not design["grows"].any() and (design["idle"] == "").all()

    def test_leave_the_identity_of_the_scenario_as_it_is(self, tiny: Scenario) -> None:
        before = tiny.identity
        found = attribute(tiny)
        assert tiny.identity == before and set(found.scenario.compare) == {"a", "b", "ab"}

    def test_one_overlap_may_come_over_the_other(self, tiny_folder: None) -> None:
        text = Path("tiny.yaml").read_text()
        both = "compare:\n  both: [more_lanes, {measure: fewer_lanes, over: true}]\n"
        Path("tiny.yaml").write_text(text[: text.index("compare:")] + both)
        found = attribute(portsim.load("tiny.yaml"))
        assert one(found.shapley, figure="gate_queue_time", measure="fewer_lanes")["alone"] < 0


def asking(code: str) -> Scenario:
    """The small terminal with one more measure of a plug-in."""
    Path("asked.yaml").write_text(
        "extends: tiny.yaml\nname: asked\ntitle: Asked\nmeasures: {ask_at_code: {}}\n"
        "compare: {asked: [qr_gate_pass, ask_at_code]}\n"
    )
    return portsim.load("asked.yaml", plugins=plugin(code))


class TestMeasuresThatBuildOnAnother:
    def test_do_nothing_without_it(self, tiny: Scenario) -> None:
        found = attribute(asking(FOLLOWER), "ask_at_code", "qr_gate_pass")
        assert found.facts["measures"] == ["qr_gate_pass", "ask_at_code"]
        assert found.design["idle"].tolist() == ["", "", "ask_at_code", ""]
        assert set(found.scenario.compare) == {"a", "ab"}  # 'b' is the baseline
        row = one(found.shapley, figure="truck_turn_time", measure="ask_at_code")
        assert row["alone"] == 0 and row["on_top"] != 0 and row["saved"] == pytest.approx(row["on_top"] / 2)
        assert any("ask at code can do nothing without what it builds on" in s for s in found.sentences)

    def test_come_after_it_whatever_the_order_in_which_they_are_named(self, tiny: Scenario) -> None:
        scenario = replace(asking(FOLLOWER), compare={})
        assert factors_of(scenario, ["ask_at_code", "more_lanes", "qr_gate_pass"]).names == (
            "more_lanes", "qr_gate_pass", "ask_at_code",
        )  # fmt: skip

    def test_need_it_among_the_measures(self, tiny: Scenario) -> None:
        with pytest.raises(
            ConfigError, match=r"^measures: 'ask_at_code' builds on qr_gate_pass and can do noth"
        ):
            attribute(asking(FOLLOWER), "ask_at_code", "more_lanes")

    def test_or_in_place(self, tiny: Scenario) -> None:
        scenario = replace(asking(FOLLOWER), in_place=(Use(measure="qr_gate_pass"),))
        assert factors_of(scenario, ["ask_at_code", "more_lanes"]).needs == (0, 0)

    def test_and_do_not_say_so_are_refused(self, tiny: Scenario) -> None:
        with pytest.raises(ConfigError) as error:
            attribute(asking(LONER), "qr_gate_pass", "ask_at_code")
        text = str(error.value)
        assert text.startswith("ask_at_code cannot be run without qr_gate_pass: asked.yaml:5:")
        assert "gate_in_qr" in text and text.endswith("so leave one of them out")


class TestManyMeasures:
    def test_are_run_as_a_fraction(self, tiny: Scenario) -> None:
        found = of_many()
        assert (
            found.facts["design"] == "2^(7-3) IV" and found.facts["generators"] == "E = ABC, F = BCD, G = ACD"
        )
        parts = found.design["part"].value_counts()
        assert parts["design 2^(7-3) IV"] == 16 and parts["alone"] == parts["all but one"] == 7
        turn = found.shapley[found.shapley["figure"] == "truck_turn_time"].set_index("measure")
        given = turn.drop([ALL_MEASURES, LEFT_OVER])
        whole = turn.loc[ALL_MEASURES, "saved"]
        assert given["saved"].sum() + turn.loc[LEFT_OVER, "saved"] == pytest.approx(whole)
        effects = found.effects[found.effects["figure"] == "truck_turn_time"]
        assert given["saved"].tolist() == effects["main_effect"].tolist()

    def test_alone_are_what_compare_says(self, tiny: Scenario) -> None:
        found = of_many()
        study = portsim.compare(
            many().alternative("out", "more_out").only("out", "all"), workers=1, claims=False, kpis=KPIS
        )
        for alternative, measure, column in (("out", "more_out", "alone"), ("all", ALL_MEASURES, "saved")):
            for kpi in KPIS[:2]:
                known = one(study.comparison, kpi=kpi, alternative=alternative)["difference"]
                assert one(found.shapley, figure=kpi, measure=measure)[column] == pytest.approx(-known)

    def test_have_pairs_that_no_run_tells_apart(self, tiny: Scenario) -> None:
        acts = of_many().interactions
        assert not acts["known"].any()
        own = acts[acts["figure"] == "truck_turn_time"]
        assert own["aliases"].tolist()[0] == "AB = CE = FG" and len(own) == 7
        first = own["measures"].tolist()[0]
        assert first.startswith("more_lanes + more_out or less_trouble + quick_lift or ")

    def test_that_overlap_are_run_pair_by_pair(self, tiny: Scenario) -> None:
        """More lanes and the gate pass both end the queue at the gate. All pairs of their chain are run, and
        what they count twice is what compare says of the two alone and together."""
        scenario = many()
        found = portsim.attribute(scenario, None, ["gate_queue_time"], workers=1, replications=5)
        pairs = found.design[found.design["part"] == "pair"]
        assert {(row.more_lanes, row.qr_gate_pass) for row in pairs.itertuples()} >= {(1, 1), (0, 0)}
        first = found.overlap["measures"].tolist()[1]
        assert first == "more_lanes + qr_gate_pass"
        one_, other = first.split(" + ")
        compared = scenario.alternative("x", one_).alternative("y", other).alternative("xy", one_, other)
        study = portsim.compare(
            compared.only("x", "y", "xy"), workers=1, claims=False, kpis=["gate_queue_time"], replications=5
        )
        x, y, xy = study.comparison.set_index("alternative").loc[["x", "y", "xy"], "difference"]
        row = one(found.overlap, measures=first)
        assert row["counted_twice"] == pytest.approx(-x - y + xy)


class TestMessages:
    @pytest.mark.parametrize(
        ("measures", "text"),
        [
            (
                ["qr_gate_pas", "more_lanes"],
                "measures: unknown measure 'qr_gate_pas' (nearest: qr_gate_pass)",
            ),
            (
                ["qr_gate_pass", "qr_gate_pass"],
                "measures: 'qr_gate_pass' stands twice; name each measure once",
            ),
            (["qr_gate_pass"], "measures: got 1 (qr_gate_pass), allowed 2 to 16 measures; what a single one"),
            ("qr_gate_pass", "measures: got 1 (qr_gate_pass), allowed 2 to 16 measures; what a single one"),
            ([], "measures: got 0, allowed 2 to 16 measures; what a single one saves is told by compare"),
            (
                ["cloud_document_flow", "more_lanes"],
                "measure 'cloud_document_flow' needs options; write them",
            ),
            (["more_lanes", "fewer_lanes"], "more_lanes + fewer_lanes cannot be run together: tiny.yaml:"),
        ],
    )
    def test_measures(self, tiny: Scenario, measures: list[str], text: str) -> None:
        with pytest.raises(ConfigError) as error:
            portsim.attribute(tiny, measures, KPIS, workers=1)
        assert str(error.value).startswith(text)

    def test_an_event(self, tiny: Scenario) -> None:
        with pytest.raises(
            ConfigError, match=r"^measures: 'closure' is an event, which happens once in a run"
        ):
            portsim.attribute("what_ifs", ["closure", "qr_gate_pass"])

    def test_no_alternative_of_several(self, tiny: Scenario) -> None:
        with pytest.raises(
            ConfigError, match=r"^tiny: no alternative has 2 measures or more; name measures: qr_"
        ):
            attribute(tiny.only("qr", "lanes"))

    @pytest.mark.parametrize(("measures", "has"), [("measures: {}", "none"), (ONE, "qr_gate_pass alone")])
    def test_a_scenario_that_has_too_few(self, tmp_path: Path, measures: str, has: str) -> None:
        (tmp_path / "few.yaml").write_text(TINY[: TINY.index("measures:")] + measures + "\n")
        (tmp_path / "evidence.yaml").write_text(EVIDENCE)
        with pytest.raises(ConfigError) as caught:
            attribute(portsim.load(tmp_path / "few.yaml"))
        assert str(caught.value) == (
            f"tiny: attribute needs 2 measures or more, and the scenario has {has}; write them under "
            "measures or what_ifs"
        )

    def test_an_alternative(self, tiny: Scenario) -> None:
        with pytest.raises(ConfigError, match=r"^unknown alternative 'boths' \(nearest: both\)$"):
            attribute(tiny, alternative="boths")
        with pytest.raises(ConfigError, match=r"^alternative qr: got 1 \(qr_gate_pass\), allowed 2 to 16"):
            attribute(tiny, alternative="qr")

    def test_options_that_differ(self, tiny: Scenario) -> None:
        two = replace(
            tiny,
            compare={
                "x": (Use(measure="qr_gate_pass"),),
                "y": (Use(measure="qr_gate_pass", options={"uptake": "10 %"}),),
                "z": (Use(measure="more_lanes"), Use(measure="fewer_lanes", over=True)),
            },
        )
        with pytest.raises(
            ConfigError, match=r"^measures: 'qr_gate_pass' has other options in alternative y than"
        ):
            factors_of(two, ["more_lanes", "qr_gate_pass"])

    def test_kpis(self, tiny: Scenario) -> None:
        with pytest.raises(
            PortsimError, match=r"^unknown KPI 'truck_turn_tim' \(nearest: truck_turn_time\)$"
        ):
            portsim.attribute(tiny, None, ["truck_turn_tim"])
        with pytest.raises(
            PortsimError, match=r"^nothing was measured in these runs; take more days, or other"
        ):
            portsim.attribute(tiny, None, ["air_ready_time"], workers=1)

    def test_one_replication(self, tiny: Scenario) -> None:
        with pytest.raises(PortsimError, match=r"^replications: got 1, allowed 2 or more to compare"):
            attribute(tiny, replications=1)


def test_one_trace_without_a_queue_adds_up_and_has_no_ci(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trucks of a log, an hour apart: 12 min each, 1 less with quicker lifts, 0.5 with a quicker way out."""
    monkeypatch.chdir(tmp_path)
    lift = "  lift: {set: {tasks.lift_domestic: {shape: constant, mean: 1 min, source: user}}}\n"
    out = "  out: {set: {tasks.check_out: {shape: constant, mean: 30 s, source: user}}}\n"
    scenario = logged(
        evenly(24, 7), ("what_ifs:\n", f"what_ifs:\n{lift}{out}"), ("{slow: [slow]}", "{both: [lift, out]}")
    )
    with pytest.warns(Note, match="it is run once, without CI"):
        found = portsim.attribute(scenario, None, ["truck_visit_time"], workers=1)
    table = found.shapley.set_index("measure")
    assert table["saved"].to_dict() == pytest.approx({"lift": 1, "out": 0.5, ALL_MEASURES: 1.5})
    assert table["share"].to_dict() == pytest.approx({"lift": 2 / 3, "out": 1 / 3, ALL_MEASURES: 1})
    assert (table["n"] == 1).all() and np.isinf(table[["low", "high"]]).all(axis=None)
    assert found.overlap["counted_twice"].abs().max() < 1e-9
    assert found.sentences[:2] == (
        "Truck visit time, joining the gate queue to gate-out: together the 2 measures take off 1.50 min (no "
        "CI); alone they would add up to 1.50 min: nothing is counted twice.",
        "Of this, whatever the order: lift 67 % (1.00 min), out 33 % (0.500 min).",
    )
