"""The closed form of a reading: the figure that is expected where nobody queues, without a run."""

from __future__ import annotations

from dataclasses import dataclass

from portsim.claims.claim import Reading
from portsim.claims.figures import FIGURES
from portsim.claims.finding import kpi_of
from portsim.kpis.expected import Expected, expected
from portsim.scenario.scenario import Scenario


@dataclass(frozen=True)
class ClosedForm:
    """The expected figure [the reading's unit], NaN where there is none, of the sides that it takes."""

    figure: float
    before: Expected | None
    after: Expected | None

    @property
    def sides(self) -> tuple[Expected, ...]:
        return tuple(side for side in (self.before, self.after) if side is not None)

    @property
    def reason(self) -> str:
        """Why there is none; empty where there is."""
        return next((side.reason for side in self.sides if side.reason), "")

    @property
    def hours(self) -> tuple[str, ...]:
        """The calendars whose closing times it leaves out."""
        return tuple(dict.fromkeys(name for side in self.sides for name in side.hours))


def closed_form(reading: Reading, scenario: Scenario) -> ClosedForm | None:
    """The closed form of a reading in its scenario; None where no KPI measures it."""
    kpi = kpi_of(reading, scenario.library)
    if kpi is None:
        return None
    measure = scenario.world(reading.alternative)
    figure = FIGURES[reading.figure]
    found = {
        side: expected(kpi, scenario.baseline if side == "baseline" else measure, measure)
        for side in figure.sides
    }
    before, after = found.get("baseline"), found.get("measure")
    value = figure.of(*(float("nan") if side is None else side.figure for side in (before, after)))
    return ClosedForm(value, before, after)
