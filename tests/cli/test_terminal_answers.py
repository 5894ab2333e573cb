"""What commands print: the answer of compare, few lines of run, lists that copy, help with examples."""

from __future__ import annotations

import io
import shlex
from pathlib import Path

import pandas as pd
import pytest
from commands import Terminal, portsim
from costed import COSTED
from gates import GATE
from rich.console import Console
from tiny import EVIDENCE, GATE_CLAIMS

import portsim as library
from portsim.base.errors import PortsimError
from portsim.cli.commands import app
from portsim.cli.examples import EXAMPLES, FIRST
from portsim.scenario.locate import shipped_scenarios
from portsim.scenario.numbers import sources

ALONE = ("--workers", "1")


@pytest.fixture
def costed(terminal: Terminal, blank_charts: None) -> Terminal:
    Path("tiny.yaml").write_text(COSTED)
    Path("evidence.yaml").write_text(EVIDENCE)
    return terminal


def test_compare_ends_with_the_answer_and_verbose_has_the_tables_before_it(costed: Terminal) -> None:
    code, out, error = costed("compare", "tiny.yaml", *ALONE)
    lines = out.splitlines()
    assert code == 0 and len(lines) <= 25
    assert max(map(len, lines)) <= 80
    assert lines[0] == "tiny: 3 alternatives against the baseline"
    assert lines[1].endswith("all payers save, M yuan a year (95 % CI)")
    assert lines[-1] == "page: results/tiny/report.html"
    assert "\x1b" not in out + error
    assert error.splitlines()[0] == "tiny: 3 alternatives: reading, and compiling where needed"
    detailed = costed("compare", "tiny.yaml", "--verbose", *ALONE).out
    assert detailed.endswith(out) and "What each measure changes against the baseline" in detailed
    assert "What each measure changes" not in out


def test_the_order_of_money_is_that_of_the_ledger(costed: Terminal) -> None:
    out = costed("compare", "tiny.yaml", *ALONE).out
    study = library.compare("tiny.yaml", workers=1, tables=["payers"])
    saved = study.payers[study.payers["payer"] == "all_payers"].set_index("alternative")["saved"]
    order = saved.drop("baseline").sort_values(ascending=False).index
    shown = [line.split()[0] for line in out.splitlines()[2:8:2]]
    assert shown == [library.label(name).split()[0] for name in order]


def test_run_prints_no_rows_without_a_figure_and_says_how_many(costed: Terminal) -> None:
    code, out, _ = costed("run", "tiny.yaml", *ALONE)
    assert code == 0 and "n/a" not in out and len(out.splitlines()) <= 40
    assert "without one, as nothing of the kind came or is in this port" in out
    detailed = costed("run", "tiny.yaml", "--verbose", *ALONE).out
    assert "more with a figure" in out and "more with a figure" not in detailed
    assert len(detailed.splitlines()) > len(out.splitlines())


@pytest.mark.parametrize("command", [("list",), ("sources", "xiamen"), ("list", "kpis")])
def test_lists_fit_80_columns(
    command: tuple[str, ...], terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monkeypatch, "setenv", _columns(monkeypatch.setenv))
    out = terminal(*command).out
    texts = [line for line in out.splitlines() if line]
    assert max(map(len, texts)) <= 80 and not set("┏│") & set(out)


def _columns(setenv):  # type: ignore[no-untyped-def]
    return lambda name, value: setenv(name, "80" if name == "COLUMNS" else value)


def test_list_shows_titles_and_no_paths(terminal: Terminal) -> None:
    out = terminal("list", "scenarios").out
    assert "The port of Xiamen, three complexes" in out and ".yaml" not in out


def test_list_as_csv_is_read_back(terminal: Terminal) -> None:
    table = pd.read_csv(io.StringIO(terminal("list", "--csv").out))
    assert list(table.columns) == ["kind", "name", "title", "from"]
    assert list(table.loc[table["kind"] == "scenarios", "name"]) == list(shipped_scenarios())
    titles = table.set_index(["kind", "name"])["title"]
    assert titles["kpis", "truck_turn_time"] == "Truck turn time, gate-in to gate-out [min]"
    kpis = pd.read_csv(io.StringIO(terminal("list", "kpis", "--csv").out))
    assert set(kpis["kind"]) == {"kpis"} and len(kpis) == (table["kind"] == "kpis").sum()


def test_sources_as_csv_are_read_back(terminal: Terminal) -> None:
    table = pd.read_csv(io.StringIO(terminal("sources", "ocean_gate", "--csv").out), keep_default_na=False)
    assert list(table.columns) == ["key", "value", "range", "source", "assumed", "note", "reference"]
    known = sources(library.load("ocean_gate"))
    assert list(table["key"]) == [key for key, _ in known]
    check = table.set_index("key").loc["tasks.paper_check"]
    assert (check["value"], check["range"]) == ("erlang, mean 2.5 min", "1.5 min to 4 min")
    assert check["source"] == "E1 E2 E5" and "Tsinghua" in check["reference"] and not check["assumed"]


def test_a_table_of_evidence_stands_where_numbers_name_some(costed: Terminal) -> None:
    assert "Evidence" in costed("sources", "tiny.yaml").out
    Path("gate.yaml").write_text(GATE)
    said = costed("sources", "gate.yaml").out
    assert "Numbers of gate" in said and "Evidence" not in said


