"""What `portsim uncertainty` found is taken into the report of the same scenario, and of no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Terminal
from html_read import page_in
from tiny import GATE_CLAIMS, TINY

pytestmark = pytest.mark.usefixtures("tiny_folder")
QUICK = ("--samples", "8", "--tried", "1", "--workers", "1")
ALONE = ("--workers", "1")
TARIFFS = "tariffs:\n  truck_hour: {cost: {value: 150 yuan/h, source: A1}, payer: haulier}\n"


@pytest.fixture(autouse=True)
def with_claims(tiny_folder: None) -> None:
    Path("claims.yaml").write_text(GATE_CLAIMS)
    Path("tiny.yaml").write_text(TINY.replace("study:", "claims: claims.yaml\nstudy:") + TARIFFS)


@pytest.mark.usefixtures("blank_png")
def test_without_it_the_page_says_how_to_get_it_and_with_it_how_sure_all_is(terminal: Terminal) -> None:
    assert terminal("compare", "tiny.yaml", *ALONE).code == 0
    first = page_in(Path("results/tiny")).section("How sure, and what decides it")
    assert first == (
        "How sure, and what decides it Not worked out yet. This does it: portsim uncertainty tiny.yaml "
        + first.partition("tiny.yaml ")[2]
    )
    assert terminal("uncertainty", "tiny.yaml", *QUICK).code == 0
    code, out, error = terminal("compare", "tiny.yaml", "--days", "2", *ALONE)
    assert code == 0 and "left out" not in error and "% of worlds" in out
    page = page_in(Path("results/tiny"))
    assert "5 to 95 % over the inputs" in page.section("The answer") and "P(holds)" in page.section(
        "The answer"
    )
    assert (
        "What could change the money of QR most, by its share of the variance: paper check "
        in page.section("The answer")
    )
    assert page.rows("Primary readings")[0][-1] == "P(holds)"
    assert "Of 8 worlds" in page.section("How sure, and what decides it")
    assert "P(holds)" in Path("results/tiny/report.md").read_text()
    charts = sorted(Path("results/tiny/figures").glob("tornado_*.svg"))
    assert charts  # one input was tried, and it moves a claim
    for chart in charts:
        (figure,) = [
            each for each in page.root.all("figure") if each.attributes.get("id") == f"f-{chart.stem}"
        ]
        assert (
            "of 1 day, tiny, identity" in figure.text and "n = 6" not in figure.text
        )  # not those of the study


@pytest.mark.usefixtures("blank_charts")
def test_figures_of_another_port_are_refused_where_they_are_asked_for(terminal: Terminal) -> None:
    assert terminal("uncertainty", "tiny.yaml", *QUICK, "--out", "sure").code == 0
    lanes = ("--set", "places.gate_in.lanes=3")
    code, out, error = terminal("compare", "tiny.yaml", *lanes, "--sure", "sure", *ALONE)
    assert (code, out) == (2, "") and not Path("results").exists()
    assert error.startswith("--sure sure: its figures are of another identity, ") and error.count("\n") == 1
    assert error.endswith("; run portsim uncertainty tiny.yaml\n")
    code, out, error = terminal("compare", "tiny.yaml", "--sure", "gone", *ALONE)
    assert (code, error) == (
        2, "--sure gone: it has no provenance.json; run portsim uncertainty tiny.yaml\n"
    )  # fmt: skip


@pytest.mark.usefixtures("blank_charts")
def test_beside_the_study_they_are_left_out_with_one_note(terminal: Terminal) -> None:
    assert terminal("uncertainty", "tiny.yaml", *QUICK).code == 0
    code, _, error = terminal("compare", "tiny.yaml", "--set", "places.gate_in.lanes=3", *ALONE)
    assert code == 0 and error.count("is left out: its figures are of another identity") == 1
    assert "Not worked out yet" in page_in(Path("results/tiny")).section("How sure, and what decides it")
