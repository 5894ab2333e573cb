"""The small commands, and how the command line says that something is wrong."""

from pathlib import Path

import pytest
from commands import Terminal, portsim

from portsim import __version__


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("compare", "ocean_gate", "--workers", "-1"),
            "workers: got -1, allowed 0 (one per core) or more",
        ),
        (
            ("compare", "oceangate"),
            "unknown scenario 'oceangate' (nearest: ocean_gate); give a name or a .yaml file",
        ),
        (
            ("compare", "ocean_gate", "--set", "places.gate_inn.lanes=6"),
            "--set places.gate_inn.lanes: unknown key 'gate_inn' in places (nearest: gate_in)",
        ),
        (
            ("compare", "ocean_gate", "--set", "places.gate_in.lanes=six"),
            "--set places.gate_in.lanes.value: got 'six', allowed a whole number >= 0 or a mapping",
        ),
        (
            ("compare", "ocean_gate", "--set", "demand.empty.per_day=1,800 per day"),
            "--set demand.empty.per_day.value: got '1,800 per day', allowed a rate such as 30 per hour or "
            "670 per day; numbers have no commas: write 1800 or 1.800",
        ),
        (
            ("compare", "ocean_gate", "--set", "lanes"),
            "--set lanes: got no 'key=value', write e.g. --set places.gate_in.lanes=6",
        ),
        (("compare",), "portsim compare: SCENARIO is missing; see portsim --help"),
        (("play", "ocean_gate"), "portsim play: --out is missing; see portsim --help"),
        (("log", "inspect"), "portsim log inspect: FILE is missing; see portsim --help"),
        (("compare", "ocean_gate", "--days"), "portsim compare: --days has no value; "),
        (("run", "ocean_gate", "--alternative", "qr"), "unknown alternative 'qr'"),
        (("show", "export_box", "--diagram", "--table"), "--diagram: got --table too, allowed one of them"),
        (("show", "export_trucks"), "unknown flow 'export_trucks' (nearest: export_truck)"),
        (("show", "domestic"), "'domestic' is a stream; give one of its flows: domestic_truck"),
        (("run", "ocean_gate", "--days", "0"), "--days: got 0, allowed a whole number from 1 to 3660"),
        (("compare", "ocean_gate", "--days", "-1"), "--days: got -1, allowed a whole number from 1 to 3660"),
        (
            ("compare", "ocean_gate", "--warm-up-days", "-1"),
            "--warm-up-days: got -1, allowed a whole number from 0 to 3660",
        ),
        (
            ("run", "ocean_gate", "--engine", "compile"),
            "--engine: got 'compile', allowed auto, simpy, compiled (nearest: compiled); see portsim --help",
        ),
        (
            ("compare", "ocean_gate", "--play=maybe"),
            "--play: got 'maybe', and takes no value; write --play or leave it out; see portsim --help",
        ),
        (("list", "kpi"), "KIND: got 'kpi', allowed scenarios, measures, "),
        (("compare", "ocean_gate", "--days", "x"), "--days: got 'x', allowed a whole number"),
        (("compare", "ocean_gate", "--days=1.5"), "--days: got '1.5', allowed a whole number"),
        (
            ("compare", "ocean_gate", "--replications", "0"),
            "--replications: got 0, allowed a whole number from 1 to 10000",
        ),
        (
            ("compare", "ocean_gate", "--replications", "1"),
            "replications: got 1, allowed 2 or more to compare; portsim run takes 1",
        ),
        (
            ("claims", "xiamen", "--seed", "-4"),
            "--seed: got -4, allowed a whole number from 0 to 999999999999",
        ),
        (("compare", "ocean_gate", "--workers", "two"), "--workers: got 'two', allowed a whole number"),
        (
            ("compare", "ocean_gate", "--days", "1", "--days", "2"),
            "portsim compare: --days stands twice; leave one of them out; see portsim --help",
        ),
        (
            ("compare", "ocean_gate", "--alternative", "baseline"),
            "--alternative: got baseline, with which all others are compared; portsim run ocean_gate runs it "
            "alone",
        ),
        (
            ("serve", "ocean_gate", "--stop-after=inf"),
            "--stop-after: got inf, allowed more than 0 s, up to 31,536,000 s",
        ),
        (("serve", "ocean_gate", "--stop-after=nan"), "--stop-after: got nan, allowed more than 0 s, up to "),
        (("serve", "ocean_gate", "--stop-after=-1"), "--stop-after: got -1, allowed more than 0 s, up to "),
        (("serve", "ocean_gate", "--stop-after", "x"), "--stop-after: got 'x', allowed a number; see "),
        (
            ("serve", "ocean_gate", "--static", "page.html", "--inputs", ","),
            "--inputs: got ',', allowed names between commas, such as a,b,c",
        ),
        (
            ("compere", "ocean_gate"),
            "got 'compere', allowed a command (nearest: compare); see portsim --help",
        ),
        (("list", "--into", "kpis.md", "--csv"), "--into: got --csv too, allowed one of them: "),
        (("list", "kpis", "--into", "kpis.md"), "--into: got kpis too, allowed one of them: "),
        (("qqq",), "got 'qqq', allowed a command; see portsim --help"),
        (
            ("run", "ocean_gate", "--worker", "2"),
            "portsim run: unknown option --worker (nearest: --workers); see portsim --help",
        ),
        (("run", "ocean_gate", "--qqq=2"), "portsim run: unknown option --qqq; see portsim --help"),
        (
            ("run", "ocean_gate", "xiamen"),
            "portsim run: got 'xiamen' beyond all that it takes; see portsim --help",
        ),
        (
            ("precision", "ocean_gate", "--within", "-5 %"),
            "portsim precision: --within has no value; one that begins with - is written --within=-1; "
            "see portsim --help",
        ),
        (
            ("run", "ocean_gate", "--days"),
            "portsim run: --days has no value; one that begins with - is written --days=-1; see "
            "portsim --help",
        ),
        (
            ("log", "gate.csv"),
            "portsim log: got 'gate.csv', allowed inspect; write portsim log inspect gate.csv; see "
            "portsim --help",
        ),
        (("store", "foo"), "portsim store: got 'foo', allowed ls, gc, verify; see portsim --help"),
        (
            ("my_port.yaml",),
            "got 'my_port.yaml', allowed a command; write portsim compare my_port.yaml; see portsim --help",
        ),
        (
            ("init", "own", "--trucks", "1.800"),
            "--trucks: got '1.800', allowed a whole number; write 1800 for 1,800",
        ),
        (("init", "own", "--trucks", "1,80"), "--trucks: got '1,80', allowed a whole number"),
        (
            ("validate", "ocean_gate", "--set", "places.gate_in.lanes=4"),
            "offered load 1.56 at ocean_gate: more work arrives than the servers can do; add lanes",
        ),
    ],
)
def test_a_users_error_is_one_message_and_exit_code_2(
    words: tuple[str, ...], message: str, terminal: Terminal, tmp_path: Path
) -> None:
    code, _, error = terminal(*words)
    assert code == 2
    assert message in error
    told = [line for line in error.strip().splitlines() if not line.startswith("note: ")]
    assert len(told) <= 2  # the message, and the bar where it came so far
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "ocean_gate", "--alternative", "qr"), "unknown alternative 'qr'"),
        (("compare", "ocean_gate", "--workers", "two"), "--workers: got 'two', allowed a whole number"),
    ],
    ids=["ours", "of the parser"],
)
def test_a_users_error_ends_the_process_without_a_traceback(
    words: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    out = portsim(*words, cwd=tmp_path, check=False)
    assert out.returncode == 2
    assert message in out.stderr and "Traceback" not in out.stderr


def test_an_alternative_that_changes_nothing_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "same.yaml").write_text(
        "extends: ocean_gate.yaml\nname: same\ntitle: Nothing new\nclaims: null\n"
        "what_ifs: {as_before: {set: {places.gate_in.lanes: 10}}}\ncompare: {as_before: [as_before]}\n"
    )
    code, _, error = terminal("validate", "same.yaml")
    assert code == 2
    assert error == (
        "same.yaml:6:11: alternative as_before: changes nothing; places.gate_in.lanes is 10 already\n"
    )


