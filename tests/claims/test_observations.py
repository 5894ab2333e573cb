"""Broken files of observed figures, and figures that an input came from: each one message, with its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from broken import refusal
from observed import FIXED, PAPER, ROWS, SURE, port
from tiny import TINY

from portsim.base.notes import Note
from portsim.claims.observation import held
from portsim.claims.observations import load_observations
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario

pytestmark = pytest.mark.usefixtures("tiny_folder")
KPI = "    kpi: gate_transaction_time\n"
SPAN = "    interval: {from: gate_in, to: gate_out, streams: [domestic]}\n"


def refused(figures: str) -> str:
    scenario = port(figures)
    return refusal(lambda: load_observations(Path("figures.yaml"), scenario))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "gate_trans",
            "gate_tarns",
            "4:5: F1: unknown kpi 'gate_tarnsaction_time' (nearest: gate_transaction_time)",
        ),
        ("source: O1", "source: O3", "9:5: F1: unknown evidence row 'O3' (allowed: A1, O1, O2, user)"),
        (KPI, f"{KPI}    alternative: qrr\n", "5:5: F1: unknown alternative 'qrr' (nearest: qr)"),
        (KPI, f"{KPI}    cohort: [has_cod]\n", "5:5: F1: unknown trait 'has_cod' (none are defined)"),
        (KPI, f"{KPI}    terminal: nort\n", "5:5: F1: unknown terminal 'nort' (nearest: north)"),
        (
            KPI,
            SPAN.replace("domestic", "domestics"),
            "4:45: F1: unknown stream 'domestics' (nearest: domestic)",
        ),
        (
            KPI,
            SPAN.replace("gate_out", "gate_uot"),
            "4:31: F1: unknown milestone 'gate_uot' (nearest: gate_out)",
        ),
        (
            KPI,
            SPAN.replace("to: gate_out", "to: gate_in"),
            "4:5: figures.F1.interval: from and to are both gate_in; an interval needs two milestones",
        ),
        (
            KPI,
            f"{KPI}    why: nobody counts\n",
            "2:3: figures.F1: why says that nothing measures it, and a KPI or an interval does; keep one",
        ),
        (
            KPI,
            "    why: nobody counts\n    statistic: p90\n",
            "2:3: figures.F1: statistic and limit are of a kpi or an interval; leave them out",
        ),
        (KPI, KPI + SPAN, "2:3: figures.F1: both kpi and interval are given; keep one of the two"),
        (
            KPI,
            "",
            "2:3: figures.F1: needs a kpi or an interval, or kpi: null and why nothing measures it",
        ),
        (
            "unit: min",
            "unit: h",
            "6:5: F1: unit: got 'h', allowed min, the unit of the figure of gate_transaction_time; "
            "give `observed` and `band` in min too",
        ),
        (
            f"{KPI}    observed: 2\n    unit: min",
            f"{SPAN}    observed: 2\n    unit: s",
            "6:5: F1: unit: got 's', allowed min, h, day, the units of an interval",
        ),
        (
            KPI,
            f"{KPI}    statistic: share_within\n    limit: 2 min\n",
            "8:5: F1: unit: got 'min', allowed share, the unit of share_within of gate_transaction_time; "
            "give `observed` and `band` in share too",
        ),
        (KPI, f"{KPI}    statistic: men\n", "5:5: F1: statistic: got 'men' (nearest: mean)"),
        (
            KPI,
            f"{KPI}    statistic: share_within\n",
            "5:5: F1: statistic: share_within needs a limit; write e.g. limit: 30 min",
        ),
        (KPI, f"{KPI}    limit: 2 min\n", "5:5: F1: limit: mean reads no limit"),
        (
            "band: [1.5, 3]",
            "band: [2.5, 3]",
            "2:3: figures.F1: the band 2.5 to 3 does not hold the observed 2 min; "
            "a band is [low, high] round what was observed",
        ),
        (
            "band: [1.5, 3]",
            "band: [3, 1.5]",
            "2:3: figures.F1: the band 3 to 1.5 does not hold the observed 2 min; "
            "a band is [low, high] round what was observed",
        ),
        (
            "    because: range\n",
            "",
            "2:3: figures.F1: missing key 'because' (why the band is as wide as it is)",
        ),
        ("    source: O1\n", "", "2:3: figures.F1: missing key 'source' (rows of the evidence list)"),
        (
            f"{KPI}    observed: 2\n    unit: min",
            "    kpi: gate_utilisation\n    cohort: [big]\n    observed: 2\n    unit: share",
            "5:5: F1: cohort: Busy has no shipments to choose a cohort from",
        ),
    ],
)
def test_a_broken_figure_is_one_message(old: str, new: str, message: str) -> None:
    assert SURE.count(old) == 1
    text = SURE.replace(old, new)
    if "big" in new:
        scenario = port(text, text=TINY + "cohorts: {big: {terminals: [north]}}\n")
        assert refusal(lambda: load_observations(Path("figures.yaml"), scenario)) == f"figures.yaml:{message}"
    else:
        assert refused(text) == f"figures.yaml:{message}"


def test_a_file_that_is_not_there_is_one_message() -> None:
    port()
    Path("tiny.yaml").write_text(TINY.replace("evidence:", "validation: figure.yaml\nevidence:", 1))
    said = refusal(lambda: load("tiny.yaml"))
    assert said == (
        "tiny.yaml:3:1: validation: got 'figure.yaml', but there is no such file (nearest: figures.yaml)"
    )


def test_a_figure_of_another_scenario_is_left_out_with_a_line() -> None:
    scenario = port(f"{SURE}    scenarios: [large]\n")
    with pytest.warns(Note) as notes:
        assert load_observations(Path("figures.yaml"), scenario) == {}
    said = "figures.yaml: left out, as they do not speak of tiny: F1 (large)"
    assert [str(each.message) for each in notes] == [said]


# --- no figure that an input came from


def poisoned(old: str, new: str, rows: str = ROWS, figures: str = SURE) -> Scenario:
    assert TINY.count(old) == 1
    return port(figures, rows, TINY.replace(old, new))


def why(scenario: Scenario) -> str:
    return refusal(lambda: load_observations(Path("figures.yaml"), scenario))


REST = (
    "; a figure that an input came from validates nothing: take it out, or give these numbers another source"
)


def test_a_figure_with_the_source_of_a_number_that_decides_it_is_refused() -> None:
    scenario = poisoned(PAPER, FIXED.replace("source: assumption", "source: O1"))
    assert why(scenario) == (
        "figures.yaml:9:5: F1: source: the document of O1 is the source of numbers that decide this figure: "
        f"tasks.paper_check [O1]{REST}"
    )


def test_so_is_one_whose_row_has_the_same_reference_under_another_name() -> None:
    rows = f"{ROWS}  O9: {{what: a copy, figure: the same, reference: A Book on Gates}}\n"
    scenario = poisoned(PAPER, FIXED.replace("source: assumption", "source: [assumption, O9]"), rows)
    assert "tasks.paper_check [assumption O9]" in why(scenario)


def test_so_is_one_that_decides_it_through_the_queue_alone() -> None:
    """The lanes, and how many trucks come, decide how long each queues at the gate."""
    queue = SURE.replace("gate_transaction_time", "gate_queue_time")
    load_observations(Path("figures.yaml"), port(queue))
    lanes = poisoned(
        "gate_in: {lanes: {value: 2, source: A1}}", "gate_in: {lanes: {value: 2, source: O1}}", figures=queue
    )
    assert "places.gate_in.lanes [O1]" in why(lanes)
    trucks = poisoned("{value: 100 per day, source: A1}", "{value: 100 per day, source: O1}", figures=queue)
    assert "demand.domestic.per_day [O1]" in why(trucks)


def test_a_number_that_decides_other_figures_may_have_its_source() -> None:
    """The way out does not decide how long the gate in takes."""
    scenario = poisoned(
        "check_out: {shape: constant, mean: 45 s, source: A1}",
        "check_out: {shape: constant, mean: 45 s, source: O1}",
    )
    assert list(load_observations(Path("figures.yaml"), scenario)) == ["F1"]


def test_the_measure_of_the_figure_counts_and_no_other() -> None:
    scan = "scan_code: {shape: constant, mean: 20 s, source: A1}"
    code = scan.replace("A1", "O1")
    load_observations(Path("figures.yaml"), poisoned(scan, code))
    measure = SURE.replace(KPI, f"{KPI}    alternative: qr\n")
    assert "[O1]" in why(poisoned(scan, code, figures=measure))


@pytest.mark.parametrize("band", [(16.4, 20.0), (10.0, 16.4)])
def test_an_end_of_the_band_belongs_to_it_also_by_rounding(band: tuple[float, float]) -> None:
    for figure in (16.400000095, 16.399999905, float(np.full(3, 16.4).mean())):
        assert held(band, figure, figure, figure) == ("met", None)
    assert held((10.0, 16.4), 16.401, 16.401, 16.401) == ("missed", "high")
