"""A message about a slip of the hand says what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken import edited, refusal
from tiny import TINY

from portsim.base.errors import ConfigError
from portsim.scenario.load import load

pytestmark = pytest.mark.usefixtures("tiny_folder")
LANES = "gate_in: {lanes: {value: 2, source: A1}}"


@pytest.mark.parametrize(
    ("old", "new", "end"),
    [
        (LANES, "gate_in: {lanes: 2}", "source, value; write {value: 2, source: user}"),
        (
            "{shape: constant, mean: 1 h, source: A1}",
            "1 h",
            "note, parts, ...; write {shape: constant, mean: 1 h, source: user}",
        ),
        ("flows: [domestic_truck]", "flows: domestic_truck", "allowed a list such as [domestic_truck]"),
        ("run_out: 1 day", "run_out: 24", "study.run_out: got 24, allowed a time with its unit: "
         "write 24 s, 24 min or 24 h"),
        ("run_out: 1 day", "run_out: 24 hrs", "study.run_out: got '24 hrs', allowed a time such as "
         "150 s, 2.5 min or 2 h; unknown unit 'hrs' (nearest: hours)"),
        ("evidence: evidence.yaml", "evidence: evidence.yaml\ncohorts:", "cohorts: got nothing, allowed a "
         "mapping; write below it what it has, or take its line out"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_what_to_write(old: str, new: str, end: str) -> None:
    message = refusal(lambda: edited(old, new))
    assert message.endswith(end)
    assert "\n" not in message


def over(text: str) -> None:
    tariffs = "tariffs:\n  sheets: {cost: {value: 1 yuan, source: A1}, payer: shipper}\n"
    Path("tiny.yaml").write_text(TINY + tariffs)
    Path("over.yaml").write_text(f"extends: tiny.yaml\nname: over\n{text}")
    load("over.yaml")


@pytest.mark.parametrize("text", ["tariffs:\n", "tariffs:  # later\n", "compare:\n  qr:\n"])
def test_an_empty_section_removes_nothing_of_the_extended_file(text: str) -> None:
    key = "compare.qr" if "qr" in text else "tariffs"
    place = "4:3" if "qr" in text else "3:1"
    assert refusal(lambda: over(text)) == (
        f"over.yaml:{place}: {key}: got nothing; write below it what changes, null to remove what the "
        "extended file has, or take its line out"
    )


def test_null_removes_what_the_extended_file_has() -> None:
    over("compare: {qr: null}\n")
    over("compare:\n  qr: ~\n")


@pytest.mark.parametrize(
    ("log", "end"),
    [
        ("log: truck.csv", "truck.csv: no such file (nearest: trucks.csv)"),
        ("log: {file: truck.csv}", "truck.csv: no such file (nearest: trucks.csv)"),
        (
            "log: {file: [a.csv, b.csv]}",
            "log.file: a log is one file: put the rows of all of them into one, below one line of names",
        ),
        (
            "log: {file: trucks.csv, time_zone: UTC+1}",
            "got 'UTC+1', allowed a zone such as Asia/Shanghai or UTC; without summer time that is Etc/GMT-1",
        ),
        (
            "log: {file: trucks.csv, time_zone: Europe/Gdansk}",
            "got 'Europe/Gdansk', allowed a zone such as Asia/Shanghai or UTC",
        ),
        (
            "log: {file: trucks.csv, columns: {arrival: arrival}, where: {way: out}}",
            "no row is left whose column 'way' is 'out' (allowed: in)",
        ),
    ],
)
def test_what_is_wrong_with_a_log_is_told_with_what_to_do(log: str, end: str) -> None:
    Path("trucks.csv").write_text("arrival,way\n1,in\n2,\n")
    with pytest.raises(ConfigError) as caught:
        edited("profile: day}", f"profile: day, {log}}}")
    assert str(caught.value).endswith(end)
