"""A log becomes a scenario that runs, and it is said what of the log it does not hold."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from carried import OF_BOX, OF_SHIP, quay
from logged import GATE, evenly, logged
from scipy import stats

from portsim.base.errors import PortsimError
from portsim.base.notes import notes_shown
from portsim.base.units import minutes, say_minutes
from portsim.scenario.load import load
from portsim.scenario.placing import placed
from portsim.study.fitting.question import fit
from portsim.study.study import compare


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


@pytest.mark.parametrize(
    ("a_day", "days_differ", "at_night", "said"),
    [(24, 0.3, 9.0, "by_hour"), (100, 0.15, 5.0, "gamma")],
    ids=["by hour", "too little to be said"],
)
def test_where_days_differ_the_interval_goes_by_days(
    a_day: int,
    days_differ: float,
    at_night: float,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of days of equally many times it is about that of Student over the means of the days."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(5)
    arrival = np.array(evenly(a_day, 28))
    slow_days = np.repeat(np.exp(rng.normal(0, days_differ, 28)), a_day)
    night = (arrival % 1440 < 360) | (arrival % 1440 >= 1200)
    times = slow_days * np.where(night, at_night, 5) * rng.gamma(4, 0.25, len(arrival))
    found = fit(logged(list(arrival), columns={"domestic_truck.gate_in": list(times)}), bootstrap=399)
    text = next(each for each in found.sentences if each.startswith(f"tasks.paper_check: {said}"))
    ends = re.search(r"95 % interval ([\d.]+ min) to ([\d.]+ min)", text)
    assert ends is not None
    means = times.reshape(28, a_day).mean(axis=1)
    own = stats.t.interval(0.95, 27, means.mean(), means.std(ddof=1) / 28**0.5)
    assert [minutes(each) for each in ends.groups()] == pytest.approx(own, abs=0.2 * (own[1] - own[0]) / 2)


def test_a_way_that_is_measured_through_another_step_is_told(folder: Path) -> None:
    """Between the paper check and the way to the yard trucks with trouble go to a desk."""
    ways = {"gate_in": ("start", "end"), "gate_to_yard": ("end", "yard"), "yard_to_gate": ("yard", "out")}
    later = {"yard": 120, "out": 180}
    written(
        ", ".join(f"domestic_truck.{step}: {{from: {a}, to: {b}}}" for step, (a, b) in ways.items()),
        **{
            name: pd.Timestamp("2026-03-02") + pd.to_timedelta(np.array(evenly(120, 28)) + minute, unit="min")
            for name, minute in later.items()
        },
    )
    (found,) = (text for text in fit("gate.yaml", bootstrap=19).sentences if "measured from the end" in text)
    assert found == (
        "tasks.gate_to_yard: domestic_truck.gate_to_yard is measured from the end of a step before "
        "resolve_trouble, and holds the time of all who come there: a run has it twice; give the moment at "
        "which this step begins"
    )


def test_a_port_with_too_few_servers_can_be_fitted_as_a_fit_runs_nothing(folder: Path) -> None:
    written("domestic_truck.gate_in: {from: start, to: end}")
    text = Path("gate.yaml").read_text().replace("mean: 1 min", "mean: 30 min")
    Path("gate.yaml").write_text(text)
    with pytest.raises(PortsimError, match=r"gate_out: offered load 2\.50"):
        load("gate.yaml")
    assert fit("gate.yaml", bootstrap=19).sentences


SEALS = """plugins: [seals.py]
traits: {broken: {share: {value: 1 %, source: assumption, range: [0 %, 2 %]}, of: OF}}
demand:
  other: {flows: [domestic_truck], per_day: {value: 10 per day, source: user}}
"""
SEALED = """import portsim

