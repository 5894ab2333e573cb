"""Brackets, dollars, HTML and control characters in a user's texts are shown as they are, everywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import portsim
from portsim.base.printable import printable
from portsim.report.charts.style import house_style, new_figure, save
from portsim.report.markdown import as_text, pipe_table
from portsim.report.terminal.console import console, styled
from portsim.report.terminal.sources import show_sources

TEXTS = [
    ("gate in [/out]", r"gate in \[/out\]"),
    ("x\n\n# Fake\n<script>alert(1)</script>", "x # Fake &lt;script&gt;alert(1)&lt;/script&gt;"),
    ("# Fake", r"\# Fake"),
    ("1. one", r"1\. one"),
    ("- a", r"\- a"),
    ("-5 to 3", "-5 to 3"),
    ("---", r"--\-"),
    ("![x](http://a.b)", r"!\[x\](http://a.b)"),
    ("a_b_c and _d_", r"a_b_c and \_d\_"),
    ("**R&D** `x` &lt; 5 < 6", r"\*\*R&D\*\* \`x\` &amp;lt; 5 &lt; 6"),
    ("0.5 min, 90 % (A3)", "0.5 min, 90 % (A3)"),
]


@pytest.mark.parametrize(("text", "markdown"), TEXTS)
def test_a_text_stays_text_in_markdown(text: str, markdown: str) -> None:
    assert as_text(text) == markdown


def test_a_cell_cannot_end_its_row() -> None:
    assert pipe_table(("a",), [(as_text("x | y\nz"),)]).splitlines()[-1] == "| x \\| y z |"


@pytest.mark.parametrize("text", ["open [/b] here", "[red]count[/red] [sic] from [table 3]", ":smile: \\[x]"])
def test_brackets_are_printed_as_they_are(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    console().print(text)
    console().print(styled(text, "bold"))
    assert capsys.readouterr().out == f"{text}\n{text}\n"


def test_what_steers_a_terminal_is_spelt_out(capsys: pytest.CaptureFixture[str]) -> None:
    console().print("\x1b]0;mine\x07\x1b[2J")
    console().print(styled("\u202eabc", ""))
    assert capsys.readouterr().out == "\\x1b]0;mine\\x07\\x1b[2J\n\\u202eabc\n"
    assert printable("厦门\tgate\n\r\udcff") == "厦门\tgate\n\\r\\udcff"


@pytest.mark.usefixtures("tiny_folder")
def test_notes_and_titles_with_brackets_are_shown_whole(capsys: pytest.CaptureFixture[str]) -> None:
    tiny = Path("tiny.yaml")
    note = 'lanes: {value: 2, source: A1, note: "count [sic] of [/b]"}'
    text = tiny.read_text().replace("lanes: {value: 2, source: A1}", note)
    tiny.write_text(text.replace("One small terminal", '"[/out] <b>$x^$</b>"'))
    scenario = portsim.load("tiny.yaml")
    show_sources(scenario)
    assert "[sic]" in capsys.readouterr().out
    study = portsim.compare(scenario, replications=2, workers=1)
    portsim.write(study, Path("out"))
    assert Path("out/report.md").read_text().startswith("# \\[/out\\] &lt;b&gt;$x^$&lt;/b&gt;\n")
    facts = json.loads(Path("out/provenance.json").read_text())
    assert facts["processor"]["machine"] and isinstance(facts["processor"]["numpy_uses"], list)


def test_a_dollar_in_a_chart_is_a_dollar(tmp_path: Path) -> None:
    """As a formula, `$x^$` is an error of Matplotlib, and `$x$` is drawn without its dollars."""
    with house_style():
        axes = new_figure(2).add_subplot()
        axes.set_title("costs $x^$ and $y$")
    png, _ = save(axes, tmp_path / "chart")
    assert png.stat().st_size > 1000
