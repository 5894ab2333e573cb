"""What is fitted to times of a known shape is that shape; a log becomes a scenario that runs."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from carried import OF_BOX, OF_SHIP, quay
from logged import GATE, evenly
from scipy import stats

from portsim.base.errors import PortsimError
from portsim.base.notes import notes_shown
from portsim.scenario.load import load
from portsim.study.fitting.arriving import arriving
from portsim.study.fitting.checks import busiest_split, checked, outliers
from portsim.study.fitting.intervals import MEAN, intervals, of_mean
from portsim.study.fitting.question import fit
from portsim.study.fitting.ranking import FAMILIES, anderson_darling, chosen, ranked
from portsim.study.study import compare

N = 600
KNOWN = {
    "gamma": lambda rng: rng.gamma(2.5, 2, N),
    "lognormal": lambda rng: rng.lognormal(1, 0.6, N),
    "weibull": lambda rng: 3 * rng.weibull(2.5, N),
    "loglogistic": lambda rng: 4 * np.exp(rng.logistic(0, 1 / 4, N)),
    "triangular": lambda rng: rng.triangular(1, 3, 9, N),
    "uniform": lambda rng: rng.uniform(2, 9, N),
    "mixture": lambda rng: np.where(rng.random(N) < 0.7, rng.lognormal(1, 0.3, N), rng.lognormal(3, 0.3, N)),
}
FIGURES = {"gamma": {"mean": 5, "cv": 2.5**-0.5}, "lognormal": {"mean": np.exp(1.18)}, "weibull": {"k": 2.5}}
FIGURES |= {"loglogistic": {"k": 4}}


@pytest.mark.parametrize("shape", KNOWN)
def test_the_shape_that_times_have_is_chosen_in_most_seeds(shape: str) -> None:
    found = []
    for seed in range(8):
        best = chosen(ranked(KNOWN[shape](np.random.default_rng([seed, 7])), np.random.default_rng(seed), 99))
        found.append("none" if best is None else best.family.name)
    alike = {"gamma": ("gamma", "erlang"), "lognormal": ("lognormal",)}.get(shape, (shape,))
    assert sum(name in alike for name in found) >= 6, found


@pytest.mark.slow
@pytest.mark.parametrize("shape", FIGURES)
def test_intervals_hold_the_true_figures_in_about_95_of_100(shape: str) -> None:
    """Of 60 times, where percentiles alone hold them in about 90."""
    held = tried = 0
    family = next(each for each in FAMILIES if each.name == shape)
    for seed in range(300):
        times = KNOWN[shape](np.random.default_rng([seed, 11]))[:60]
        spans = intervals(family, times, np.random.default_rng(seed), 199)
        for key, true in FIGURES[shape].items():
            tried += 1
            held += spans[key][0] <= true <= spans[key][1]
    assert 0.917 <= held / tried <= 0.983  # 95 %, give or take 2.6 standard errors of 300


def test_of_a_mean_the_interval_is_that_of_student() -> None:
    rng = np.random.default_rng(4)
    times = rng.normal(50, 4, 12)
    low, high = of_mean(times, rng, 20_000)
    own = stats.t.interval(0.95, 11, times.mean(), times.std(ddof=1) / 12**0.5)
    assert (low, high) == pytest.approx(own, abs=0.15)


def test_of_the_longest_time_no_bootstrap_tells() -> None:
    rng = np.random.default_rng(4)
    family = next(each for each in FAMILIES if each.name == "uniform")
    assert set(intervals(family, rng.uniform(2, 9, 50), rng, 99)) == {MEAN}


def test_a_rate_of_arrivals_is_held_after_two_weeks_too() -> None:
    """14 days of Poisson counts by weekday; days drawn anew within weekdays hold it in 78 of 100."""
    rng = np.random.default_rng(9)
    rates, held = np.array([30, 30, 30, 30, 40, 20, 10]), 0
    for _ in range(200):
        counts = rng.poisson(np.tile(rates, 2))
        arrival = np.concatenate(
            [day * 1440 + np.sort(rng.uniform(0, 1440, n)) for day, n in enumerate(counts)]
        )
        found = arriving(arrival, [])
        assert found is not None
        held += found.range[0] <= rates.mean() <= found.range[1]
    assert 0.90 <= held / 200 <= 0.99


def test_a_single_day_of_arrivals_is_as_sure_as_a_poisson_count() -> None:
    found = arriving(np.linspace(0, 1439, 100), [])
    assert found is not None
    assert found.range == pytest.approx((81.36, 121.63), abs=0.01)  # tables of Garwood


def test_anderson_darling_is_that_of_its_formula() -> None:
    """n = 2, u = 1/4 and 3/4: -2 - (2 (ln 1/4 + ln 1/4) ... + 3 (ln 3/4 + ln 3/4)) / 2, by hand."""
    by_hand = -2 - (1 * (np.log(0.25) + np.log(0.25)) + 3 * (np.log(0.75) + np.log(0.75))) / 2
    assert anderson_darling(np.array([[0.25, 0.75]]))[0] == pytest.approx(by_hand)


def test_nights_that_take_longer_are_found() -> None:
    rng = np.random.default_rng(1)
    arrival = np.sort(rng.uniform(0, 14 * 1440, 3000))
    hour = arrival % 1440 // 60
    times = rng.gamma(4, 1, 3000) * np.where((hour >= 22) | (hour < 6), 1.6, 1)
    by_name = {check.name: check for check in checked(arrival, times, np.zeros(3000, dtype=np.int64))}
    assert by_name["hour"].matters and not by_name["weekday"].matters and not by_name["trend"].matters
    assert set(busiest_split(arrival, times)) == {22, 6}


def test_a_time_far_from_all_others_is_an_outlier() -> None:
    assert outliers(np.array([1.0, 1.1, 1.2, 1.3, 1.4, 60])).tolist() == [False] * 5 + [True]


def written(columns: str, **more: object) -> None:
    """A log of four weeks, 120 trucks a day, in the working folder, and a scenario that reads it."""
    rng = np.random.default_rng(3)
    arrival = np.array(evenly(120, 28))
    start = arrival + rng.exponential(1, len(arrival))
    when = {"arrival": arrival, "start": start, "end": start + rng.gamma(4, 0.5, len(arrival))}
    table = {key: pd.Timestamp("2026-03-02") + pd.to_timedelta(x, unit="min") for key, x in when.items()}
    table["trouble"] = (rng.random(len(arrival)) < 0.05).astype(int)
    pd.DataFrame({**table, **more}).to_csv("gate.csv", index=False)
    text = GATE.replace(
        "log: trucks.csv", f"log: {{file: gate.csv, columns: {{arrival: arrival, {columns}}}}}"
    )
    Path("gate.yaml").write_text(text)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_log_becomes_a_scenario_that_runs(folder: Path) -> None:
    from portsim.cli.fitting import fit as command

    written("domestic_truck.gate_in: {from: start, to: end}, domestic_truck.trouble: trouble")
    command("gate.yaml", bootstrap=49)
    made = load("gate_fitted.yaml")
    port = made.baseline.port
    assert port.tasks["paper_check"].shape in ("gamma", "erlang")
    assert port.tasks["paper_check"].average == pytest.approx(2, rel=0.04)
    low, high = port.tasks["paper_check"].range
    assert low < 2 < high
    assert port.chances["trouble"].value == pytest.approx(0.05, abs=0.01)
    assert port.demand["domestic"].log is None
    assert port.demand["domestic"].per_day.value == pytest.approx(120)
    assert re.match(r"gate\.csv, SHA-256 [0-9a-f]{8}; n = 3360; ", port.tasks["paper_check"].note)
    assert compare(made, days=1, replications=2, workers=1).comparison is not None
    assert {each.name for each in Path("results/gate_fit/figures").iterdir()} == {
        "quantiles.png",
        "quantiles.svg",
    }
    command("gate.yaml", bootstrap=49)  # its own file may be replaced


def test_what_was_set_stands_in_the_fitted_scenario(folder: Path) -> None:
    written("domestic_truck.gate_in: {from: start, to: end}")
    given = load("gate.yaml").set("places.gate_in.lanes", 6).set("tasks.paper_check", "9 min")
    Path("fitted.yaml").write_text(str(fit(given, bootstrap=49).facts["overlay"]))
    port = load("fitted.yaml").baseline.port
    assert port.places["gate_in"].most("t") == 6
    assert port.tasks["paper_check"].average == pytest.approx(2, rel=0.04)  # the log says how long it takes


def test_arrivals_that_come_evenly_are_said_not_to_be_poisson(folder: Path) -> None:
    written("domestic_truck.gate_in: {from: start, to: end}")
    found = fit("gate.yaml", bootstrap=49)
    assert any("arrivals are more even than runs draw them" in text for text in found.sentences)
    assert any("the wait before it is not fitted" in text for text in found.sentences)


def test_a_time_that_holds_a_wait_is_refused_unless_it_is_asked_for(folder: Path) -> None:
    written("domestic_truck.gate_in: {from: arrival, to: end}")
    found = fit("gate.yaml", bootstrap=49)
    assert found.sentences[0] == (
        "tasks.paper_check: not fitted: domestic_truck.gate_in is measured from before the server is free, "
        "so the wait lies in it, and a run would wait twice; give the moment at which the "
        "service starts (from: "
        "START), or --includes-waiting"
    )
    assert "tasks" not in str(found.facts["overlay"])
    assert "paper_check" in str(fit("gate.yaml", bootstrap=49, includes_waiting=True).facts["overlay"])


def test_a_holiday_on_no_day_of_the_log_is_told(folder: Path) -> None:
    """The log goes from 2 to 29 March 2026."""
    written("domestic_truck.gate_in: {from: start, to: end}")
    notes: list[str] = []
    with notes_shown(notes.append):
        fit("gate.yaml", bootstrap=49, holidays=("2026-03-02", "2026-03-29", "2026-03-30"))
    assert notes == ["holiday 2026-03-30: is on no day of the logs, so nothing is left out for it"]


def test_what_cannot_be_fitted_is_refused(folder: Path) -> None:
    written("domestic_truck.gate_in: {from: start, to: end}")
    with pytest.raises(PortsimError, match="stream: got 'vessel', which has no log; allowed domestic"):
        fit("gate.yaml", streams=("vessel",))
    with pytest.raises(PortsimError, match="holiday: got '1 May', allowed a date such as 2026-05-01"):
        fit("gate.yaml", holidays=("1 May",))
    Path("gate.yaml").write_text(GATE.replace(", log: trucks.csv", ""))
    with pytest.raises(PortsimError, match="fit: no stream of the scenario has a log; add demand"):
        fit("gate.yaml")


def test_a_file_of_a_users_own_is_not_replaced(folder: Path) -> None:
    from portsim.cli.fitting import fit as command

    written("domestic_truck.gate_in: {from: start, to: end}")
    Path("own.yaml").write_text("name: own\n")
    with pytest.raises(PortsimError, match=r"--out: own\.yaml was not written by portsim fit"):
        command("gate.yaml", out=Path("own.yaml"), bootstrap=49)
    assert Path("own.yaml").read_text() == "name: own\n"


TWO = """terminals:
  east: {title: East, share: {value: 50 %, source: user}}
  west: {title: West, share: {value: 50 %, source: assumption, range: [40 %, 60 %]}}
