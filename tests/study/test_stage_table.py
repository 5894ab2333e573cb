"""The stage table over replications, worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from tiny import EVIDENCE, TINY

from portsim.kpis.stages import RowKind, Stage
from portsim.scenario.load import load
from portsim.study.question import StudyResult

NAN = float("nan")


def stage(
    name: str, order: int, kind: RowKind, n: int, taken: int, mean: float, within: float = NAN
) -> Stage:
    of_taken = (mean * n / taken if taken else NAN,) * 5
    target = NAN if math.isnan(within) else 30.0
    rest = 1 - taken / n if kind == "whole" else 0.0
    return Stage("truck", "red", "all", name, order, kind, n, taken, mean, *of_taken, rest, target, within)


@pytest.fixture
def table(tmp_path: Path) -> pd.DataFrame:
    """Two replications in which trucks were counted, one of 4 and one of 2; nobody was exempt in either, and
    in the second nobody was searched."""
    first = [
        stage("to gate", 1, "stage", 4, 4, 10.0),
        stage("to searched", 2, "stage", 4, 2, 8.0),
        stage("to exempt", 3, "stage", 4, 0, 0.0),
        stage("still under way", 4, "under way", 4, 1, 6.0),
        stage("arrival to exempt", 5, "whole", 4, 3, 24.0, within=0.5),
    ]
    second = [
        stage("to gate", 1, "stage", 2, 2, 20.0),
        stage("to searched", 2, "stage", 2, 0, 0.0),
        stage("to exempt", 3, "stage", 2, 0, 0.0),
        stage("still under way", 4, "under way", 2, 0, 0.0),
        stage("arrival to exempt", 5, "whole", 2, 2, 20.0, within=1.0),
    ]
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    (tmp_path / "tiny.yaml").write_text(TINY)
    kept = tuple({"stages": {"baseline": rows}} for rows in (first, second, []))
    return StudyResult(load(str(tmp_path / "tiny.yaml")), {}, kept).stages.set_index("stage")


def test_means_over_replications_add_up_too(table: pd.DataFrame) -> None:
    means = table["mean"].to_dict()
    assert means == {"to gate": 15, "to searched": 4, "still under way": 3, "arrival to exempt": 22}
    assert means.pop("arrival to exempt") == sum(means.values())


def test_n_and_taken_are_over_all_replications_and_times_of_those_that_took_the_stage(
    table: pd.DataFrame,
) -> None:
    row = table.loc["to searched"]
    assert (row["n"], row["taken"]) == (6, 2)
    assert (row["mean_taken"], row["median"], row["shortest"], row["longest"]) == (16, 16, 16, 16)


def test_the_share_unfinished_and_within_the_target_are_means_over_replications(table: pd.DataFrame) -> None:
    row = table.loc["arrival to exempt"]
    assert (row["unfinished"], row["target"], row["within"]) == (0.125, 30, 0.75)
    assert math.isnan(table.loc["to gate", "within"])


def test_the_ci_is_that_of_the_mean_over_all(table: pd.DataFrame) -> None:
    row = table.loc["to gate"]  # 10 and 20: t(1) = 12.706, s / sqrt(2) = 5
    assert row["ci_high"] - row["mean"] == pytest.approx(63.53, abs=0.01)
