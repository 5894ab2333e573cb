"""What a calibration found, with all that its tables and sentences are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from portsim.base.arrays import Floats
from portsim.claims.observation import Observation
from portsim.scenario.scenario import Scenario
from portsim.study.calibration.narrowing import Narrowed
from portsim.study.calibration.runs import PortRuns
from portsim.study.calibration.search import Found
from portsim.study.calibration.targets import Targets
from portsim.study.calibration.unknowns import Space
from portsim.study.question import StudyResult


@dataclass(frozen=True)
class Outcome:
    """A finished search. `narrowed` is what is left of each input, by its name; empty where nothing is
    plausible. `calibrated` is what the calibrated port gives in all replications, shape (replications,
    figures), and `held` that port held against the measured logs, None without any."""

    scenario: Scenario
    observations: Mapping[str, Observation]
    space: Space
    targets: Targets
    runs: PortRuns
    found: Found
    narrowed: Mapping[str, Narrowed]
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