def test_notes_of_sources_stand_behind_verbose(costed: Terminal) -> None:
    text = Path("tiny.yaml").read_text()
    Path("tiny.yaml").write_text(
        text.replace("lanes: {value: 2, source: A1}", 'lanes: {value: 2, source: A1, note: "as counted"}')
    )
    brief, whole = costed("sources", "tiny.yaml").out, costed("sources", "tiny.yaml", "--verbose").out
    assert "as counted" in whole and "as counted" not in brief
    assert "Notes: --verbose; as a table for other programs, with references: --csv." in brief


def test_evidence_is_shown_where_a_number_rests_on_it(terminal: Terminal) -> None:
    Path("gate.yaml").write_text(GATE)
    assert "Evidence" not in terminal("sources", "gate.yaml").out
    assert "Evidence" in terminal("sources", "ocean_gate").out


def test_validate_names_the_places_that_are_full(costed: Terminal) -> None:
    out = costed("validate", "ocean_gate").out
    (officers,) = (line for line in out.splitlines() if line.startswith("│ Document officer "))
    assert officers.replace("│", "").split()[-5:] == ["0.71", "Mon", "08:00", "1.00", "38"]
    rows = map(str.split, out.replace("│", "").splitlines())
    assert [cells[-1] for cells in rows if "1.00" in cells[-2:-1]] == [
        "38", "35", "22", "20", "17", "14", "7", "7",
    ]  # fmt: skip
    assert (
        "Full hours are hours of the week in which all servers are busy, also with what came while a place "
        "was closed."
    ) in " ".join(out.split())
    assert "no problems found" not in out
    head, *full, last = out[out.index("expect queues") :].splitlines()
    assert head == "expect queues, as these places are full in the baseline:"
    assert "ocean_gate.yaml: no mistakes found in the file (identity " in last
    assert full == [
        "  places.gate_in at ocean_gate, 0.96 on Fri 13:00",
    ]
    assert (
        costed("validate", "tiny.yaml")
        .out.splitlines()[-1]
        .startswith("tiny.yaml: no problems found (identity ")
    )


def test_why_takes_a_screen_and_verbose_shows_all(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monkeypatch, "setenv", _columns(monkeypatch.setenv))
    for claim in ("C1", "C8", "C12"):
        out = terminal("claims", "xiamen", "--why", claim).out
        assert len(out.splitlines()) <= 24, claim
        assert out.startswith(f"{claim}  ") and "--verbose" in out
        assert "1 more readings" not in out
        assert (
            len(terminal("claims", "xiamen", "--why", claim, "--verbose").out.splitlines()) > 24
            or claim != "C12"
        )


def test_why_names_readings_figures_and_parameters_briefly(costed: Terminal) -> None:
    text = Path("tiny.yaml").read_text()
    Path("tiny.yaml").write_text(f"claims: gate.yaml\n{text}")
    Path("gate.yaml").write_text(GATE_CLAIMS)
    out = costed("claims", "tiny.yaml", "--why", "S1").out
    assert out.splitlines()[0] == "S1  The gate takes 3 min"
    assert "deciding parameters" in out and "tasks.paper_check: " in out


HELPS = [(), *(tuple(name.split()) for name in EXAMPLES)]


@pytest.mark.parametrize("command", HELPS)
def test_every_help_ends_with_examples_that_fit_80_columns(
    command: tuple[str, ...], terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monkeypatch, "setenv", _columns(monkeypatch.setenv))
    app.console = Console(width=80)  # the one of an earlier test may be wider
    try:
        lines = [line.rstrip() for line in terminal(*command, "--help").out.rstrip().splitlines()]
    finally:
        app.console = None
    examples = EXAMPLES[" ".join(command)] if command else FIRST
    shown = [line for example in examples for line in f"  {example}".split("\n")]
    assert lines[-len(shown) :] == shown and max(map(len, lines)) <= 80
    assert lines[-len(shown) - 1] in ("Example:", "Examples:")


def test_every_command_has_examples() -> None:
    names = {name for name in app if not name.startswith("-")}
    assert {name.split()[0] for name in EXAMPLES} == names
    assert {name for name in EXAMPLES if name.startswith("store ")} == {
        "store ls",
        "store gc",
        "store verify",
    }


@pytest.mark.parametrize("example", [each for group in (*EXAMPLES.values(), FIRST) for each in group])
def test_every_example_is_a_command_with_options_that_there_are(example: str) -> None:
    words = shlex.split(example.replace("\\\n", " ").split(" > ")[0])
    assert words[0] == "portsim"
    command, bound, _ = app.parse_args(words[1:], print_error=False, exit_on_error=False)
    assert callable(command) and bound is not None


def test_an_overload_in_python_is_a_message_and_no_traceback_of_portsims() -> None:
    message = (
        r"places\.gate_in: offered load 1\.\d\d at ocean_gate: more work arrives than .*add lanes, lower"
    )
    with pytest.raises(PortsimError, match=message):
        library.load("ocean_gate").set("places.gate_in.lanes", 5)


def test_in_a_pipe_there_are_no_colours(costed: Terminal) -> None:
    done = portsim("validate", "tiny.yaml", cwd=Path.cwd())
    assert "\x1b" not in done.stdout + done.stderr
