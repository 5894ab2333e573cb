"""The answer of a study: at most 25 lines of 80, measures by money, claims, reasons for no money."""

from __future__ import annotations

from pathlib import Path

import pytest
from answered import NAN, claim, difference, study_of

from portsim.report.answer.answer import answer
from portsim.report.answer.no_money import days_for, sentences
from portsim.report.answer.paying import shortened

PAGE = Path("results/quay/report.md")
FOOTING = "95 % CI over n = 3 replications of 2 days; seed 1, identity 0123456789abcdef"


def lines_of(*given: object, **more: object) -> list[str]:
    holds = more.pop("holds", {})
    return answer(study_of(*given, **more), PAGE, FOOTING, holds=holds)  # type: ignore[arg-type]


def test_measures_stand_in_the_order_of_what_they_save_with_aim_and_side_effect() -> None:
    comparison = [
        difference("small", "gate_time", 10.0, 8.0),
        difference("large", "exam_time", 900.0, 450.0),
        difference("large", "scanner_queue", 5.0, 7.0, aim=False, verdict="worse"),
        difference("loss", "gate_time", 10.0, 9.0, verdict="undecided"),
    ]
    lines = lines_of({"small": 2e6, "loss": -3e6, "large": 3.04e7}, comparison)
    assert lines == [
        "quay: 3 alternatives against the baseline",
        "What saves                              all payers save, M yuan a year (95 % CI)",
        "Large                                                     +30.4 (+30.3 to +30.5)",
        "    exam time 900 -> 450 min; but scanner queue +2 min",
        "Small                                                          +2 (+1.9 to +2.1)",
        "    gate time 10 -> 8 min",
        "Loss                                                           -3 (-3.1 to -2.9)",
        "    gate time 10 -> 9 min, undecided",
        FOOTING,
        "page: results/quay/report.md",
    ]


def test_twelve_measures_and_twelve_claims_fit_25_lines_of_80_columns() -> None:
    names = [f"a_measure_with_quite_a_long_name_number_{n}" for n in range(12)]
    comparison = [difference(name, "a_kpi_with_an_even_longer_name_than_that", 10.0, 8.0) for name in names]
    comparison += [
        difference(name, "a_side_effect_with_a_long_name", 5.0, 7.0, aim=False, verdict="worse")
        for name in names
    ]
    claims = [claim(f"C{n}") for n in range(1, 13)]
    lines = lines_of(
        {name: 1e6 * n for n, name in enumerate(names)}, comparison, claims,
        verdicts=["met"] * 7 + ["missed"] * 11, said=["warning: too few"],
        holds={f"C{n}": "61 %" for n in range(1, 13)},
    )  # fmt: skip
    assert len(lines) == 25 and max(map(len, lines)) <= 80
    assert lines[2].split()[-4:] == ["+11", "(+10.9", "to", "+11.1)"]
    assert "Claims: 12 partly; then % of worlds" in lines
    (first,) = [line for line in lines if line.startswith("C1 ")]
    assert first.split() == [
        "C1",
        "14.5",
        "min,",
        "partly,",
        "61",
        "%",
        "C7",
        "14.5",
        "min,",
        "partly,",
        "61",
        "%",
    ]
    assert "Published figures: 7 met, 11 missed" in lines
    assert any(line.startswith("and 7 more: a measure with") for line in lines)
    assert any(line.startswith("Warnings: 1 ") for line in lines)
    assert lines[-1] == "page: results/quay/report.md"


def test_few_claims_stand_with_their_statement_and_further_readings_are_not_shown() -> None:
    claims = [claim("C1"), claim("C1", reading="other", primary=False), claim("C2", verdict="reproduced")]
    lines = lines_of({"one": 1e6}, [difference("one", "gate_time", 10.0, 8.0)], claims)
    assert lines[4:7] == [
        "Claims: 1 reproduced, 1 partly",
        "C1 14.5 min, partly: It is so",
        "C2 14.5 min, reproduced: It is so",
    ]


def test_without_tariffs_that_is_said_once_and_what_is_aimed_at_is_shown() -> None:
    study = study_of({"one": 0.0}, [difference("one", "gate_time", 10.0, 8.0)])
    empty = study.table("payers").iloc[:0]
    tables = study.table
    study.table = lambda name: empty if name == "payers" else tables(name)
    lines = answer(study, PAGE, FOOTING)
    assert (
        lines[1].split("saves")[1].strip() == "no money: the scenario has no tariffs; add some under tariffs"
    )
    assert lines[2:4] == ["One", "    gate time 10 -> 8 min"]


