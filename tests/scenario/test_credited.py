"""A figure of a user's own under the source of a file that it extends is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from noted import notes_of

import portsim
from portsim.scenario.locate import shipped_scenarios

pytestmark = pytest.mark.usefixtures("tiny_folder")


def own(text: str) -> list[str]:
    """The notes of a file that extends the tiny port."""
    Path("own.yaml").write_text(f"extends: tiny.yaml\nname: own\n{text}\n")
    return notes_of(lambda: portsim.load("own.yaml"))


@pytest.mark.parametrize(
    ("text", "place", "key"),
    [
        ("places: {gate_in: {lanes: {value: 3}}}", "3:28", "places.gate_in.lanes"),
        ("tasks: {lift_domestic: {mean: 4 min}}", "3:25", "tasks.lift_domestic"),
        ("chances: {trouble: {value: 6 %, note: ours}}", "3:21", "chances.trouble"),
        ("calendars: {open_hours: {hours: 06:00-20:00}}", "3:26", "calendars.open_hours"),
        ("measures: {qr_gate_pass: {uptake: {value: 50 %}}}", "3:36", "measures.qr_gate_pass.uptake"),
    ],
)
def test_a_figure_without_a_source_of_its_own_is_told(text: str, place: str, key: str) -> None:
    assert own(text) == [
        f"own.yaml:{place}: {key}: is credited to A1, the source in tiny.yaml; if that does not say so, add "
        "source: user, or the row that does"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "places: {gate_in: {lanes: {value: 3, source: user}}}",
        "places: {gate_in: {lanes: 3}}",  # a plain number is the user's
        "chances: {trouble: {note: of a day in March}}",
        "tasks: {paper_check: {mean: 2 min}}",  # an assumption stays one
    ],
)
def test_what_is_credited_rightly_is_not_told(text: str) -> None:
    assert own(text) == []


def test_shipped_scenarios_credit_all_their_figures_themselves() -> None:
    said = notes_of(lambda: [portsim.load(name) for name in shipped_scenarios()])
    assert [text for text in said if "credited" in text] == []