desk = portsim.visit("trouble_desk", "resolve_trouble")
portsim.flow("sealed", (portsim.visit("gate_in", "paper_check"), portsim.when("broken", (desk,))))
"""


def _with_broken_seals(of: str) -> None:
    """A scenario with a trait of these streams, which one truck of 20 of the log has."""
    written("broken: seal", seal=np.where(np.arange(3360) % 20 == 7, 1, 0))
    text = Path("gate.yaml").read_text().replace("[domestic_truck]", "[sealed]")
    Path("gate.yaml").write_text(text.replace("demand:\n", SEALS.replace("OF", of)))
    Path("seals.py").write_text(SEALED)


def test_the_share_of_a_trait_is_that_of_the_log(folder: Path) -> None:
    from portsim.cli.fitting import fit as command

    _with_broken_seals("[domestic]")
    found = fit("gate.yaml", bootstrap=19)
    share = stats.binomtest(168, 3360).proportion_ci(method="wilson")
    ends = f"{100 * share.low:.4g} % to {100 * share.high:.4g} %"
    assert f"traits.broken.share: 5 % (n = 3,360, 95 % interval {ends}) of domestic" in found.sentences
    command("gate.yaml", bootstrap=19)
    trait = load("gate_fitted.yaml").baseline.port.traits["broken"]
    assert (trait.share.value, trait.share.source, trait.of) == (0.05, ("log",), ("domestic",))
    assert trait.share.range == pytest.approx((share.low, share.high), abs=2e-6)


def test_a_trait_of_others_too_stays_and_that_is_said(folder: Path) -> None:
    _with_broken_seals("[domestic, other]")
    found = fit("gate.yaml", bootstrap=19)
    (said,) = (text for text in found.sentences if text.startswith("traits."))
    assert said.startswith("traits.broken.share: stays 1 % for all, though the log has 5 % (n = 3,360, ")
    assert said.endswith(
        " of domestic: it is the share of other, too, of which no log says it; set traits.broken.share, or "
        "give all of them a log"
    )
    assert "broken" not in str(found.facts["overlay"])
    assert found.tables["chances"].set_index("chance").share["traits.broken.share"] == 0.05


def test_planned_times_that_a_fit_leaves_to_chance_are_said(folder: Path) -> None:
    planned = "planned: {name: pickup, dwell: {shape: constant, mean: 8 h, source: user}, profile: even}"
    scenario = logged(
        evenly(10, 14),
        ("log: trucks.csv}", f"log: trucks.csv, {planned}}}"),
        ("demand:", f"profiles: {{even: {{hours: {[1] * 24}, source: user}}}}\ndemand:"),
        columns={"pickup": [each + 500 for each in evenly(10, 14)]},
    )
    assert (
        "demand.domestic.planned: pickup of the log is not fitted: runs draw it as the scenario says"
    ) in fit(scenario, bootstrap=19).sentences


def test_a_fit_by_hour_says_the_mean_of_what_it_writes_and_what_that_leaves_out(folder: Path) -> None:
    """Two of a hundred times were typed as seconds: shapes that fit the others leave them out."""
    rng = np.random.default_rng(3)
    arrival = np.array(evenly(200, 14))
    night = arrival % 1440 >= 720
    times = rng.lognormal(0, 0.4, len(arrival)) * np.where(night, 3, 5)
    times[::200] *= 60
    found = fit(logged(list(arrival), columns={"domestic_truck.gate_in": list(times)}), bootstrap=49)
    said = next(text for text in found.sentences if text.startswith("tasks.paper_check: by_hour"))
    parts = [minutes(each) for each in re.findall(r"mean ([\d.]+ min), at", said)]
    (figures,) = re.findall(r"; mean ([\d.]+ min), 95 % interval ([\d.]+ min) to ([\d.]+ min)", said)
    mean, low, high = map(minutes, figures)
    assert mean == pytest.approx(sum(parts) / 2, rel=0.01)
    assert low < mean < high < times.mean()
    assert any(f"the mean of the log is {say_minutes(times.mean())}" in text for text in found.sentences)
    fitted = yaml.safe_load(found.facts["overlay"])["tasks"]["paper_check"]
    ends = [minutes(each) for each in fitted["range"]]
    assert ends == pytest.approx([low, high], rel=0.01)


def test_what_was_set_stands_in_the_fitted_scenario(folder: Path) -> None:
    written("domestic_truck.gate_in: {from: start, to: end}")
    given = load("gate.yaml").set("places.gate_in.lanes", 6).set("tasks.paper_check", "9 min")
    Path("fitted.yaml").write_text(str(fit(given, bootstrap=49).facts["overlay"]))
    port = load("fitted.yaml").baseline.port
    assert port.places["gate_in"].most("t") == 6
    assert port.tasks["paper_check"].average == pytest.approx(2, rel=0.04)  # the log says how long it takes


@pytest.mark.parametrize("name", ["it's #1.yaml", "a: b.yaml", "\udcb8.yaml"])
def test_a_fitted_scenario_finds_the_one_that_it_extends_whatever_its_name(name: str) -> None:
    text = yaml.safe_dump({"extends": f"/ports/mine/{name}", "name": "fitted"}, width=110)
    assert yaml.safe_load(placed(text, Path("/ports/fitted.yaml")))["extends"] == f"mine/{name}"


def test_arrivals_that_come_evenly_are_said_not_to_be_poisson(folder: Path) -> None:
    written("domestic_truck.gate_in: {from: start, to: end}")
    found = fit("gate.yaml", bootstrap=49)
    assert any("arrivals are more even than runs draw them" in text for text in found.sentences)
    assert (
        "tasks.paper_check: domestic_truck.gate_in is taken as the service alone, from the moment start, as "
        "a run makes its own waits; if some still wait after start, a run waits twice: give the moment at "
        "which it starts"
    ) in found.sentences


def test_why_the_spread_of_arrivals_is_not_told_is_said(folder: Path) -> None:
    every_other_week = [each for each in evenly(10, 28) if each // 10_080 % 2 == 0]
    few = fit(logged(every_other_week), bootstrap=19).sentences
    once = fit(logged(evenly(100, 7)), bootstrap=19).sentences
    begin = "demand.domestic: whether arrivals are Poisson cannot be said: "
    assert f"{begin}in no hour of the week does one come on average" in few
    assert f"{begin}no weekday was seen twice" in once


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
    with pytest.raises(PortsimError, match=r"own\.yaml: it is there already and is no scenario that por"):
        command("gate.yaml", out=Path("own.yaml"), bootstrap=49)
    assert Path("own.yaml").read_text() == "name: own\n"
    with pytest.raises(
        PortsimError, match="--out: /dev/full is a folder, a device or a pipe; allowed a file"
    ):
        command("gate.yaml", out=Path("/dev/full"), bootstrap=49)
    with pytest.raises(PortsimError, match="--out and --folder: both are new; give the folder another name"):
        command("gate.yaml", out=Path("new"), folder=Path("new"), bootstrap=49)
    assert not Path("new").exists()


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
