"""What was answered before is not run again, and only what is asked is worked out; figures stay the same."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tiny import EVIDENCE, GATE_CLAIMS, TINY

from portsim.base.errors import PortsimError
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study import replication
from portsim.study.answers import Answers
from portsim.study.question import QUESTION, StudyResult
from portsim.study.run import run_world
from portsim.study.study import compare


@pytest.fixture
def tiny(tmp_path: Path) -> Scenario:
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    return load(str(tmp_path / "tiny.yaml"))


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The worlds that are run from now on, by the lanes of the gate and whether codes are scanned."""
    seen: list[str] = []

    def watched(world, *rest, **more):  # type: ignore[no-untyped-def]
        lanes = world.port.places["gate_in"].most("north")
        seen.append(f"{lanes} lanes" + (" qr" if "scan_code" in world.port.tasks else ""))
        return run_world(world, *rest, **more)

    monkeypatch.setattr(replication, "run_world", watched)
    return seen


def same(one: StudyResult, other: StudyResult) -> None:
    for name in one.scenario.library[QUESTION]:
        pd.testing.assert_frame_equal(one.table(name), other.table(name), check_exact=True)


def test_a_study_says_which_engine_ran(tiny: Scenario) -> None:
    assert tiny.engine == "auto" and compare(tiny, workers=1).scenario.engine == "simpy"
    assert compare(tiny, workers=1, answers=Answers()).scenario.engine == "simpy"


@pytest.mark.parametrize("workers", [1, 2])
def test_tables_are_the_same_with_answers_and_without(tiny: Scenario, workers: int) -> None:
    answers = Answers()
    plain = compare(tiny, workers=1)
    same(plain, compare(tiny, workers=workers, answers=answers))
    same(plain, compare(tiny, workers=workers, answers=answers))
    assert len(answers) == 6 and repr(answers) == "<Answers of 6 runs>"


def test_what_did_not_change_is_not_run_again(tiny: Scenario, runs: list[str]) -> None:
    answers = Answers()
    compare(tiny, workers=1, answers=answers)
    assert sorted(set(runs)) == ["2 lanes", "2 lanes qr", "4 lanes"] and len(runs) == 6
    runs.clear()
    compare(tiny, workers=1, answers=answers)
    assert runs == []
    compare(tiny, workers=1, answers=answers, replications=3)  # no claim asks how many there are
    assert sorted(runs) == ["2 lanes", "2 lanes qr", "4 lanes"]


def test_another_uptake_runs_that_alternative_alone(tiny: Scenario, runs: list[str]) -> None:
    answers = Answers()
    compare(tiny, workers=1, answers=answers)
    runs.clear()
    changed = tiny.alternative("qr", "qr_gate_pass", uptake="50 %")
    found = compare(changed, workers=1, answers=answers)
    assert runs == ["2 lanes qr"] * 2
    same(found, compare(changed, workers=1))


def test_another_port_runs_all_and_the_way_back_none(tiny: Scenario, runs: list[str]) -> None:
    answers = Answers()
    compare(tiny, workers=1, answers=answers)
    runs.clear()
    compare(tiny.set("places.gate_in.lanes", 3), workers=1, answers=answers)
    assert sorted(set(runs)) == ["3 lanes", "3 lanes qr", "4 lanes"] and len(runs) == 6
    runs.clear()
    compare(tiny, workers=1, answers=answers)
    assert runs == []


def test_another_reading_of_a_claim_is_asked_anew(tmp_path: Path, runs: list[str]) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY + "claims: claims.yaml\n")
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    claims = tmp_path / "claims.yaml"
    claims.write_text(GATE_CLAIMS)
    answers = Answers()
    (first, _) = compare(load(str(tmp_path / "tiny.yaml")), workers=1, answers=answers).kept("audit")
    assert len(first["qr"]) == 3 and not first["lanes"]
    runs.clear()
    claims.write_text(GATE_CLAIMS.replace("qr, figure: baseline", "lanes, figure: baseline"))
    (second, _) = compare(load(str(tmp_path / "tiny.yaml")), workers=1, answers=answers).kept("audit")
    assert len(second["qr"]) == 1 and len(second["lanes"]) == 2 and runs


def test_an_audit_of_more_replications_is_asked_anew(tmp_path: Path) -> None:
    """The first sixth of them are run a second time with unlimited servers: one of 6, two of 12."""
    (tmp_path / "tiny.yaml").write_text(TINY + "claims: claims.yaml\n")
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    (tmp_path / "claims.yaml").write_text(GATE_CLAIMS)
    scenario, answers = load(str(tmp_path / "tiny.yaml")), Answers()
    compare(scenario, workers=1, replications=6, answers=answers)
    found = compare(scenario, workers=1, replications=12, answers=answers)
    assert found.table("audit")["unlimited_n"].tolist() == [2, 2, 2]
    same(found, compare(scenario, workers=1, replications=12))


