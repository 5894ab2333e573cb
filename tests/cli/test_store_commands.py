"""The store on the command line: `--store`, PORTSIM_STORE, and `portsim store ls | gc | verify`."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest
from commands import Terminal, contents
from observed import SURE
from tiny import EVIDENCE, TINY

from portsim import cli

pytestmark = pytest.mark.usefixtures("tiny_port")


@pytest.fixture
def tiny_port(terminal: Terminal) -> None:
    Path("tiny.yaml").write_text(TINY)
    Path("evidence.yaml").write_text(EVIDENCE + "  O1: {what: gates, figure: many, reference: a book}\n")
    Path("figures.yaml").write_text(SURE)


def parts() -> list[Path]:
    return sorted(Path("store/parts").iterdir())


def test_a_command_says_what_was_there_and_what_is_new(terminal: Terminal) -> None:
    first = terminal("run", "tiny.yaml", "--store", "store", "--replications", "3", "--out", "first")
    assert first.code == 0
    assert re.search(
        r"^store: 0 of 3 runs were there, 3 are new; [\d.]+ kB of at most 2 GB in store$", first.out, re.M
    )
    again = terminal("run", "tiny.yaml", "--store", "store", "--replications", "4", "--out", "again")
    assert re.search(
        r"^store: 2 of 4 runs were there, 2 are new; ", again.out, re.M
    )  # replication 0 for its records
    terminal("run", "tiny.yaml", "--replications", "4", "--out", "plain")
    assert contents(Path("again")) == contents(Path("plain"))


@pytest.mark.usefixtures("blank_charts")
def test_a_comparison_is_the_same_with_a_store_and_is_there_for_other_commands(terminal: Terminal) -> None:
    for out in ("first", "again"):
        found = terminal("compare", "tiny.yaml", "--store", "store", "--workers", "1", "--out", out)
        assert found.code == 0, found.err
    assert "store: 6 of 6 runs were there, 0 are new; " in found.out
    assert contents(Path("first")) == contents(Path("again"))
    held = terminal("run", "tiny.yaml", "--store", "store", "--alternative", "qr")
    assert "store: 1 of 2 runs were there, 1 are new; " in held.out


def test_the_environment_names_a_store(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTSIM_STORE", "kept")
    assert "2 are new" in terminal("run", "tiny.yaml").out
    assert "tiny" in terminal("store", "ls").out
    assert terminal("validate", "tiny.yaml", "--against", "figures.yaml").out.count("store: ") == 1
    monkeypatch.setenv("PORTSIM_STORE", "")
    assert "store" not in terminal("run", "tiny.yaml").out


def test_every_command_that_runs_a_study_takes_what_a_store_holds() -> None:
    files = [path.read_text() for path in Path(cli.__file__).parent.glob("*.py")]
    # a forecast begins with the log of its hour, which no run before had
    running = [text for text in files if " Progress(" in text and "options: Forecasting" not in text]
    assert len(running) == sum(" Progress(" in text for text in files) - 1
    assert len(running) >= 2
    opened = ("options.answers() as answers,", "answers = Store(options.store)")
    assert all(text.count(" Progress(") == sum(map(text.count, opened)) for text in running)
    calls = [each for text in running for each in ast.walk(ast.parse(text)) if isinstance(each, ast.Call)]
    asked = [names for each in calls if "progress" in (names := given_to(each))]
    assert len(asked) >= 2 and all("answers" in names for names in asked)


def given_to(call: ast.Call) -> set[str]:
    """Names that stand as they are among the arguments of a call."""
    values = [*call.args, *(each.value for each in call.keywords)]
    return {each.id for each in values if isinstance(each, ast.Name)}


def test_checks_that_run_nothing_make_no_store(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTSIM_STORE", "store")
    assert terminal("validate", "tiny.yaml").code == 0
    assert not Path("store").exists()


def test_ls_shows_runs_replications_size_and_last_use(terminal: Terminal) -> None:
    terminal("run", "tiny.yaml", "--store", "store")
    os.utime(parts()[0], (1e9, 1e9))
    os.utime(parts()[1], (1e9, 1e9))
    found = terminal("store", "ls", "store")
    lines = found.out.split("\n")
    assert re.split(r"  +", lines[0].strip()) == [
        "scenario", "alternative", "portsim", "runs", "replications", "size", "last used (UTC)"
    ]  # fmt: skip
    assert re.fullmatch(r"tiny +baseline +\d+\.\d+\.\d+ +2 +2 +[\d.]+ kB +2001-09-09 01:46 *", lines[1])
    assert re.fullmatch(r"2 runs; [\d.]+ kB of at most 2 GB in store", lines[2])
    text = terminal("store", "ls", "store", "--csv").out.split("\n")
    assert text[0] == "scenario,alternative,portsim,runs,replications,size,last_used"
    assert re.fullmatch(r"tiny,baseline,\d+\.\d+\.\d+,2,2,\d+,2001-09-09 01:46:40", text[1])


def test_verify_names_the_part_that_is_wrong_with_exit_code_1(terminal: Terminal) -> None:
    terminal("run", "tiny.yaml", "--store", "store", "--replications", "3")
    fine = terminal("store", "verify", "store")
    assert fine.code == 0 and re.match(
        r"3 parts with 3 runs in order, 0 wrong; [\d.]+ kB of at most", fine.out
    )
    bad = parts()[1]
    bad.write_bytes(b"garbage")
    wrong = terminal("store", "verify", "store")
    assert wrong.code == 1
    assert wrong.out.split("\n")[0] == (
        f"{bad}: its bytes are not those that were written; "
        "the next study goes without it, and runs its runs again"
    )
    again = terminal("run", "tiny.yaml", "--store", "store", "--replications", "3")
    assert again.code == 0
    assert re.search(
        rf"^note: store: part {bad.name}: no whole Parquet file .* its runs are run again$", again.err, re.M
    )
    assert (
        "set aside, as it cannot be read: 1 file, 7 byte, in store/set_aside"
        in terminal("store", "ls", "store").out
    )
    assert terminal("store", "verify", "store").code == 0


def test_gc_drops_joins_and_bounds(terminal: Terminal) -> None:
    terminal("run", "tiny.yaml", "--store", "store", "--replications", "4")
    os.utime(parts()[0], (1e9, 1e9))
    found = terminal("store", "gc", "store", "--keep", "30 day", "--most", "1 GB")
    assert found.code == 0, found.err
    lines = found.out.split("\n")
    assert re.fullmatch(r"dropped: 1 part, [\d.]+ kB", lines[0])
    assert lines[1] == "joined: 3 small parts to 1"
    assert re.fullmatch(r"[\d.]+ kB of at most 1 GB in store", lines[2])
    assert len(parts()) == 1
    assert "3 runs; " in (listed := terminal("store", "ls", "store").out) and "of at most 1 GB" in listed


NONE = "is no store: {}; a study makes one: portsim compare ... --store {}"
WRONG = {
    ("ls", "nowhere"): f"nowhere: {NONE.format('there is no such folder', 'nowhere')}",
    ("gc", "tiny.yaml"): f"tiny.yaml: {NONE.format('it is a file', 'tiny.yaml')}",
    ("verify", "."): ".: is no store: it has no store.json; name the folder of a store",
    ("ls",): "store: got no folder; name one, or set PORTSIM_STORE",
    ("gc", "store", "--keep", "30"): "--keep: got '30', allowed a time such as 150 s, 2.5 min or 2 h",
    ("gc", "store", "--most", "2"): "--most: got '2', allowed a size of more than 0 with its unit, "
    "such as 500 MB or 2 GB",
}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_bad_input_is_one_message_and_exit_code_2(terminal: Terminal, words: tuple[str, ...]) -> None:
    found = terminal("store", *words)
    assert (found.code, found.err.strip()) == (2, WRONG[words])


@pytest.mark.parametrize("command", ["run", "compare"])
def test_a_folder_that_is_no_store_is_refused_before_anything_is_run(
    terminal: Terminal, command: str
) -> None:
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("mine")
    found = terminal(command, "tiny.yaml", "--store", "mine")
    assert found.code == 2
    assert found.err.strip().split("\n")[-1] == (
        "mine: is no store: it holds notes.txt and no store.json; name a new or an empty folder"
    )
    assert [path.name for path in Path("mine").iterdir()] == ["notes.txt"] and not Path("results").exists()


def test_a_store_of_another_format_is_refused_by_all_commands(terminal: Terminal) -> None:
    Path("store").mkdir()
    Path("store/store.json").write_text('{"format": 7}')
    for words in (
        ("run", "tiny.yaml", "--store", "store"),
        ("store", "ls", "store"),
        ("store", "gc", "store"),
    ):
        found = terminal(*words)
        assert found.code == 2 and "store: is a store of format 7, and portsim " in found.err
    assert contents(Path("store")) == {"store.json": b'{"format": 7}'}