def test_a_folder_that_cannot_be_written_is_a_clear_message(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    code, _, error = terminal("compare", "ocean_gate", "--out", "taken/results")
    assert code == 2
    assert "cannot write" in error
    assert (tmp_path / "taken").read_text() == "a file"


def test_a_folder_of_the_users_is_refused_before_the_work_is_done(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    code, _, error = terminal("compare", "ocean_gate", "--out", "mine")
    assert code == 2
    assert error == "cannot write mine: it holds other files and no report.md; name a new folder\n"
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("list",), "smart_cloud_routing"),
        (("list", "kpis"), "lcl_pickup_time"),
        (("show", "export_box"), "waits for the next exam shift"),
        (("show", "domestic_truck"), "domestic_truck.gate_in          time of paper_check [min]"),
        (("show", "domestic_truck"), "domestic_truck.trouble          whether trouble (0 or 1)"),
        (
            ("show", "vessel_call"),
            "Steps of a list of what stands where (docs/forecast.md): alongside, agent_carries_papers, ",
        ),
        (("show", "export_box", "--diagram"), "flowchart TD"),
        (("show", "export_box", "--table"), "branch selected_for_exam, otherwise go to"),
        (("show", "export_truck", "--alternative", "smart_cloud_routing"), "takes gate to exam"),
        (("describe", "ocean_gate"), "### export_loading\n\nBegun by export."),
        (("sources", "xiamen"), "assumption"),
        (("diff", "ocean_gate", "qr_gate_pass"), "tasks.scan_code: none -> erlang, mean 20 s (qr_gate_pass)"),
        (("validate", "xiamen"), "no mistakes found in the file"),
        (("validate", "omissions"), "no mistakes found in the file"),
        (("schema",), '"ScenarioFile"'),
        (("--version",), __version__),
    ],
)
def test_the_small_commands_say_what_they_should(
    words: tuple[str, ...], expected: str, terminal: Terminal
) -> None:
    code, out, _ = terminal(*words)
    assert code == 0 and expected in out


