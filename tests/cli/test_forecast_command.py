"""`portsim forecast`: what it prints, what it leaves behind, what it refuses."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest
from commands import Terminal
from logged import logged

DAY, EIGHT = 1440, 480


@pytest.fixture(autouse=True)
def gate(terminal: Terminal) -> None:
    logged([day * DAY + EIGHT for day in range(14) for _ in range(30)])


def test_it_says_where_most_wait_and_leaves_tables_and_a_chart(terminal: Terminal) -> None:
    """Thirty trucks at 8 o'clock and 3 min at the gate: 0 + 3 + ... + 57 min within the hour make a mean of
    9.5 for the twenty that begin in it, and the ten others wait all of it: 19.5."""
    done = terminal(
        "forecast", "gate.yaml", "--now", "192 h", "--hours", "10", "--replications", "20", "--workers", "1"
    )
    assert done.code == 0, done.err
    assert "Gate-in" in done.out
    said = (
        "gate_in: a queue of 19.5 on the mean of the hour from Tue 08:00, the longest to come (19.5 to "
        "19.5 in 90 of"
    )
    assert said in " ".join(done.out.split())
    folder = Path("results/gate_forecast")
    assert {each.name for each in folder.iterdir()} == {
        ".portsim", "arrivals.csv", "figures", "provenance.json", "queues.csv", "report.md",
    }  # fmt: skip
    assert (folder / "figures" / "forecast.png").stat().st_size > 10_000
    rows = list(csv.DictReader((folder / "queues.csv").read_text().splitlines()))
    own = [each for each in rows if each["place"] == "gate_in" and each["begins"] == "Tue 08:00"]
    assert [float(each["median"]) for each in own] == [19.5]
    facts = json.loads((folder / "provenance.json").read_text())
    assert facts["now"] == "Tue 00:00"


def test_a_moment_must_be_given_and_be_one(terminal: Terminal) -> None:
    done = terminal("forecast", "gate.yaml")
    assert (done.code, "--now" in done.err) == (2, True)
    done = terminal("forecast", "gate.yaml", "--now", "yesterday")
    assert done.code == 2
    assert done.err.splitlines()[-1] == (
        "--now: got 'yesterday', allowed a time since Monday 00:00 such as '86 h': the logs have no dates"
    )
    assert not Path("results").exists() or not any(Path("results").iterdir())


def test_from_a_list_it_says_who_stands_where_and_leaves_what_it_began_with(terminal: Terminal) -> None:
    """Thirty trucks wait at a gate that takes 3 min: 0 + 3 + ... + 57 for those served within the hour, and
    60 for each of ten others, are 19.5 on the mean, as if they had all come at that moment."""
    Path("now.csv").write_text("stream,step,count\ndomestic,gate_in,30\n")
    words = [
        "forecast",
        "gate.yaml",
        "--now",
        "193 h",
        "--hours",
        "2",
        "--replications",
        "20",
        "--workers",
        "1",
    ]
    done = terminal(*words, "--from-state", "now.csv")
    assert done.code == 0, done.err
    said = " ".join(done.out.split())
    assert "Place Now Most 5 to 95 % From Gate-in 29 19.5 19.5 to 19.5 Tue 01:00" in said
    assert "By now.csv 30 stand in the port at Tue 01:00: 30 of domestic at gate_in." in said
    assert (
        "gate_in: a queue of 30 by the list, of which 1 is served at once, as a server is free: 29 now."
        in said
    )
    folder = Path("results/gate_forecast")
    facts = json.loads((folder / "provenance.json").read_text())
    assert (facts["from_state"], facts["standing"]) == ("now.csv", 30)
    assert facts["sha256"] == hashlib.sha256(Path("now.csv").read_bytes()).hexdigest()
    rows = list(csv.DictReader((folder / "queues.csv").read_text().splitlines()))
    own = {each["hour"]: each for each in rows if each["place"] == "gate_in"}
    assert (own["0"]["median"], own["0"]["begins"], own["1"]["begins"]) == ("29", "Tue 01:00", "Tue 01:00")
    done = terminal(*words, "--from-state", "now.csv", "--lang", "zh")
    assert "港内有 30" in done.out and "当前" in done.out
    done = terminal(*words, "--from-state", "then.csv")
    assert done.code == 2
    assert done.err.splitlines()[-1].startswith(
        "--from-state: then.csv: no such file; give a CSV, .xlsx, .parquet"
    )


def test_without_a_log_the_chart_shows_who_is_drawn(terminal: Terminal) -> None:
    Path("gate.yaml").write_text(Path("gate.yaml").read_text().replace(", log: trucks.csv", ""))
    Path("now.csv").write_text("stream,step,count\ndomestic,gate_in,30\n")
    words = ["--now", "2026-03-05 14:00", "--hours", "2", "--replications", "20", "--workers", "1"]
    done = terminal("forecast", "gate.yaml", *words, "--from-state", "now.csv")
    assert done.code == 0, done.err
    assert Path("results/gate_forecast/figures/forecast.png").stat().st_size > 10_000
    done = terminal("forecast", "gate.yaml", *words)
    assert done.err.splitlines()[-1].endswith("or give a list of what stands where (--from-state)")
