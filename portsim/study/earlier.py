"""What an earlier study of the same scenario left in its folder of results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from portsim.scenario.scenario import Scenario
from portsim.study.audit_table import COLUMNS, NUMBERS
from portsim.study.in_money import without_money

if TYPE_CHECKING:
    import pandas as pd


def earlier_audit(folder: Path, scenario: Scenario) -> pd.DataFrame | None:
    """The claims table in a folder of results; None if there is none, or one of another study.

    A study is the same if its identity is: all that decides a figure, and nothing else. A table of another
    version has other columns, and is none.
    """
    import pandas as pd

    facts, table = folder / "provenance.json", folder / "claims.csv"
    if not (facts.is_file() and table.is_file()):
        return None
    try:
        identity = json.loads(facts.read_text(encoding="utf-8")).get("identity")
    except (ValueError, AttributeError):  # not what a study writes
        return None
    if identity != scenario.identity:
        return None
    found = pd.read_csv(table, keep_default_na=False, na_values={name: [""] for name in NUMBERS})
    with scenario.counting():
        found = without_money(found)
    return found if set(COLUMNS) <= set(found.columns) else None
