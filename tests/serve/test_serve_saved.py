"""A state laid over its scenario, saved, and loaded again: the same figures."""

from __future__ import annotations

import asyncio
import json
import runpy
import shutil
from pathlib import Path

import pytest
from tiny import TINY

import portsim
from portsim.base.errors import PortsimError
from portsim.serve.answer import answer
from portsim.serve.lanes import Lanes
from portsim.serve.runs import Runs
from portsim.serve.saved import as_notebook, as_scenario
from portsim.serve.state import State, WrongValue, read_state
from portsim.serve.variant import Variants
from portsim.study.question import StudyResult

pytestmark = pytest.mark.usefixtures("tiny_folder")
RANGED = TINY.replace(
    "mode: 4 min, high: 8 min, source: A1}", "mode: 4 min, high: 8 min, source: A1, range: [3 min, 7 min]}"
)
CHANGES = {"places.gate_in.lanes": "3", "tasks.paper_check": "200 s", "tasks.gate_to_yard": 0.25}


def variants(text: str = RANGED) -> Variants:
    Path("tiny.yaml").write_text(text)
    return Variants(portsim.load("tiny.yaml"))


def state(data: object, of: Variants) -> State:
    return read_state(data, of.base, of.controls)


def figures(of: Variants, asked: State) -> StudyResult:
    """The study of a state with all its replications, run in a worker process."""

    async def last() -> StudyResult:
        lanes = Lanes(1)
        try:
            found = [study async for study in Runs(of, lanes).of(asked)]
        finally:
            lanes.stop()
        return found[-1]

    return asyncio.run(last())


@pytest.mark.parametrize("changed", [False, True], ids=["as written", "with --set"])
def test_a_folder_that_is_gone_is_told(changed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path.cwd())
    base = portsim.load("tiny.yaml")
    of = Variants(base.set("places.gate_in.lanes", "3") if changed else base)
    asked = state({"set": {}, "show": ["qr"], "n": 3}, of)
    shutil.rmtree(Path.cwd())
    for write in (as_scenario, as_notebook):
        with pytest.raises(PortsimError) as caught:
            write(of, asked)
        assert str(caught.value) == "tiny.yaml: no such file (no .yaml file in .)"


def test_a_file_that_has_changed_meanwhile_is_not_extended() -> None:
    of = variants()
    asked = state({"set": CHANGES, "show": ["qr"], "n": 3}, of)
    before = as_scenario(of, asked)
    Path("tiny.yaml").write_text(RANGED.replace("100 per day", "300 per day"))
    with pytest.raises(PortsimError) as caught:
        as_scenario(of, asked)
    assert str(caught.value) == (
        "tiny.yaml: has changed since this page was opened, and the file would extend what it says now; "
        "start portsim serve again, and open its start address with the part of this address from # on"
    )
    Path("tiny.yaml").unlink()
    with pytest.raises(PortsimError, match=r"^tiny\.yaml: no such file"):
        as_scenario(of, asked)
    Path("tiny.yaml").write_text(f"{RANGED}\n# the same numbers\n")
    assert as_scenario(of, asked) == before


def test_the_page_goes_on_with_the_files_that_it_has_read() -> None:
    of = variants()
    before = of.of(state({"set": CHANGES, "show": ["qr"], "n": 3}, of))
    again = Variants(of.base)
    for name in ("tiny.yaml", "evidence.yaml"):
        Path(name).unlink()
    found = again.of(state({"set": CHANGES, "show": ["qr"], "n": 3}, again))
    assert found.identity == before.identity and found.evidence == before.evidence


def test_a_saved_file_gives_the_figures_of_the_page() -> None:
    of = variants()
    asked = state({"set": CHANGES, "show": ["qr"], "n": 3}, of)
    page = figures(of, asked)
    Path("saved.yaml").write_text(as_scenario(of, asked))
    study = portsim.compare("saved.yaml", workers=1, claims=False)
    assert study.scenario.identity == page.scenario.identity
    rows = {row["kpi"]: row for row in answer(page)["rows"] if row["aim"]}
    table = study.comparison.set_index("kpi")
    assert set(rows) == {"gate_transaction_time", "gate_queue_time", "document_window_visits"}
    for name, row in rows.items():
        for column in ("baseline", "value", "difference", "low", "high"):
            assert row[column] == pytest.approx(table.loc[name, column], rel=1e-5), (name, column)


def test_a_saved_file_holds_the_differences_alone() -> None:
    of = variants()
    text = as_scenario(of, state({"set": {"places.gate_in.lanes": "3"}, "show": ["qr"], "n": 4}, of))
    lines = text.splitlines()
    assert lines[1:4] == [
        "name: tiny_what_if",
        "title: 'One small terminal: what if'",
        f"extends: {Path.cwd()}/tiny.yaml",
    ]
    assert "  replications: 4" in lines
    assert lines[-5:] == ["places:", "  gate_in:", "    lanes: 3", "compare:", "  lanes: null"]


def test_a_shipped_scenario_is_extended_by_its_name() -> None:
    of = Variants(portsim.load("ocean_gate"))
    assert "extends: ocean_gate.yaml\n" in as_scenario(of, state({"set": {}, "show": ["qr_gate_pass"]}, of))


