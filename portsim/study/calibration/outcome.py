"""What a calibration found, with all that its tables and sentences are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from portsim.base.arrays import Floats
from portsim.claims.observation import Observation
from portsim.scenario.scenario import Scenario
from portsim.study.calibration.runs import PortRuns
from portsim.study.calibration.search import Found
from portsim.study.calibration.targets import Targets
from portsim.study.calibration.unknowns import Space
from portsim.study.question import StudyResult


@dataclass(frozen=True)
class Outcome:
    """A finished search. `middle` is the point of the medians, shape (inputs,), and `calibrated` what it
    gives in all replications, shape (replications, figures); None where nothing is plausible. `held` is the
    port at the medians held against the measured logs, None without any."""

    scenario: Scenario
    observations: Mapping[str, Observation]
    space: Space
    targets: Targets
    runs: PortRuns
    found: Found
    middle: Floats | None
    calibrated: Floats | None
    discrepancy: float
    file: Path
    digest: str
    held: StudyResult | None = None

    @cached_property
    def overlay(self) -> str:
        """The calibrated port as the text of a scenario file; empty where nothing is plausible."""
        from portsim.study.calibration.overlay import overlay

        return overlay(self)
