"""What the page shows of runs: first estimates without an interval, pins, money, hours; runs that go on."""

from __future__ import annotations

import asyncio
import json
import math
import os
import signal
from collections.abc import AsyncGenerator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from gates import GATE
from tiny import TINY

import portsim
from portsim.base.blame import Blame
from portsim.base.language import speaking
from portsim.serve.answer import _rows, answer, word_of
from portsim.serve.app import Served
from portsim.serve.lanes import Lanes
from portsim.serve.runs import Runs
from portsim.serve.state import State, read_state
from portsim.serve.variant import Variants
from portsim.study.question import StudyResult

pytestmark = pytest.mark.usefixtures("tiny_folder")


async def studies(runs: Runs, asked: State) -> list[StudyResult]:
    return [study async for study in runs.of(asked)]


def in_page(*states: dict[str, Any]) -> list[list[StudyResult]]:
    """The studies of states, one after the other, on one page."""

    async def all_of() -> list[list[StudyResult]]:
        variants = Variants(portsim.load("tiny.yaml"))
        lanes = Lanes(1)
        try:
            runs = Runs(variants, lanes)
            return [
                await studies(runs, read_state(each, variants.base, variants.controls)) for each in states
            ]
        finally:
            lanes.stop()

    return asyncio.run(all_of())