def test_an_event_is_shown_with_what_it_costs_once() -> None:
    rows = [
        difference("storm", "gate_time", 10.0, 12.0, verdict="worse"),
        difference("one", "gate_time", 10.0, 8.0),
    ]
    lines = lines_of({"storm": 0.0, "one": 1e6}, rows, events={"storm": 1.7e6})
    assert lines[2].startswith("One ") and lines[4].startswith("Storm ")
    assert lines[4].endswith("once -1.7 (-1.8 to -1.6)")
    assert lines[5] == "    gate time 10 -> 12 min, worse"


def test_money_that_is_missing_says_why_and_how_many_days_would_do() -> None:
    """Half a shipment a day fails to come in d days with exp(-d / 2): below 1 % from 10 days on."""
    saved, rows = {"one": NAN}, [difference("one", "gate_time", 10.0, 8.0)]
    missing = [("one", "ship_hours", False, "vessel"), ("one", "lifts", True, "")]
    lines = lines_of(saved, rows, ledger=missing)
    assert lines[2].endswith(" no yearly money")
    assert lines[3] == "    gate time 10 -> 8 min"
    assert lines[4:6] == [
        "No yearly money: nothing came of vessel in some replication; count 10 days or",
        "more",
    ]
    study = study_of(saved, rows, ledger=missing)
    assert list(sentences(study)) == [  # type: ignore[arg-type]
        "No yearly money: nothing came of vessel in some replication; count 10 days or more."
    ]


def test_without_aims_stands_what_moves_most_and_its_side_effect() -> None:
    rows = [
        difference("lane", "gate_time", 10.0, 9.0, aim=False),
        difference("lane", "gate_queue", 10.0, 2.0, aim=False),
        difference("lane", "yard_queue", 5.0, 7.0, aim=False, verdict="worse"),
        difference("none", "gate_time", 10.0, 9.9, aim=False, verdict="undecided"),
    ]
    lines = lines_of({"lane": 2e6, "none": 1e6}, rows)
    assert lines[3] == "    gate queue 10 -> 2 min; but yard queue +2 min"
    assert lines[5] == "    nothing gets better beyond run noise"


def test_an_aim_that_this_port_does_not_measure_stands_behind_all_that_is_measured() -> None:
    """Documents of the sea port, in a port without sea: `documentary check time n/a -> n/a`."""
    unmeasured = difference("cloud", "documentary_check_time", NAN, NAN, verdict="not measured")
    moves = difference("cloud", "air_export_time_to_release", 2.5, 2.0, aim=False)
    aimed = difference("cloud", "window_trips", 10.0, 9.9, verdict="undecided")
    assert lines_of({"cloud": 2e6}, [unmeasured, moves])[3] == "    air export time to release 2.5 -> 2 min"
    assert lines_of({"cloud": 2e6}, [unmeasured, moves, aimed])[3] == (
        "    window trips 10 -> 9.9 min, undecided"
    )
    assert lines_of({"cloud": 2e6}, [unmeasured])[3] == "    nothing gets better beyond run noise"


def test_money_of_one_replication_has_no_interval_and_says_in_how_many_it_was_measured() -> None:
    study = study_of({"one": 1e6, "two": 2e6}, [difference("one", "gate_time", 10.0, 8.0)])
    payers = study.table("payers")
    payers.loc[payers["alternative"] == "one", ["low", "high"]] = NAN
    payers.loc[payers["alternative"] == "one", "n"] = 1
    assert list(sentences(study)) == [  # type: ignore[arg-type]
        "No yearly money for one: measured in 1 of 3 replications; count more days."
    ]
    assert [line for line in answer(study, PAGE, FOOTING) if "(no CI)" in line] == [f"One{'+1 (no CI)':>77}"]


def test_no_number_of_days_is_advised_that_is_counted_already() -> None:
    """Half a vessel a day comes within 10 days for nearly sure; what is on vessels can fail all the same."""
    saved, rows = {"one": NAN}, [difference("one", "gate_time", 10.0, 8.0)]
    study = study_of(saved, rows, ledger=[("one", "ship_hours", False, "vessel")], days=10)
    assert list(sentences(study)) == [  # type: ignore[arg-type]
        "No yearly money: nothing came of vessel in some replication; count more days."
    ]


@pytest.mark.parametrize(("per_day", "days"), [(1.0, 5), (0.5, 10), (100.0, 1), (0.01, 461)])
def test_the_days_in_which_a_stream_comes_for_nearly_sure(per_day: float, days: int) -> None:
    """-ln(0.01) = 4.605: at one a day 5 days, at one in a hundred days 461."""
    assert days_for(per_day) == days


def test_a_text_is_cut_between_words() -> None:
    assert shortened("one two three", 13) == "one two three"
    assert shortened("one two three four", 13) == "one two ..."
