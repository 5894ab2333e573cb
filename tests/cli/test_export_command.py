"""`portsim export`: the log in the file agrees with the records of the same run."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from commands import Terminal
from gates import GATE

import portsim

QUICK = ("--days", "1")


@pytest.fixture(autouse=True)
def gate(terminal: Terminal) -> None:
    Path("gate.yaml").write_text(GATE)


def test_counts_times_and_cases_are_those_of_the_records(terminal: Terminal) -> None:
    words = ("--alternative", "qr", "--replication", "1", "--zone", "+08:00")
    code, out, _ = terminal("export", "gate.yaml", "--csv", "--out", "log.csv", *words, *QUICK)
    assert code == 0
    records = portsim.run(portsim.load("gate.yaml").with_study(days=1), 1, "qr")
    table = records.visits_table()
    with Path("log.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    ended = [row for row in rows if row["lifecycle"] == "complete"]
    assert len(ended) == table["ended"].notna().sum()
    assert Counter(row["activity"] for row in ended) == Counter(table[table["ended"].notna()]["label"])
    assert len({row["case"] for row in rows}) == table["shipment"].nunique() == records.n
    edge = {"schedule": "queued", "start": "started", "complete": "ended"}
    for row in rows[:: max(1, len(rows) // 500)]:
        visit = table.iloc[int(row["visit"])]
        assert float(row["minute"]) == visit[edge[row["lifecycle"]]]
        assert row["case"] == f"truck:{visit['shipment']}"
        moment = np.datetime64("2023-08-07") + np.timedelta64(round(float(row["minute"]) * 60_000), "ms")
        assert row["timestamp"] == f"{moment}+08:00"
        assert row["trait:has_code"] == str(bool(records.traits["has_code"][visit["shipment"]])).lower()
    assert out == (
        f"log.csv: {len(rows):,} events of {len(table):,} steps in {records.n:,} cases; "
        "minute 0 is 2023-08-07 00:00 +08:00\n"
    )


def test_queue_and_service_are_told_apart(terminal: Terminal) -> None:
    assert terminal("export", "gate.yaml", "--csv", "--out", "log.csv", *QUICK).code == 0
    with Path("log.csv").open(newline="", encoding="utf-8") as file:
        edges = Counter((row["activity"], row["lifecycle"]) for row in csv.DictReader(file))
    assert edges["gate_in", "schedule"] >= edges["gate_in", "start"] >= edges["gate_in", "complete"] > 1000
    assert ("gate_to_yard", "schedule") not in edges and edges["gate_to_yard", "start"] > 1000


def test_ocel_has_no_cases_to_choose(terminal: Terminal) -> None:
    code, out, error = terminal(
        "export", "gate.yaml", "--ocel", "--case", "thread", "--out", "log.json", *QUICK
    )
    assert (code, out) == (2, "") and not Path("log.json").exists()
    assert error == (
        "--case: got 'thread', and OCEL has no cases: its objects are shipments, threads, carriers and "
        "declarations at once; leave it out\n"
    )


@pytest.mark.parametrize(("kind", "ending"), [("xes", "xes"), ("ocel", "jsonocel"), ("ocel", "sqlite")])
def test_the_other_formats_hold_as_much(terminal: Terminal, kind: str, ending: str) -> None:
    said = [
        terminal("export", "gate.yaml", f"--{each}", "--out", f"log.{end}", *QUICK).out.partition(": ")[2]
        for each, end in (("csv", "csv"), (kind, ending))
    ]
    assert said[0] == said[1] and Path(f"log.{ending}").stat().st_size > 100_000
    assert (Path(f"log.{ending}").read_bytes()[:13] == b"SQLite format") == (ending == "sqlite")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "export: got none, allowed one of --csv, --xes, --ocel"),
        (("--csv", "--xes"), "export: got --csv and --xes, allowed one of --csv, --xes, --ocel"),
        (("--csv", "--stream", "trucks"), "unknown stream 'trucks' (nearest: truck)"),
        (("--csv", "--alternative", "qrr"), "unknown alternative 'qrr' (nearest: qr)"),
        (("--csv", "--start", "2023-08-08"), "got 2023-08-08, a Tuesday; a run begins on a Monday"),
        (
            ("--csv", "--zone", "China"),
            "zone: got 'China', allowed hours and minutes ahead of UTC such as +08:00",
        ),
        (("--csv", "--replication", "-1"), "replication: got -1, allowed a whole number >= 0"),
        (
            ("--csv", "--set", "demand.truck.per_day=0.0001 per day"),
            "export: the whole port has no events in this run, so nothing is written to log.csv",
        ),
        (
            ("--ocel", "--out", "log.sqlite", "--set", "demand.truck.per_day=0.0001 per day"),
            "export: the whole port has no events in this run, so nothing is written to log.sqlite",
        ),
        (
            ("--csv", "--out", "l1.xes"),
            "export: got l1.xes for csv; name it l1.csv, or take --xes\n",
        ),
        (
            ("--xes", "--out", "l2.SQLite"),
            "export: got l2.SQLite for xes; name it l2.xes, or take --ocel\n",
        ),
        (
            ("--ocel", "--out", "l3.csv"),
            "export: got l3.csv for ocel; name it l3.json, or take --csv\n",
        ),
        (("--csv", "--workers", "2"), "portsim export: unknown option --workers"),
        (("--csv", "--store", "kept"), "portsim export: unknown option --store"),
        (("--csv", "--out", "no/log.csv"), "cannot write no/log.csv: the folder no does not exist"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    terminal: Terminal, words: tuple[str, ...], message: str
) -> None:
    out = () if "--out" in words else ("--out", "log.csv")
    code, _, err = terminal("export", "gate.yaml", *out, *words, *QUICK)
    assert code == 2 and message in err
    assert [each.name for each in Path().iterdir()] == ["gate.yaml"]


def test_a_run_that_ends_after_the_year_9999_is_refused(terminal: Terminal) -> None:
    """Four digits are all that ISO 8601 has for a year; the 27th is the last Monday."""
    days = ("--warm-up-days", "0", "--run-out", "1h", "--start", "9999-12-27", "--out", "log.csv")
    code, _, err = terminal("export", "gate.yaml", "--csv", "--days", "5", *days)
    assert (code, err) == (
        2,
        "--start: got 9999-12-27, and the run ends after 9999; allowed up to 9999-12-26\n",
    )
    assert terminal("export", "gate.yaml", "--csv", "--days", "1", *days).code == 0
    assert "10000-" not in Path("log.csv").read_text()
