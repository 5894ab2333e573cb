"""Precision of a scenario: its figures are those of compare with as many replications, and what it says."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tiny import GATE_CLAIMS

from portsim.base.errors import PortsimError
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study import replication
from portsim.study.answers import Answers
from portsim.study.run import run_world
from portsim.study.study import compare
from portsim.study.until_precise import question
from portsim.study.until_precise.half_width import HalfWidth, Target
from portsim.study.until_precise.outcome import Outcome
from portsim.study.until_precise.question import COLUMNS, COURSE, precision
from portsim.study.until_precise.sentences import sentences
from portsim.study.until_precise.sequential import Course
from portsim.study.until_precise.watched import Watch

LONG = "10 h"


@pytest.fixture
def tiny(tiny_folder: None) -> Scenario:
    Path("claims.yaml").write_text(GATE_CLAIMS)
    with Path("tiny.yaml").open("a") as file:
        file.write("claims: claims.yaml\n")
    return load("tiny.yaml")


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The replications of which a world is run from now on."""
    seen: list[int] = []

    def watched(world, scenario, number, *rest):  # type: ignore[no-untyped-def]
        seen.append(number)
        return run_world(world, scenario, number, *rest)

    monkeypatch.setattr(replication, "run_world", watched)
    return seen


def differences(found: pd.DataFrame) -> pd.DataFrame:
    rows = found[found["figure"] == "difference"].set_index(["alternative", "kpi"])
    return rows.rename(columns={"estimate": "difference"})


def test_figures_are_those_of_compare_with_as_many_replications(tiny: Scenario) -> None:
    found = precision(tiny, within="8 %", budget=LONG, workers=1)
    n = found.scenario.study.replications
    assert n == found.facts["n"] and found.facts["ended"] == "met" and n > 5
    study = compare(tiny, replications=n, workers=1)
    own = differences(found.half_widths)
    whole = study.comparison.set_index(["alternative", "kpi"])
    assert list(own.index) == list(whole[whole["aim"]].index)
    pd.testing.assert_frame_equal(
        own[["difference", "low", "high", "n"]],
        whole.loc[own.index, ["difference", "low", "high", "n"]],
        check_exact=True,
    )
    reading = found.half_widths[found.half_widths["figure"] == "S1: with the queue"]
    audit = study.audit[study.audit["primary"]]
    for ours, theirs in (("estimate", "simulated"), ("low", "low"), ("high", "high"), ("n", "n")):
        assert list(reading[ours]) == list(audit[theirs])
    assert found.scenario.identity == study.scenario.identity


@pytest.mark.parametrize("run_out", ["9 day", "10 min"])
def test_every_look_is_a_study_of_its_own(tiny: Scenario, run_out: str) -> None:
    """Also of a P90, whose samples are pooled over the replications, and of a share; and where unfinished
    shipments make intervals wider."""
    kpis = ["truck_visit_time_p90", "gate_utilisation", "truck_visit_time"]
    tiny = (
        tiny.set("places.trouble_desk.desks", 20)
        .set("tasks.resolve_trouble.mean", "8 h")
        .with_study(run_out=run_out)
    )
    found = precision(tiny, kpis=kpis, within="0.1 %", most=8, budget=LONG, workers=1)
    for n in (5, 7, 8):
        whole = compare(tiny, replications=n, kpis=kpis, claims=False, workers=1).comparison
        assert (whole["unfinished"] > 0).any() == (run_out == "10 min")
        own = found.course[found.course["n"] == n].set_index(["alternative", "kpi"])
        for key, row in whole.set_index(["alternative", "kpi"]).iterrows():
            assert own.loc[key, "estimate"] == row["difference"]
            assert own.loc[key, "half_width"] == (row["high"] - row["low"]) / 2


def test_tables_do_not_depend_on_the_number_of_workers(tiny: Scenario) -> None:
    one = precision(tiny, within="8 %", budget=LONG, workers=1)
    two = precision(tiny, within="8 %", budget=LONG, workers=2)
    for name in ("half_widths", "course"):
        pd.testing.assert_frame_equal(one.tables[name], two.tables[name], check_exact=True)


def test_no_replication_is_run_twice(tiny: Scenario, runs: list[int]) -> None:
    found = precision(tiny, within="8 %", budget=LONG, workers=1, claims=False)
    worlds = len(tiny.alternatives)
    assert sorted(runs) == sorted(list(range(found.facts["replications_run"])) * worlds)  # type: ignore[arg-type, call-overload]


def test_answers_are_used_again_with_claims_and_without(tiny: Scenario, runs: list[int]) -> None:
    answers = Answers()
    first = precision(tiny, most=12, budget=LONG, workers=1, answers=answers)
    runs.clear()
    again = precision(tiny, most=12, budget=LONG, workers=1, answers=answers)
    assert runs == []
    pd.testing.assert_frame_equal(first.half_widths, again.half_widths, check_exact=True)
    further = precision(tiny, most=14, within="0.1 %", budget=LONG, workers=1, answers=answers)
    assert set(runs) <= set(range(first.facts["replications_run"], 14))  # type: ignore[call-overload]
    assert further.facts["replications_run"] == 14 or further.facts["ended"] == "far"


