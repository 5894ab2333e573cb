"""What a log measures of a step is a matter of the rows that come to it: all others say nothing of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from worlds import flow, lasting, one, port, share, stream_of

from portsim.model.demand import Trait
from portsim.model.place import Place
from portsim.model.steps import maybe, visit, when
from portsim.model.world import World
from portsim.scenario.offered_load import expected_work, offered_loads
from portsim.study.fitting.measured import logs_of_streams, measured

SCAN, SEARCH, LIFT = visit("scanner", "scan"), visit("bay", "search"), visit("crane", "lift")
STEPS = when("selected", (SCAN, maybe("suspect", (SEARCH,))), orelse=(LIFT,))


def exams(log: object = "boxes.csv", /, **columns: object) -> World:
    """Ten boxes with a log: four are scanned, and one of these is searched."""
    rows = {
        "arrival": np.arange(10.0) * 60,
        "selected": [1] * 4 + [0] * 6,
        "f.suspect": [1] + [0] * 9,
        "f.scan": [2.0] * 4 + [0] * 6,
        "f.search": [40.0] + [0] * 9,
        "f.lift": [0.0] * 4 + [3] * 6,
    }
    pd.DataFrame({**rows, **columns}).to_csv("boxes.csv", index=False)
    tasks = {name: lasting("99 min") for name in ("scan", "search", "lift")}
    parts: dict[str, object] = {
        "places": {name: Place(servers=one(), noun="servers") for name in ("scanner", "bay", "crane")},
        "chances": {"suspect": share(0.9)},
        "traits": {"selected": Trait(share=share(0.9), of=("box",))},
    }
    return World(port(tasks, {"box": stream_of(10, log=log)}, **parts), {"f": flow("f", STEPS)})


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_work_of_a_step_is_that_of_the_rows_that_come_to_it() -> None:
    """Of ten boxes four are scanned for 2 min, one is searched for 40 min, and six are lifted for 3 min."""
    assert expected_work(exams(), "box") == pytest.approx({"scanner": 0.8, "bay": 4, "crane": 1.8})


def test_a_blank_answer_can_lead_both_ways() -> None:
    """Whether the second box is searched is drawn, and so is for how long."""
    nobody = [0.0] * 6
    blank = {"f.suspect": [1, np.nan, 0, 0, *nobody], "f.search": [40, np.nan, 0, 0, *nobody]}
    world = exams({"file": "boxes.csv", "blanks": "draw"}, **blank)
    suspect, minutes = (1 + 0.9 + 0 + 0) / 4, (40 + 99) / 2
    assert expected_work(world, "box")["bay"] == pytest.approx(0.4 * suspect * minutes)


def test_every_row_goes_its_own_way_through_traits_that_go_together() -> None:
    """The four boxes that are selected are the four that are cold: all of them are searched, and not four of
    ten. Of the first of them the log does not say whether it is cold, and of those stated 90 % are."""
    pd.DataFrame(
        {"arrival": np.arange(10.0) * 60, "selected": [1] * 4 + [0] * 6, "cold": [np.nan, 1, 1, 1] + [0] * 6}
    ).to_csv("boxes.csv", index=False)
    steps = when("selected", (when("cold", (SEARCH,), orelse=(SCAN,)), when("cold", (LIFT,), label="again")))
    parts: dict[str, object] = {
        "places": {name: Place(servers=one(), noun="servers") for name in ("scanner", "bay", "crane")},
        "traits": {name: Trait(share=share(0.9), of=("box",)) for name in ("selected", "cold")},
    }
    tasks = {name: lasting("10 min") for name in ("scan", "search", "lift")}
    log = {"file": "boxes.csv", "blanks": "draw"}
    world = World(port(tasks, {"box": stream_of(10, log=log)}, **parts), {"f": flow("f", steps)})
    assert expected_work(world, "box") == pytest.approx({"bay": 3.9, "scanner": 0.1, "crane": 3.9})


def test_the_load_at_a_desk_for_few_is_not_spread_over_all() -> None:
    load = next(each for each in offered_loads(exams()) if each.place == "bay")
    assert load.mean == pytest.approx(10 * 4 / 1440)


def test_what_is_fitted_of_a_step_is_of_the_rows_that_come_to_it() -> None:
    world = exams()
    found = measured(world, logs_of_streams(world, ()))
    values = {key: each.columns[1].tolist() for key, each in found.items()}
    assert values == {
        "tasks.scan": [2] * 4,
        "chances.suspect": [1, 0, 0, 0],
        "tasks.search": [40],
        "tasks.lift": [3] * 6,
    }


def test_a_step_that_two_streams_have_is_named_once() -> None:
    world = exams()
    (logged,) = logs_of_streams(world, ())
    assert measured(world, [logged, logged])["tasks.scan"].steps == ["f.scan"]