def test_a_notebook_runs_and_has_the_same_identity() -> None:
    of = variants()
    asked = state({"set": CHANGES, "show": ["lanes"], "n": 2}, of)
    Path("note.py").write_text(as_notebook(of, asked))
    app = runpy.run_path("note.py")["app"]
    _, defined = app.run()
    assert defined["scenario"].identity == of.of(asked).identity
    assert set(defined["study"].comparison["alternative"]) == {"lanes"}


def test_a_title_stays_text_in_file_and_notebook() -> None:
    title = "a'''\\n\"\"\" # </script> {name} 厦门"
    of = variants(
        RANGED.replace("title: One small terminal", f"title: {json.dumps(title, ensure_ascii=False)}")
    )
    asked = state({"set": {}, "show": ["qr"], "n": 2}, of)
    Path("saved.yaml").write_text(as_scenario(of, asked), encoding="utf-8")
    assert portsim.load("saved.yaml").title == f"{title}: what if"
    Path("note.py").write_text(as_notebook(of, asked), encoding="utf-8")
    compile(Path("note.py").read_text(encoding="utf-8"), "note.py", "exec")


def test_an_input_whose_figures_move_together_is_saved_number_by_number() -> None:
    text = RANGED.replace(
        "lift_domestic: {shape: constant, mean: 3 min, source: A1}",
        "lift_domestic: {shape: constant, mean: 3 min, source: A1, range: [2 min, 6 min]}",
    )
    of = variants(text + "together: {moves: [tasks.lift_domestic, tasks.gate_to_yard]}\n")
    saved = as_scenario(of, state({"set": {"moves": 1.0}, "show": ["qr"], "n": 2}, of))
    assert "    mean: 6 min\n" in saved  # the high end of its range
    assert "    low: 3 min\n    mode: 6 min\n    high: 12 min\n" in saved  # times 7 / (14 / 3)


@pytest.mark.parametrize(
    ("changes", "control", "text"),
    [
        (
            {"places.gate_in.lanes": "many"},
            "places.gate_in.lanes",
            "places.gate_in.lanes.value: got 'many', allowed a whole number >= 0 or a mapping",
        ),
        (
            {"tasks.paper_check": "5 parsec"},
            "tasks.paper_check",
            "tasks.paper_check.mean: got '5 parsec', allowed a time such as 150 s, 2.5 min or 2 h; "
            "unknown unit 'parsec' (allowed: s, min, h, day, week)",
        ),
        (
            {"tasks.paper_check": "4 h"},
            "tasks.paper_check",
            # 100 trucks a day of 4 h each at 2 lanes: 400 h of 48 h
            "places.gate_in: offered load 8.33 at north: more work arrives than the servers can do",
        ),
        (
            {"places.gate_in.lanes": "[1, 2]"},
            "places.gate_in.lanes",
            "places.gate_in.lanes: got '[1, 2]', allowed one value",
        ),
    ],
)
def test_what_the_scenario_refuses_is_said_in_its_words_at_the_slider(
    changes: dict[str, str], control: str, text: str
) -> None:
    of = variants()
    with pytest.raises(WrongValue) as error:
        of.of(state({"set": changes, "show": ["qr"], "n": 2}, of))
    assert text in str(error.value)
    assert error.value.control in (control, "")


def test_too_much_work_is_not_blamed_on_servers_that_were_added_before() -> None:
    of = variants()
    changes = {"places.gate_in.lanes": "3", "tasks.paper_check": "4 h"}
    with pytest.raises(WrongValue, match=r"places\.gate_in: offered load 5\.56 at north") as error:
        of.of(state({"set": changes, "show": ["qr"], "n": 2}, of))
    assert error.value.control == ""


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ([], "state: got a list, allowed a mapping with set, show, length, n"),
        ({"sett": {}}, "state: unknown key 'sett' (nearest: set)"),
        (
            {"set": {"places.gate_inn.lanes": "3"}},
            "unknown input 'places.gate_inn.lanes' (nearest: places.gate_in.lanes)",
        ),
        ({"set": {"places.gate_in.lanes": 3}}, "places.gate_in.lanes: got 3, allowed a text such as '1'"),
        ({"set": {"tasks.gate_to_yard": True}}, "tasks.gate_to_yard: got true, allowed a share from 0 to 1"),
        ({"set": {"tasks.gate_to_yard": 1.5}}, "tasks.gate_to_yard: got 1.5, allowed a share from 0 to 1"),
        ({"show": ["baseline"]}, "unknown alternative 'baseline' (allowed: lanes, qr)"),
        ({"show": []}, "state: show: got a list, allowed a list of 1 to 12 alternatives"),
        ({"n": 1}, "state: n: got 1, allowed a whole number of replications from 2 to 200"),
        ({"n": True}, "state: n: got true, allowed a whole number of replications from 2 to 200"),
        ({"length": "long"}, "state: length: got 'long', allowed quick or file"),
    ],
)
def test_a_state_is_checked(data: object, text: str) -> None:
    of = variants()
    with pytest.raises(WrongValue) as error:
        state(data, of)
    assert str(error.value) == text