def test_the_tables_have_their_columns(tiny: Scenario) -> None:
    found = precision(tiny, most=6, budget=LONG, workers=1)
    assert tuple(found.half_widths.columns) == COLUMNS and tuple(found.course.columns) == COURSE
    assert sorted(set(found.course["n"])) == [5, 6]
    assert len(found.course) == 2 * len(found.half_widths)
    rows = found.half_widths
    np.testing.assert_allclose(rows["half_width"], (rows["high"] - rows["low"]) / 2)
    of_share = rows[rows["target_is"] == "share"]
    np.testing.assert_allclose(of_share["target"], 0.05 * of_share["estimate"].abs())


def test_values_are_looked_at_beside_differences_or_instead(tiny: Scenario) -> None:
    values = precision(tiny, figures="value", most=5, budget=LONG, workers=1, claims=False).half_widths
    both = precision(tiny, figures="both", most=5, budget=LONG, workers=1, claims=False).half_widths
    assert set(values["figure"]) == {"value"} and set(both["figure"]) == {"value", "difference"}
    assert set(values["alternative"]) == {"baseline", "qr"}
    table = compare(tiny, replications=5, workers=1, claims=False).comparison
    row = table.set_index(["alternative", "kpi"]).loc[("qr", "gate_queue_time")]
    own = values.set_index(["alternative", "kpi"])["estimate"]
    assert own["baseline", "gate_queue_time"] == pytest.approx(row["baseline"])
    assert own["qr", "gate_queue_time"] == pytest.approx(row["value"])


def test_an_absolute_amount_takes_the_place_of_the_share(tiny: Scenario) -> None:
    rows = precision(tiny, within=["10 %", "6 s"], most=6, budget=LONG, workers=1, claims=False).half_widths
    minutes = rows[rows["unit"] == "min"]
    assert set(minutes["target"]) == {0.1} and set(minutes["target_is"]) == {"amount"}
    other = rows[rows["unit"] != "min"]
    assert len(other) and set(other["target_is"]) <= {"share", "matters"}


def test_it_names_what_decides_and_how_many_do(tiny: Scenario) -> None:
    found = precision(tiny, within="8 %", budget=LONG, workers=1)
    n, rows = found.facts["n"], found.half_widths
    decided = rows[rows["n_met"] == rows["n_met"].max()]
    assert n == rows["n_met"].max()
    names = [f"{row['kpi']} (qr)" for _, row in decided.iterrows() if row["figure"] == "difference"]
    assert found.facts["decided_by"] in (*names, "S1, with the queue (qr)")
    assert found.sentences[0].startswith(f"n = {n} replications do: all 4 figures have a half-width as asked")
    assert found.sentences[1].startswith(f"what decides is {found.facts['decided_by']}: ")
    assert f"compare with n = {n} takes " in found.sentences[-1]


def test_what_is_not_reached_is_predicted(tiny: Scenario) -> None:
    found = precision(tiny, within="1 %", most=10, budget=LONG, workers=1, claims=False)
    assert found.facts["ended"] in ("most", "far")
    rest = found.half_widths[~found.half_widths["met"]]
    assert len(rest)
    top = rest.sort_values("n_needed").iloc[-1]
    assert top["n_needed_low"] < top["n_needed"] < top["n_needed_high"]
    # t is nearly 1.96 for so many: (1.96 s / target)^2, with s from the half-width by t(9) = 2.262
    n = top["n"]
    s = top["half_width"] * math.sqrt(n) / {5: 2.776, 10: 2.262}[n]
    assert top["n_needed"] == pytest.approx((1.96 * s / top["target"]) ** 2, rel=0.02)
    text = " ".join(found.sentences)
    assert f"about {top['n_needed']:,.0f} replications would do by its deviation so far (95 % range: " in text
    assert found.facts["n_predicted"] == top["n_needed"]


def test_what_ten_million_replications_would_not_reach_is_not_predicted(tiny: Scenario) -> None:
    found = precision(tiny, within="0.0001 %", kpis="gate_transaction_time", most=7, budget=LONG, workers=1)
    assert found.facts["n_predicted"] is None
    assert "not even ten million replications would do" in found.sentences[1]


def test_a_prediction_without_an_upper_end_says_so_many_or_more(tiny: Scenario) -> None:
    found = precision(tiny, within="0.01 %", kpis="gate_transaction_time", most=5, budget=LONG, workers=1)
    top = found.half_widths.iloc[0]
    assert top["n_needed"] < top["n_needed_high"] == math.inf
    assert f"(95 % range: {top['n_needed_low']:,.0f} or more)" in found.sentences[1]


