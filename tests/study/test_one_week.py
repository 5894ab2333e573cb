"""Runs of an analysis count a week at most, where nothing else is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from gates import GATE

from portsim.base.errors import PortsimError
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.one_week import of_one_week

NOTHING = {"days": None, "warm_up_days": None, "run_out": None, "replications": None, "seed": None}


def length(scenario: Scenario, **said: object) -> tuple[int, int, float]:
    study = of_one_week(scenario, **{**NOTHING, **said}).study  # type: ignore[arg-type]
    return study.days, study.warm_up_days, study.run_out.at_least / 1440


@pytest.fixture
def long(tmp_path: Path) -> Scenario:
    text = GATE.replace(
        "days: 1, warm_up_days: 0, run_out: 1 day", "days: 28, warm_up_days: 14, run_out: 10 day"
    )
    (tmp_path / "gate.yaml").write_text(text)
    return load(str(tmp_path / "gate.yaml"))


def test_a_long_study_is_cut_to_a_week_and_a_short_one_stays(long: Scenario) -> None:
    assert length(long) == (7, 7, 7)
    assert length(long.with_study(days=2, warm_up_days=1, run_out="1 day")) == (2, 1, 1)


def test_what_is_said_counts(long: Scenario) -> None:
    assert length(long, days=21, warm_up_days=0, run_out="9 day") == (21, 0, 9)


@pytest.mark.parametrize("said", [{"days": 0}, {"run_out": ""}])
def test_what_no_study_can_have_is_refused(long: Scenario, said: dict[str, object]) -> None:
    with pytest.raises(PortsimError, match="got"):
        length(long, **said)