"""
EVEN = "demand.empties: the log has east 50 %, west 50 %, the fitted scenario sends"


def _at_two_terminals() -> None:
    """A scenario of two terminals, to which the log brings three trucks of four at the east."""
    where = np.where(np.arange(3360) % 4 == 0, "W", "E")
    written("terminal: place", place=where)
    text = Path("gate.yaml").read_text()
    text = text.replace("terminals:\n  t: {title: T, share: {value: 1, source: user}}\n", TWO)
    Path("gate.yaml").write_text(
        text.replace("terminal: place}", "terminal: place}, terminals: {E: east, W: west}")
    )


def test_shares_of_terminals_are_those_of_the_log(folder: Path) -> None:
    from portsim.cli.fitting import fit as command

    _at_two_terminals()
    found = fit("gate.yaml", bootstrap=19)
    assert "terminals: east 75 %, west 25 % (n = 3,360), as the log has it" in found.sentences
    command("gate.yaml", bootstrap=19)
    terminals = load("gate_fitted.yaml").baseline.port.terminals
    assert {name: each.share.value for name, each in terminals.items()} == {"east": 0.75, "west": 0.25}
    assert {each.share.source for each in terminals.values()} == {("log",)}


def test_a_stream_that_goes_elsewhere_than_the_others_is_said(folder: Path) -> None:
    """300 trucks a day that go half and half, beside 120 of which three of four go east: (150 + 90) / 420."""
    _at_two_terminals()
    even = {"arrival": [float(x) for x in evenly(300, 28)], "terminal": ["east", "west"] * 4200}
    pd.DataFrame(even).to_csv("empties.csv", index=False)
    text = Path("gate.yaml").read_text()
    more = "  empties: {flows: [domestic_truck], per_day: {value: 300 per day, source: user}"
    Path("gate.yaml").write_text(f"{text}{more}, log: empties.csv}}\n")
    said = "\n".join(fit("gate.yaml", bootstrap=19).sentences)
    assert "terminals: east 57.14 %, west 42.86 % (n = 11,760)" in said
    assert f"{EVEN} east 57.14 %, west 42.86 %" in said
    assert "demand.domestic: the log has east 75 %, west 25 %, the fitted scenario sends east 57.14 %" in said
    Path("gate.yaml").write_text(f"{text}{more}}}\n")  # without a log: nothing is known of its terminals
    found = fit("gate.yaml", bootstrap=19)
    assert "terminals" not in str(found.facts["overlay"])
    assert "the log has east 75 %, west 25 %, the fitted scenario sends east 50 %" in "\n".join(
        found.sentences
    )


def test_logs_that_are_joined_stay_and_give_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(5)
    ships = "arrival,terminal,id\n" + "".join(f"{240 * n},north,V{n}\n" for n in range(12))
    boxes = "carrier,box.lift\n" + "".join(f"V{n % 12},{t}\n" for n, t in enumerate(rng.gamma(4, 1, 200)))
    scenario = quay(OF_SHIP, OF_BOX, ships=ships, boxes=boxes)
    found = fit(scenario, bootstrap=99)
    assert [line for line in found.sentences if line.startswith("demand.")] == [
        "demand.ship: arrivals are not fitted: the log of box is joined with this one, so both stay",
        "demand.box: arrivals are not fitted: they come with ship",
    ]
    assert found.tables["arrivals"].empty
    Path("fitted.yaml").write_text(found.facts["overlay"])
    assert 3 < load("fitted.yaml").baseline.port.tasks["lift"].average < 5