def test_sources_shows_what_the_user_set(terminal: Terminal) -> None:
    out = terminal("sources", "ocean_gate", "--set", "places.gate_in.lanes=10").out
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "places.gate_in.lanes 10 user" in lines


def test_a_page_is_renewed_in_its_marked_parts_alone(terminal: Terminal, tmp_path: Path) -> None:
    page = tmp_path / "port.md"
    page.write_text("by hand\n<!-- portsim: limits -->\nold\n<!-- portsim: end -->\nby hand, too\n")
    assert terminal("describe", "ocean_gate", "--into", str(page)) == (0, "", "")
    lines = page.read_text().splitlines()
    assert (lines[0], lines[-1]) == ("by hand", "by hand, too")
    assert "old" not in lines
    assert lines[3].startswith("- Illustrative, not calibrated")


def test_a_page_that_cannot_be_renewed_stays_as_it_is(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal("describe", "ocean_gate", "--into", "none.md") == (
        2,
        "",
        "cannot read none.md: no such file or directory\n",
    )
    (tmp_path / "picture.md").write_bytes(b"\xff\xfe")
    assert terminal("describe", "ocean_gate", "--into", "picture.md").err == (
        "picture.md: is not text in UTF-8; save the file as UTF-8\n"
    )
    assert (tmp_path / "picture.md").read_bytes() == b"\xff\xfe"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("schema", "mine.yaml"), "JSON Schema of scenario files"),
        (("play", "ocean_gate", "--out", "mine.yaml"), "HTML page"),
        (("serve", "ocean_gate", "--static", "mine.yaml"), "HTML page"),
        (("export", "ocean_gate", "--csv", "--out", "mine.yaml"), "event log of portsim"),
    ],
)
def test_no_output_takes_the_place_of_a_scenario(
    words: tuple[str, ...], what: str, terminal: Terminal
) -> None:
    Path("mine.yaml").write_text("name: mine\n")
    code, _, error = terminal(*words)
    assert code == 2
    assert error.strip().splitlines()[-1] == (
        f"cannot write mine.yaml: it is there already and is no {what}; remove it, or give another name"
    )
    assert Path("mine.yaml").read_text() == "name: mine\n"


@pytest.mark.usefixtures("tiny_folder")
def test_outputs_are_renewed(terminal: Terminal) -> None:
    for words in (("--csv",), ("--xes",), ("--ocel",), ("--csv",)):
        assert terminal("export", "tiny.yaml", "--out", "log", *words).code == 0
    for _ in range(2):
        assert terminal("schema", "mine.json").code == 0


def test_a_file_is_named_as_it_was_typed(terminal: Terminal) -> None:
    Path("own.yaml").write_text("extends: ocean_gate.yaml\nname: mine\n")
    _, _, error = terminal("compare", "own.yaml", "--alternative", "baseline")
    assert "; portsim run own.yaml runs it alone" in error


def test_what_is_no_file_is_not_read(terminal: Terminal) -> None:
    """It would be read for ever."""
    Path("endless.md").symlink_to("/dev/zero")
    code, _, error = terminal("describe", "ocean_gate", "--into", "endless.md")
    assert code == 2
    assert error == "cannot read endless.md: it is a folder, a device or a pipe; allowed a file\n"


def test_of_an_alternative_that_there_is_not_nothing_is_told(terminal: Terminal) -> None:
    code, out, error = terminal("diff", "ocean_gate", "nope")
    assert (code, out) == (2, "")
    assert error.startswith("unknown alternative 'nope' (allowed: ")


@pytest.mark.parametrize(("day", "column"), [("2024-02-30", 16), ("2023-13-45", 16)])
def test_a_day_that_no_calendar_has_is_no_date(day: str, column: int, terminal: Terminal) -> None:
    Path("own.yaml").write_text(f"extends: ocean_gate.yaml\nname: own\nstudy: {{start: {day}}}\n")
    code, _, error = terminal("validate", "own.yaml")
    assert code == 2
    assert error == f"own.yaml:3:{column}: got {day}, which is no date; allowed one such as 2026-03-02\n"


def test_a_separator_is_one_sign(terminal: Terminal) -> None:
    Path("gate.csv").write_text("arrival;kind\n0;1\n")
    code, _, error = terminal("log", "inspect", "gate.csv", "--separator", "ab")
    assert (code, error) == (2, "--separator: got 'ab', allowed one sign such as ; or a tab\n")
    assert terminal("log", "inspect", "gate.csv", "--separator", ";").code == 0
    assert terminal("log", "inspect", "gate.csv").code == 0
