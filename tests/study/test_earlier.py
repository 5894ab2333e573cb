"""The claims table that an earlier study has left, and whether it is of the same study."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tiny import GATE_CLAIMS, TINY

from portsim.cli import studies as cli
from portsim.report.folder import write
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.earlier import earlier_audit
from portsim.study.study import compare

pytestmark = pytest.mark.usefixtures("tiny_folder")
FOLDER = Path("results/tiny")


@pytest.fixture
def tiny(tiny_folder: None, blank_charts: None) -> Scenario:
    Path("claims.yaml").write_text(GATE_CLAIMS)
    Path("tiny.yaml").write_text(f"claims: claims.yaml\n{TINY}")
    scenario = load("tiny.yaml")
    write(compare(scenario, workers=1), FOLDER, play=False)
    return scenario


def test_it_is_read_if_it_is_of_the_same_study(tiny: Scenario) -> None:
    found = earlier_audit(FOLDER, tiny)
    assert found is not None and list(found["reading"]) == ["with the queue", "at the lane", "times"]
    assert earlier_audit(FOLDER, tiny.set("places.gate_in.lanes", 3)) is None
    assert earlier_audit(FOLDER, tiny.with_study(days=2)) is None
    assert earlier_audit(Path("results/other"), tiny) is None


def test_one_of_another_version_or_a_broken_one_is_none(tiny: Scenario) -> None:
    pd.read_csv(FOLDER / "claims.csv").drop(columns="label").to_csv(FOLDER / "claims.csv")
    assert earlier_audit(FOLDER, tiny) is None
    (FOLDER / "provenance.json").write_text("{")
    assert earlier_audit(FOLDER, tiny) is None
    (FOLDER / "provenance.json").write_text("[]")
    assert earlier_audit(FOLDER, tiny) is None


def test_why_shows_its_figures_beside_the_closed_forms(
    tiny: Scenario, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "170")
    cli.claims("tiny.yaml", why="S1", verbose=True)
    shown = capsys.readouterr().out
    (line,) = [line for line in shown.splitlines() if line.startswith("  times") and "gate_in" in line]
    simulated = earlier_audit(FOLDER, tiny).set_index("reading").loc["times", "simulated"]  # type: ignore[union-attr]
    words = " ".join(line.split())
    assert words.startswith(f"times 86.7 % {100 * simulated:.1f} % (") and "product of inputs" in words
    assert words.endswith("baseline: gate_in 2.5 min; with the measure: gate_in_qr 20 s")
    assert "no study of this scenario" not in shown
