"""What was found in short: lines for a terminal, Markdown for a notebook."""

from __future__ import annotations

import pickle
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from kept import kept_folder
from tiny import EVIDENCE, GATE_CLAIMS, TINY

import portsim
from portsim.base.errors import PortsimError
from portsim.study.analysis import Analysis
from portsim.study.question import StudyResult


@cache
def study() -> StudyResult:
    folder = kept_folder("summary")
    (folder / "evidence.yaml").write_text(EVIDENCE)
    (folder / "claims.yaml").write_text(GATE_CLAIMS)
    (folder / "tiny.yaml").write_text(TINY.replace("title: One", "claims: claims.yaml\ntitle: One"))
    return portsim.compare(portsim.load(folder / "tiny.yaml"), workers=1)


def test_a_study_is_the_answer_that_the_command_prints_without_its_page() -> None:
    lines = str(portsim.summary(study())).splitlines()
    count = len(study().scenario.compare)
    assert lines[0] == f"tiny: {count} alternatives against the baseline"
    assert "Claims: " in "\n".join(lines)
    assert lines[-1].endswith(f"identity {study().scenario.identity}")
    (warnings,) = (line for line in lines if line.startswith("Warnings: "))
    assert warnings.endswith("(too few days or warm-up)")
    assert not any("page" in line for line in lines)


def test_in_a_notebook_it_is_markdown_with_measures_claims_and_what_it_rests_on() -> None:
    text = portsim.summary(study())._repr_markdown_()
    assert text.startswith("**One small terminal**\n\n- No yearly money: the scenario has no tariffs; ")
    assert text.count("\n- **1. ") == 1
    first = text.split("\n- **1. ", 1)[
        1
    ].splitlines()  # without yearly money its aims and side effects stand here
    assert first[1].startswith("  - ") and "  - Side effect: " in text
    assert "\n| Claim | Statement |" in text
    assert text.endswith(f"identity {study().scenario.identity}*\n")


def test_it_is_told_in_the_language_that_is_asked_for() -> None:
    assert str(portsim.summary(study(), language="zh")).splitlines()[0] == "tiny\uff1a2 个方案与基准对比"
    with pytest.raises(LookupError, match="xx"):
        portsim.summary(study(), language="xx")


def test_of_an_analysis_it_is_its_sentences() -> None:
    scenario = study().scenario
    one = Analysis("shares", "Whose * is whose", scenario, {"shares": pd.DataFrame()}, ("Half is *mine*.",))
    footing = f"95 % CI over n = 2 replications of 1 day; seed 1, identity {scenario.identity}"
    assert str(portsim.summary(one)) == f"Whose * is whose\nHalf is *mine*.\n{footing}"
    markdown = portsim.summary(one)._repr_markdown_()
    assert markdown == f"**Whose \\* is whose**\n\n- Half is \\*mine\\*.\n\n*{footing}*\n"


def test_what_is_neither_is_refused_and_so_is_a_study_without_a_table_of_it() -> None:
    with pytest.raises(PortsimError, match=r"summary: found: got .*, allowed "):
        portsim.summary(pd.DataFrame())  # type: ignore[arg-type]
    scenario = study().scenario
    part = portsim.compare(scenario, workers=1, tables=["comparison"])
    with pytest.raises(PortsimError) as caught:
        portsim.summary(part)
    missing = ("payers", "audit", "validation", "warm_up")
    names = ", ".join(f"'{each}'" for each in missing)
    said = f"tables {names}: this study was not asked for them; name them in tables"
    assert str(caught.value) == str(pickle.loads(pickle.dumps(caught.value))) == said
    enough = portsim.compare(scenario, workers=1, tables=["comparison", *missing])
    assert str(portsim.summary(enough)) == str(portsim.summary(study()))


def test_what_is_written_needs_all_tables_and_names_those_that_are_missing(tmp_path: Path) -> None:
    part = portsim.compare(study().scenario, workers=1, tables=["comparison", "ledger", "warm_up"])
    with pytest.raises(PortsimError) as caught:
        portsim.write(part, tmp_path / "out")
    assert str(caught.value) == (
        "tables 'stages', 'hours', 'spread', 'shipments', 'audit', 'validation': "
        "this study was not asked for them; name them in tables"
    )
    assert list(tmp_path.iterdir()) == []