def test_figures_come_again_with_three_times_the_replications(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portsim.serve.runs.LATEST", math.inf)
    (found,) = in_page({"show": ["qr"], "n": 9})
    assert [len(each.replications) for each in found] == [1, 3, 9]


def test_figures_that_take_long_come_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portsim.serve.runs.LATEST", 0.0)
    (found,) = in_page({"show": ["qr"], "n": 5})
    assert [len(each.replications) for each in found] == [1, 2, 3, 4, 5]


def test_one_replication_is_a_first_estimate_without_an_interval() -> None:
    (found,) = in_page({"show": ["qr"], "n": 3})
    assert [len(each.replications) for each in found] == [1, 3]
    first, last = answer(found[0]), answer(found[-1])
    assert (first["n"], first["of"], last["n"]) == (1, 3, 3)
    for row in first["rows"]:
        assert (row["low"], row["high"], row["verdict"]) == (None, None, "first estimate")
    for row in last["rows"]:
        assert row["low"] <= row["difference"] <= row["high"]
    time = next(row for row in last["rows"] if row["kpi"] == "gate_transaction_time")
    assert time["difference"] == pytest.approx(time["value"] - time["baseline"], abs=1e-4)
    # 90 % of trucks show a code that takes 20 s in place of 150 s, 3 % of these are exceptions
    assert -2.1 < time["difference"] < -1.5
    assert {row["alternative"] for row in last["rows"]} == {"qr"}


@pytest.mark.parametrize(
    ("with_it", "n", "of", "traced", "word"),
    [
        (1, 1, 4, False, "first estimate"), (1, 1, 1, True, "one trace"), (1, 4, 4, True, "one trace"),
        (1, 4, 4, False, "one replication"), (2, 4, 4, True, "undecided"), (0, 4, 4, False, "undecided"),
    ],
)  # fmt: skip
def test_a_figure_of_one_replication_says_whether_more_come(
    with_it: int, n: int, of: int, traced: bool, word: str
) -> None:
    assert word_of({"n": with_it, "verdict": "undecided"}, n, of, traced) == word


def test_alternatives_that_aim_at_nothing_show_what_they_move() -> None:
    growth = "what_ifs: {growth: {scale: {demand.truck.per_day: 1.4}}}\ncompare: {growth: [growth]}\n"
    Path("tiny.yaml").write_text(GATE[: GATE.index("measures:")] + growth)
    (found,) = in_page({"show": ["growth"], "n": 4})
    verdicts = {row["kpi"]: (row["aim"], row["verdict"]) for row in answer(found[-1])["rows"]}
    assert verdicts["truck_visit_time"] == (False, "worse")


def test_against_itself_nothing_differs_and_against_a_pin_the_change_alone_does() -> None:
    same, more = {"show": ["qr"], "n": 2}, {"set": {"places.gate_in.lanes": "4"}, "show": ["qr"], "n": 2}
    (stated,), (again,), (wide,) = ([each[-1]] for each in in_page(same, same, more))
    rows = answer(again, stated)["rows"]
    assert {row["alternative"] for row in rows} == {"baseline", "qr"}
    assert all(row["difference"] == 0 for row in rows)
    queue = next(
        row
        for row in answer(wide, stated)["rows"]
        if row["alternative"] == "baseline" and row["kpi"] == "gate_queue_time"
    )
    assert queue["difference"] < 0  # twice as many lanes
    assert queue["baseline"] > 0


def test_queues_by_hour_are_those_of_the_profile() -> None:
    (found,) = in_page({"show": ["qr"], "n": 2})
    gate = next(each for each in answer(found[-1])["hours"] if each["place"] == "gate_in")
    assert set(gate["queues"]) == {"baseline", "qr"}
    assert len(gate["queues"]["baseline"]) == 24
    assert gate["queues"]["baseline"][3] == 0  # nobody comes at night
    assert sum(gate["queues"]["qr"]) < sum(gate["queues"]["baseline"])


def test_money_by_payer_is_in_millions_and_says_who_saves() -> None:
    Path("tiny.yaml").write_text(
        TINY + "tariffs:\n  truck_hour: {cost: {value: 150 yuan/h, source: A1}, payer: haulier}\n"
    )
    (found,) = in_page({"show": ["qr"], "n": 2})
    money = {row["payer"]: row for row in answer(found[-1])["money"]}
    assert set(money) == {"haulier", "companies", "all_payers"}
    assert 0 < money["haulier"]["saved"] < 5
    assert money["haulier"]["low"] <= money["haulier"]["saved"] <= money["haulier"]["high"]


def test_what_was_answered_before_is_not_run_again() -> None:
    async def count() -> tuple[int, int]:
        variants = Variants(portsim.load("tiny.yaml"))
        lanes = Lanes(1)
        try:
            runs = Runs(variants, lanes)
            both = {"show": ["qr", "lanes"], "n": 2}
            await studies(runs, read_state(both, variants.base, variants.controls))
            first = runs.answers.new
            await studies(runs, read_state({"show": ["qr"], "n": 2}, variants.base, variants.controls))
            return first, runs.answers.new
        finally:
            lanes.stop()

    assert asyncio.run(count()) == (6, 6)  # two replications of three alternatives


def test_a_killed_worker_is_replaced_and_its_run_done_again() -> None:
    async def killed() -> tuple[int, list[int], tuple[int, ...], tuple[int, ...]]:
        variants = Variants(portsim.load("tiny.yaml"))
        lanes = Lanes(1)
        try:
            runs = Runs(variants, lanes)
            asked = read_state({"show": ["qr"], "n": 2}, variants.base, variants.controls)
            await studies(runs, asked)
            before = lanes.processes
            os.kill(before[0], signal.SIGKILL)
            changed = {"set": {"places.gate_in.lanes": "3"}, "show": ["qr"], "n": 2}
            found = await studies(runs, read_state(changed, variants.base, variants.controls))
            return lanes.replaced, [len(each.replications) for each in found], before, lanes.processes
        finally:
            lanes.stop()

    replaced, lengths, before, after = asyncio.run(killed())
    assert replaced == 1
    assert lengths[-1] == 2
    assert before != after


def test_a_stopped_request_leaves_runs_that_have_not_begun() -> None:
    async def stopped() -> tuple[int, int]:
        variants = Variants(portsim.load("tiny.yaml"))
        lanes = Lanes(1)
        try:
            runs = Runs(variants, lanes)
            many = read_state({"show": ["qr"], "n": 50}, variants.base, variants.controls)
            async for _ in runs.of(many):
                break
            few = {"set": {"places.gate_in.lanes": "3"}, "show": ["qr"], "n": 2}
            await studies(runs, read_state(few, variants.base, variants.controls))
            return runs.answers.new, 2 * 50 + 2 * 2
        finally:
            lanes.stop()

    new, of_all = asyncio.run(stopped())
    assert new < of_all / 4


def test_names_are_said_in_the_language_of_the_page() -> None:
    variants = Variants(portsim.load("ocean_gate"))
    lanes = Lanes(1)
    try:
        served = Served(variants, Runs(variants, lanes), "zh")
    finally:
        lanes.stop()
    found = json.loads(served.described["zh"])
    assert found["names"]["smart_cloud_routing"] == "智能云分流"
    assert found["payers"]["haulier"] == "集卡车队"
    assert "智能云分流" in [group["title"] for group in found["groups"]]


def test_units_are_said_in_the_language_of_the_page() -> None:
    (found,) = in_page({"show": ["lanes"], "n": 2})
    study = found[-1]
    rows = study.table("comparison").assign(kpi="gate_lane_throughput", unit="trucks/h", aim=True)
    with speaking("zh"):
        said = [row["unit"] for row in _rows(study, rows.to_dict("records")[:1])]
    assert said == ["辆/小时"]
    assert [row["unit"] for row in _rows(study, rows.to_dict("records")[:1])] == ["trucks/h"]


@pytest.mark.parametrize("own", [False, True])
def test_a_mistake_in_code_is_said_on_the_page_and_one_of_portsims_shown_in_the_terminal(
    own: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    async def found(*_: object) -> AsyncGenerator[dict[str, Any]]:
        error = ZeroDivisionError("division by zero")
        Blame("in measure 'touchy', declared at plug.py:4", own).note_on(error)
        raise error
        yield {}

    async def lines(served: Any) -> list[bytes]:
        return [line async for line in Served._lines(served, cast(State, None), None, "en")]

    runs = SimpleNamespace(lanes=SimpleNamespace(replaced=0), stopped=False)
    (line,) = asyncio.run(lines(SimpleNamespace(runs=runs, open=0, _found=found)))
    more = (
        "; the terminal of portsim serve shows where"
        if own
        else " (in measure 'touchy', declared at plug.py:4)"
    )
    said = f"ZeroDivisionError: division by zero{more}"
    assert json.loads(line) == {"kind": "wrong", "text": said, "control": ""}
    assert ("Traceback" in capsys.readouterr().err) is own
