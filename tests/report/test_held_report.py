"""Observed against simulated as a reader meets it: page, short report, terminal, charts, provenance."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pandas as pd
import pytest
from commands import Terminal, contents
from gates import GATE

from portsim.base.language import speaking
from portsim.report.answer.measured import measured_in_short
from portsim.report.held import HeldRow, footing_in_words, held_rows, sentence
from portsim.report.logs.export import export
from portsim.report.words import ended
from portsim.scenario.load import load
from portsim.study.study import compare

FILE = """\
observed:
  yard:
    stream: truck
    log: {file: log.csv, columns: {gate_in: gate_in, gate_out: gate_out}}
    band: 10 %
    source: the gate's own clock
figures:
  T1:
    statement: A truck turns in 13 min
    kpi: truck_turn_time
    observed: 13
    unit: min
    band: [12, 14]
    because: a minute
    source: user
    differs: nothing
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the port, and a log of gate moves of a quicker one in minutes."""
    folder = tmp_path_factory.mktemp("held")
    (folder / "gate.yaml").write_text(GATE)
    (folder / "observed.yaml").write_text(FILE)
    begin = pd.Series(range(5 * 288)) * 5.0
    spread = pd.Series([0, 1, 2, 3, 4] * 288) / 2
    pd.DataFrame({"gate_in": begin, "gate_out": begin + 8 + spread}).to_csv(folder / "log.csv", index=False)
    return folder


@pytest.fixture(autouse=True)
def _inside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(monkeypatch, capsys)


@pytest.fixture(scope="module")
def rows(folder: Path) -> list[HeldRow]:
    study = compare(str(folder / "gate.yaml"), against=folder / "observed.yaml", workers=1)
    assert study.validation["verdict"].tolist() == ["met"]
    return held_rows(study)


def test_a_miss_says_on_which_side_and_by_how_much(rows: list[HeldRow]) -> None:
    (row,) = rows
    assert sentence(row) == (
        "Truck turn time (yard): the model does not meet what was observed within 10 %: too long at P50 by "
        "44.4 %, too long at P90 by 30 % (P50 observed 9 min [9 to 9], simulated 13 min [13 to 13])"
    )


def test_days_that_tell_as_much_as_half_of_them_or_less_are_said(rows: list[HeldRow]) -> None:
    def worth(days: float) -> str:
        return footing_in_words(
            rows[0]._replace(figures=tuple(each._replace(days_worth=days) for each in rows[0].figures))
        )

    assert "a queue lasts for days: they tell as much as 2 independent ones" in worth(2.0)
    assert "lasts for days" not in worth(4.0)


def test_a_missing_p_has_a_reason(rows: list[HeldRow]) -> None:
    def said(p: float, days: float, of_the_mean: float, of_others: float) -> str:
        worth = {"mean": of_the_mean}
        figures = (each._replace(days_worth=worth.get(each.figure, of_others)) for each in rows[0].figures)
        return footing_in_words(
            rows[0]._replace(figures=tuple(figures), energy_p=p, days_observed=days, open=0, unfinished=0)
        )

    lasts = "a queue lasts for days: of the mean they tell as much as 2 independent ones"
    weeks = "no p, as whole weeks have to change sides, and there are not two with the same days"
    assert f"{lasts}; {weeks}" in said(math.nan, 7, 2.4, 7)
    assert lasts in said(0.2, 7, 2.4, 7)
    assert "no p" not in said(0.2, 7, 2.4, 7)
    assert "they tell as much as 3 independent ones; " + weeks in said(math.nan, 7, 2.4, 3)
    assert "no p, as the log has one day" in said(math.nan, 1, 1, 1)
    no_day = "no p, as the runs have one day, or no day of the week that the log has"
    assert no_day in said(math.nan, 7, 7, 7)


def test_it_is_said_in_chinese(rows: list[HeldRow]) -> None:
    with speaking("zh"):
        said = sentence(rows[0])
        whole = ended(said)
    assert "模型与观测不符" in said
    assert "observed" not in said
    assert whole == f"{said}。"
    assert ended(sentence(rows[0])).endswith(".")


@pytest.mark.usefixtures("blank_png")
def test_compare_leaves_tables_page_charts_and_provenance(terminal: Terminal) -> None:
    ended = terminal("compare", "gate.yaml", "--observed", "observed.yaml", "--no-play", "--out", "results")
    assert ended.code == 0
    said = ended.out
    assert "Of 1 time that you measured: 1 missed." in said
    assert max(map(len, said.splitlines())) <= 140
    files = contents(Path("results"))
    assert {"observed.csv", "observed_quantiles.csv", "observed_hours.csv"} <= set(files)
    assert "figures/observed_yard_truck_turn_time.svg" in files
    facts = json.loads(files["provenance.json"])["observed"]
    assert facts["logs"][0]["n"] == 1440
    assert facts["logs"][0]["source"] == "the gate's own clock"
    page, report = files["report.html"].decode(), files["report.md"].decode()
    assert 'id="observed"' in page
    assert "Held against what you measured" in page
    assert "## Held against what you measured" in report
    assert "too long at P50 by 44.4 %" in report
    first = page.split("Saved in a year")[0].split("What each measure")[0]
    assert (
        "Of 1 time that you measured: 1 missed. Missed: Truck turn time (yard), too long at P50 by 44.4 %, "
        "too long at P90 by 30 %."
    ) in first
    figures = pd.read_csv("results/observed_quantiles.csv")
    assert figures["figure"].tolist() == ["P10", "P25", "P50", "P75", "P90", "P95", "mean"]
    assert figures.set_index("figure")["observed"].tolist() == [8, 8.5, 9, 9.5, 10, 10, 9]


@pytest.mark.usefixtures("blank_charts")
def test_without_a_file_nothing_is_left(terminal: Terminal) -> None:
    ended = terminal("compare", "gate.yaml", "--no-play", "--out", "plain")
    files = contents(Path("plain"))
    assert not [name for name in files if "observed" in name]
    assert "observed" not in json.loads(files["provenance.json"])
    page = files["report.html"].decode()
    assert "Held against what you measured" not in page
    assert "rests on a log" not in page
    assert "that you measured" not in ended.out


def test_the_answer_names_what_is_met(rows: list[HeldRow]) -> None:
    """A log of 13 min throughout, which is what a truck takes but for queues; and one of another time."""
    begin = pd.Series(range(5 * 288)) * 5.0
    pd.DataFrame({"gate_in": begin, "gate_out": begin + 13}).to_csv("right.csv", index=False)
    other = FILE.split("figures:")[0].replace("log.csv", "right.csv").replace("yard:", "right:")
    other = other.replace("band: 10 %", "band: 20 %")
    Path("both.yaml").write_text(other + FILE.split("figures:")[0].removeprefix("observed:\n"))
    study = compare("gate.yaml", against="both.yaml", workers=1)
    assert measured_in_short(study, "portsim compare gate.yaml") == [
        "Of 2 times that you measured: 1 met, 1 missed. Met: Truck turn time (right). "
        "Missed: Truck turn time (yard), too long at P50 by 44.4 %, too long at P90 by 30 %."
    ]


@pytest.mark.usefixtures("blank_charts")
def test_a_port_of_a_log_that_is_held_against_nothing_says_so_and_how(terminal: Terminal) -> None:
    pd.DataFrame({"arrival": [float(k) for k in range(1440)]}).to_csv("trucks.csv", index=False)
    Path("own.yaml").write_text(
        GATE.replace("source: user}}}\nplaces", "source: user}, log: trucks.csv}}\nplaces")
    )
    terminal("compare", "own.yaml", "--no-play", "--out", "logged")
    said = (
        "This port rests on a log of yours. Whether it gives back the times of that log is not looked at "
        "here. This does it: portsim compare own.yaml --observed FILE"
    )
    assert said in Path("logged/report.html").read_text()


def test_validate_prints_the_quantiles(terminal: Terminal) -> None:
    ended = terminal("validate", "gate.yaml", "--observed", "observed.yaml")
    assert ended.code == 0
    said = ended.out
    assert "different" in said
    assert "1,440 observed on 5 days" in said
    assert "too few days in the log and in the runs to show whether a queue lasts for days" in " ".join(
        said.split()
    )
    (read,) = (line for line in said.splitlines() if line.startswith("yard: read as "))
    assert read.endswith("; 1,440 rows in the file")


def test_a_mistake_in_the_file_ends_the_command_before_a_run(terminal: Terminal) -> None:
    Path("wrong.yaml").write_text(FILE.replace("stream: truck", "stream: trucks"))
    ended = terminal("compare", "gate.yaml", "--observed", "wrong.yaml", "--out", "never")
    assert ended.code == 2
    assert "wrong.yaml:3:5: unknown stream 'trucks' (nearest: truck)" in ended.err
    assert not Path("never").exists()


def test_a_share_beyond_the_target_is_held_too() -> None:
    span = "streams: [truck], from: gate_in, to: gate_out"
    target = f"targets: {{turn: {{{span}, within: {{value: 13.5 min, source: user}}}}}}\n"
    Path("aimed.yaml").write_text(GATE + target)
    export(load("aimed.yaml").with_study(seed=5), Path("own.csv"), "csv", counted=True)
    found = compare("aimed.yaml", against="own.csv", workers=1, tables=["comparison"]).observed_quantiles
    beyond = found[found["figure"] == "beyond target"]
    assert beyond["kpi"].tolist() == ["truck_turn_time"]
    assert 0.01 < float(beyond["observed"].iloc[0]) < 0.2