CLOSED = """what_ifs:
  closed:
    event: {per_year: {value: 4, source: A1}}
    set:
      places.gate_in.lanes: 2
      places.gate_in.calendar: shut
      calendars.shut:
        hours: [["00:00", "24:00"]]
        but_for: {hours: [["08:00", "24:00"]], on: [0], source: A1}
        source: A1"""
HELD = "compare:\n  event: [more_lanes, {measure: closed, over: true}]\n"


def test_an_event_is_compared_with_the_measures_of_now_without_it(tmp_path: Path) -> None:
    """The event sets the lanes that another what-if sets too, so that the world with it stays as it was when
    that one changes: what changes is the world without it."""
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    text = TINY.replace("what_ifs:", CLOSED).replace("compare:\n", HELD)
    answers, tables = Answers(), []
    for lanes in (4, 1):
        (tmp_path / "tiny.yaml").write_text(text.replace("lanes: 4}", f"lanes: {lanes}}}"))
        scenario = load(str(tmp_path / "tiny.yaml"))
        tables.append(compare(scenario, workers=1, answers=answers))
        same(tables[-1], compare(scenario, workers=1))
    assert not tables[0].table("events").equals(tables[1].table("events"))


def test_each_table_alone_is_what_it_is_among_all(tiny: Scenario) -> None:
    whole = compare(tiny, workers=1)
    for name in tiny.library[QUESTION]:
        alone = compare(tiny, workers=1, tables=[name])
        pd.testing.assert_frame_equal(alone.table(name), whole.table(name), check_exact=True)


def test_what_was_not_asked_is_said_and_asked_later_without_what_is_known(
    tiny: Scenario, runs: list[str]
) -> None:
    answers = Answers()
    study = compare(tiny, workers=1, tables=["comparison"], answers=answers)
    assert len(study.comparison) and len(runs) == 6
    with pytest.raises(PortsimError) as error:
        _ = study.ledger
    assert str(error.value) == "table 'ledger': this study was not asked for it; name it in tables"
    with pytest.raises(PortsimError) as error:
        _ = study.payers  # is made of the ledger, which is asked with it
    assert str(error.value) == "table 'payers': this study was not asked for it; name it in tables"
    compare(tiny, workers=1, tables=["comparison"], answers=answers)
    assert len(runs) == 6
    assert len(compare(tiny, workers=1, tables=["ledger"], answers=answers).ledger) == 0 and len(runs) == 12


def test_kpis_by_name_are_what_they_are_among_all(tiny: Scenario, runs: list[str]) -> None:
    """Their order is the library's. Nothing is corrected here for a family: q alone differs."""
    answers, whole = Answers(), compare(tiny, workers=1)
    names = ["truck_turn_time", "gate_total_time"]
    some = compare(tiny, workers=1, kpis=names, answers=answers)
    for name in ("comparison", "spread", "precision"):
        mine, all_of_them = some.table(name), whole.table(name)
        rows = all_of_them[all_of_them["kpi"].isin(names)].reset_index(drop=True)
        same_columns = [
            column for column in mine if column not in ("q", "replications_needed", "days_needed")
        ]
        pd.testing.assert_frame_equal(mine[same_columns], rows[same_columns], check_exact=True)
    runs.clear()
    assert len(compare(tiny, workers=1, kpis=names[::-1], answers=answers).comparison) == 4 and not runs
    compare(tiny, workers=1, kpis=names[:1], answers=answers)
    assert len(runs) == 6


def test_a_kpi_that_there_is_not_is_refused(tiny: Scenario) -> None:
    with pytest.raises(PortsimError, match=r"unknown KPI 'truck_turn_tim' .nearest: truck_turn_time"):
        compare(tiny, kpis=["truck_turn_tim"])


def test_a_table_that_there_is_not_is_refused(tiny: Scenario) -> None:
    with pytest.raises(PortsimError, match=r"unknown table 'comparisn' .nearest: comparison"):
        compare(tiny, tables=["comparisn"])


def test_the_one_that_was_asked_for_longest_ago_goes_first(tiny: Scenario, runs: list[str]) -> None:
    """Three runs are kept of six: those of the second replication, which were the last."""
    answers = Answers(3)
    whole = compare(tiny, workers=1, answers=answers)
    assert len(answers) == 3
    runs.clear()
    same(whole, compare(tiny, workers=1, answers=answers))
    assert len(runs) == 3


@pytest.mark.parametrize("most", [0, 2.0, True])
def test_a_number_of_runs_that_cannot_be_kept_is_refused(most: object) -> None:
    with pytest.raises(PortsimError, match="allowed a whole number of runs, 1 or more"):
        Answers(most)  # type: ignore[arg-type]
