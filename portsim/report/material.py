"""Which differences matter, which are shown, and how a verdict is put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from portsim.base.language import later, t
from portsim.report.numbers import rounded
from portsim.report.words import listed, many

if TYPE_CHECKING:
    import pandas as pd

RULE = later(
    "Saves, worse, changes: the corrected test (p of Holm for what a measure aims at, "
    "false-discovery rate q for all others) is below 5 %. Equivalent: the 95 % CI lies "
    "within what matters. Undecided: neither."
)
FOUND = ("saves", "changes", "worse")
ABOUT = "\N{ALMOST EQUAL TO}"
MONEY = "yuan"  # what stands in the unit of money
HOLLOW = ("equivalent", "undecided")  # verdicts of a difference that was not found


def material(comparison: pd.DataFrame) -> pd.Series[bool]:
    """Which rows of a comparison, found or not, differ by what matters or more."""
    return (comparison["difference"].abs() >= comparison["matters"]) & (comparison["difference"] != 0)


def clear(comparison: pd.DataFrame) -> pd.Series[bool]:
    """Which rows have a CI that excludes 0."""
    return (comparison["low"] > 0) | (comparison["high"] < 0)


def side_effects(comparison: pd.DataFrame) -> pd.Series[bool]:
    """Which rows a measure makes worse without aiming at them: by what matters, with a CI that excludes 0.

    Money is none, as payers have tables of their own, nor is a figure that is a bound on one side.
    """
    less, more = comparison["better"] == "less", comparison["better"] == "more"
    bad = (less & (comparison["difference"] > 0)) | (more & (comparison["difference"] < 0))
    exact = (comparison["baseline_is"] == "exact") & (comparison["value_is"] == "exact")
    other = ~comparison["aim"].astype(bool) & ~comparison["unit"].str.contains(MONEY)
    return bad & other & exact & clear(comparison) & material(comparison)


def one_sided(comparison: pd.DataFrame) -> pd.Series[bool]:
    """Which rows have a figure in the baseline or with the measure alone."""
    return comparison["baseline"].isna() != comparison["value"].isna()


def important(comparison: pd.DataFrame) -> pd.Series[bool]:
    """Which rows every table shows: what a measure aims at, every CI that excludes 0, what was found, and
    what one side alone has a figure of."""
    told = comparison["verdict"].isin(FOUND)
    return comparison["aim"].astype(bool) | clear(comparison) | told | one_sided(comparison)


def largest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows by how often their difference holds what matters."""
    return rows.iloc[np.argsort([-times for times in how_often(rows)], kind="stable")]


def how_often(rows: pd.DataFrame) -> list[float]:
    """How often the difference of each row holds what matters."""
    return (rows["difference"].abs() / rows["matters"]).fillna(0).tolist()


def by_verdict(rows: pd.DataFrame) -> str:
    """How many rows have which verdict: `40 equivalent, 3 undecided`."""
    counts = rows["verdict"].value_counts(sort=False)
    return listed(many(n, str(verdict)) for verdict, n in counts.items()) or t("none")


def would_tell(needed: float) -> str:
    """How many replications [1] would tell."""
    return t("about {needed} replications would tell", needed=rounded(needed))
