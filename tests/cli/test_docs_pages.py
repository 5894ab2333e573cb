"""The documentation: the tutorial runs, the reference is current, the site builds without a warning."""

from __future__ import annotations

import csv
import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from axed import SERIOUS, chromium, findings, needs_chromium
from commands import Terminal

import portsim
from portsim.report.filled import filled
from portsim.report.reference import parts
from portsim.scenario.plugins import library
from portsim.study.backlog import COLUMNS as BACKLOG
from portsim.study.events import COLUMNS as EVENTS
from portsim.study.growth import COLUMNS as GROWTH

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TUTORIAL = (DOCS / "tutorial.md").read_text()
RESULTS = ROOT / "results"
CITED = re.compile(r"([A-Z][\w'-]*[a-z]) (1[89]\d\d|20[01]\d)\b(?!-\d)")  # the last author, and the year
FACTS_OF_A_WORLD = (
    4  # columns of worlds.csv before its figures and its inputs, which are named by the scenario
)


@pytest.mark.usefixtures("blank_charts")
def test_every_command_of_the_tutorial_runs_and_ends_as_it_says(terminal: Terminal) -> None:
    for name, text in re.findall(r"```yaml\n# (\S+)\n(.*?)```", TUTORIAL, re.DOTALL):
        Path(name).write_text(text)
    outs = {}
    for block in re.findall(r"```sh\n(.*?)```", TUTORIAL, re.DOTALL):
        for line in block.strip().splitlines():
            words = shlex.split(line)
            assert words[0] == "portsim"
            code, outs[line], error = terminal(*words[1:])
            assert code == 0, (line, error)
    assert len(outs) == 9
    (said,) = re.findall(r"```text\n(.*?)```", TUTORIAL, re.DOTALL)
    shown = outs["portsim compare my_gate.yaml"]
    expected = [" ".join(line.split()) for line in said.splitlines()]
    got = [" ".join(line.split()) for line in shown.splitlines()]
    for one, other in zip(expected, got, strict=True):
        assert re.sub(r"identity \S+", "", one) == re.sub(r"identity \S+", "", other)


def test_the_reference_is_that_of_the_library() -> None:
    """If not: make reference."""
    text = (DOCS / "kpis.md").read_text()
    assert text == filled(text, parts(library(plugins=False)), "docs/kpis.md")


def test_the_reference_has_every_kpi_measure_and_parameter() -> None:
    text = (DOCS / "kpis.md").read_text()
    turn = "| `truck_turn_time` | Truck turn time, gate-in to gate-out | min | less | mean |"
    assert f"{turn} 1 % of the baseline |" in text
    assert "| `gate_queue_time` |" in text and "| 0.5 min |" in text
    assert "| `tariffs.ship_hour` | ship_hours |" in text
    assert "| `tasks.open_and_search` | export_clearance, import_clearance, off_dock_dray |" in text
    assert (
        "### qr_gate_pass" in text
        and "| `lanes` | mixed or dedicated | `mixed` | whether trucks with a code" in text
    )
    assert "| `days` | " in text.split("### Study")[1].split("###")[0]


def test_the_reference_has_a_section_for_every_kind_of_value_that_a_key_can_have() -> None:
    keys = (DOCS / "kpis.md").read_text().split("## Keys of a scenario file")[1]
    sections = set(re.findall(r"^### (\w+)$", keys, re.MULTILINE))
    values = " ".join(re.findall(r"^\| [^|]+ \| ([^|]+) \|", keys, re.MULTILINE))
    kinds = set(re.findall(r"\b[A-Z]\w+", values)) - {"Measures"}  # whose options have a heading of their own
    assert len(kinds) > 30 and kinds - sections == set()
    assert "One of Arrivals (`per_day`), Brought (`brought_by`), Declared (`declares`), by the key" in keys
    assert "| lanes, cranes or another noun | Count or Roster | needed | how many servers it has" in keys
    assert "such as `{took: [open_and_search], terminals: [north]}`." in keys


def test_the_page_of_python_has_every_public_name() -> None:
    text = (DOCS / "api.md").read_text()
    named = set(re.findall(r"^::: (\S+)$", text, re.MULTILINE))
    assert named == {
        ".".join(portsim.WHERE[name]) for name in portsim.WHERE if name not in ("__version__", "charts")
    }


def test_every_page_is_in_the_navigation() -> None:
    named = set(re.findall(r": ([\w-]+\.md)$", (ROOT / "mkdocs.yml").read_text(), re.MULTILINE))
    assert named == {path.name for path in DOCS.glob("*.md")}


def test_the_first_page_leads_to_every_other() -> None:
    linked = set(re.findall(r"\]\(([\w-]+\.md)\)", (DOCS / "index.md").read_text()))
    assert linked == {path.name for path in DOCS.glob("*.md")} - {"index.md"}


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in DOCS.glob("*.md"):
        for link in re.findall(r"\]\(([\w./-]+\.md)(?:#[\w-]+)?\)", page.read_text()):
            assert (page.parent / link).is_file(), (page.name, link)


def test_every_source_that_a_page_or_the_code_names_is_among_the_references() -> None:
    """The evidence of the shipped ports, in docs/model.md, is a list of its own."""
    rows = (DOCS / "references.md").read_text().splitlines()
    pages = {path for path in DOCS.glob("*.md") if path.name not in ("references.md", "model.md")}
    missing = {
        (path.name, author, year)
        for path in (*pages, *(ROOT / "portsim").rglob("*.py"))
        for author, year in CITED.findall(" ".join(path.read_text().split()))
        if author != "Conference" and not any(author in row and year in row for row in rows)
    }
    assert missing == set()


def test_every_column_of_the_committed_tables_is_explained() -> None:
    named = set(re.findall(r"`(\w+)`", (DOCS / "columns.md").read_text())) | {"unit", "n"}
    for path in (*(RESULTS / "xiamen").glob("*.csv"), *(RESULTS / "xiamen_uncertainty").glob("*.csv")):
        with path.open(newline="") as file:
            columns = next(csv.reader(file))
        shown = columns[:FACTS_OF_A_WORLD] if path.name == "worlds.csv" else columns
        assert set(shown) <= named, path.name


@pytest.mark.parametrize("columns", [EVENTS, BACKLOG, GROWTH], ids=["events", "backlog", "growing_queues"])
def test_every_column_of_the_other_tables_of_a_study_is_explained(columns: tuple[str, ...]) -> None:
    named = set(re.findall(r"`(\w+)`", (DOCS / "columns.md").read_text())) | {"unit", "n"}
    assert set(columns) <= named


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built once; a warning is an error."""
    if not all(find_spec(name) for name in ("mkdocs", "material", "mkdocstrings")):
        pytest.skip("needs the dependency group docs: make docs")
    folder = tmp_path_factory.mktemp("docs") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_site_builds_and_warnings_are_errors(site: Path) -> None:
    tutorial = (site / "tutorial" / "index.html").read_text()
    assert "Ten minutes" in tutorial and "fonts.googleapis" not in tutorial
    assert 'class="mermaid"' in (site / "model" / "index.html").read_text()


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize("name", ["tutorial", "export"])
def test_axe_finds_nothing_serious_on_the_site(site: Path, name: str) -> None:
    with chromium() as browser:
        assert findings(browser, (site / name / "index.html").as_uri(), SERIOUS) == []