def test_a_kpi_that_nothing_gives_a_sample_of_is_not_counted(tiny: Scenario) -> None:
    """The port has no imports."""
    found = precision(tiny, kpis=["lcl_pickup_time"], most=12, budget=LONG, workers=1)
    assert found.sentences[0].startswith("nothing was measured in ")
    assert set(found.half_widths["status"]) == {"not measured"} and not found.half_widths["met"].any()
    assert (found.facts["n"], found.facts["n_predicted"], found.facts["decided_by"]) == (None, None, None)


def test_the_budget_ends_it_and_says_so(tiny: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    found = precision(tiny, within="1 %", budget="0.001 s", workers=1, claims=False)
    assert (found.facts["ended"], found.facts["replications_run"]) == ("budget", 5)
    assert "the budget of 0.001 s allows no further replication" in found.sentences[0]


def test_progress_says_how_many_are_done(tiny: Scenario) -> None:
    seen: list[tuple[int, int]] = []
    precision(tiny, most=7, budget=LONG, workers=1, claims=False, progress=lambda *at: seen.append(at))
    assert [done for done, _ in seen] == list(range(1, len(seen) + 1))
    assert all(done <= total for done, total in seen)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"replications": 1}, "replications: got 1, allowed a whole number of 2 or more to begin with"),
        ({"replications": 2.5}, "replications: got 2.5, allowed a whole number"),
        ({"most": 4}, "most: got 4, allowed a whole number of 5 or more, as many as it begins with"),
        ({"most": math.nan}, "most: got nan, allowed a whole number of 5 or more"),
        ({"budget": "0 min"}, "budget: got '0 min', allowed a time above 0, such as 10 min"),
        ({"budget": "-1 min"}, "budget: got '-1 min', allowed a time of 0 or more"),
        ({"budget": "10"}, "budget: got '10', allowed a time such as"),
        ({"within": "1 points"}, "within: got '1 points'; no figure is in 'points'"),
        ({"kpis": ["gate_queue_tim"]}, "unknown KPI 'gate_queue_tim' (nearest: gate_queue_time"),
        ({"kpis": []}, "no measure of an alternative aims at a KPI"),
        ({"days": 0}, "days: got 0"),
        ({"workers": -1}, "workers: got -1"),
        ({"figures": "differences"}, "figures: got 'differences' (nearest: difference)"),
    ],
)
def test_what_cannot_be_asked_is_said(tiny: Scenario, options: dict[str, object], message: str) -> None:
    with pytest.raises(PortsimError) as error:
        precision(tiny, **{"workers": 1, **options})  # type: ignore[arg-type]
    assert message in str(error.value)


def test_without_a_measure_that_aims_at_something_it_asks_for_kpis(tiny: Scenario) -> None:
    with pytest.raises(PortsimError, match=r"tiny: no measure .* aims at a KPI.*--kpi \(Python: kpis\)$"):
        precision(tiny.only("lanes"), workers=1)
    found = precision(tiny.only("lanes"), kpis="gate_queue_time", most=6, budget=LONG, workers=1)
    assert list(found.half_widths["kpi"]) == ["gate_queue_time"]


def test_copies_of_one_trace_are_refused(tiny: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        question, "prepared", lambda scenario, alternatives: scenario.with_study(replications=1)
    )
    with pytest.raises(PortsimError, match="tiny: one trace; all replications would be copies of it"):
        precision(tiny, workers=1)


def test_what_ten_million_replications_would_not_reach_needs_more_than_all_others() -> None:
    """Five figures with deviations of 2, 3, 4, 5 and 1e5 times their target, and one that unfinished
    shipments leave open, after ten replications each."""
    target = Target(1.0, "amount")
    found = [
        HalfWidth(9.0, 9 - half, 9 + half, 10, own, target) for own, half in deviations_and_half_widths()
    ]
    watches = tuple(Watch("a", f"kpi_{n}", "min", "difference") for n in range(len(found)))
    outcome = Outcome.of(watches, Course(10, (tuple(found),), "most", 10, 60.0), 10, "10 min")
    assert outcome.open == [4, 3, 2, 1, 0, 5] and outcome.deciding == "kpi_4 (a)"
    said = list(sentences(outcome))
    assert said[1].startswith("kpi_4 (a): ") and said[1].endswith(
        "not even ten million replications would do"
    )
    assert said[5] == "and 1 more that needs fewer, in half_widths.csv"


def deviations_and_half_widths() -> Iterator[tuple[float, float]]:
    """Of ten replications: t(9) is 2.262; of the last figure 5 is from what is unfinished."""
    once = 2.2621571627409915 / 10**0.5
    yield from ((each, once * each) for each in (2.0, 3.0, 4.0, 5.0, 1e5))
    yield 0.5, 0.5 * once + 5
