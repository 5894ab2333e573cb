"""Figures that the model is held against: published, of no input, each with a band stated beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from portsim.base.borders import on_border
from portsim.base.units import DAY, HOUR, Minutes, Real
from portsim.claims.claim import Sources
from portsim.kpis.between import Between
from portsim.kpis.cohorts import kpi_of_cohort
from portsim.kpis.kpi import KPI, Kpi
from portsim.kpis.statistic import SHARES
from portsim.model.cohort import CohortKpi
from portsim.model.library import Library
from portsim.model.part import Part
from portsim.model.target import KEYS
from portsim.scenario.alternatives import BASELINE

UNITS: Mapping[str, float] = {"min": 1.0, "h": 1 / HOUR, "day": 1 / DAY}  # of intervals, and their scale
ERRORS = 2  # standard errors from the observed figure to an end of its band
Side = Literal["low", "high"]
Held = Literal["met", "fitted", "missed", "undecided", "not measured"]


class Interval(Part):
    """The time from one milestone to another: `{from: A, to: B, streams: [C]}`."""

    first: str
    last: str
    streams: tuple[str, ...] = Field((), description="demand streams; without it, all that pass both")

    @model_validator(mode="before")
    @classmethod
    def _from_and_to(cls, data: object) -> object:
        if not isinstance(data, Mapping):
            return data
        fields = {key: field for field, key in KEYS.items()}
        return {fields.get(key, key): value for key, value in data.items()}

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if self.first == self.last:
            raise ValueError(f"from and to are both {self.first}; an interval needs two milestones")
        return self

    @classmethod
    def keys_in(cls, data: Mapping[str, object]) -> dict[str, str]:
        return {name: KEYS.get(name, name) for name in super().keys_in(data)}

    @property
    def span(self) -> str:
        """From which milestone to which, in words."""
        return f"{self.first} to {self.last}"


class Observation(Part):
    """A published figure, what it is compared with, and the band within which the model meets it."""

    statement: str
    kpi: str | None = Field(None, description="null where the model measures nothing like it; say why")
    interval: Interval | None = Field(None, description="in the place of a KPI")
    why: str = Field("", description="why the model cannot measure it")
    statistic: str | None = Field(
        None, description="mean, p90, share_within ...; that of the KPI if not said"
    )
    limit: Annotated[Minutes | None, Field(description="of share_within and share_above")] = None
    cohort: tuple[str, ...] = Field((), description="traits and cohorts of the shipments it speaks of")
    terminal: str = Field("", description="the one terminal that it speaks of; all without it")
    alternative: str = BASELINE
    observed: Real
    unit: str
    band: tuple[Real, Real] = Field(
        description="[low, high]: from where to where the model meets it; two standard errors either way if "
        "an error is given"
    )
    because: str = Field(description="why the band is as wide as it is")
    error: Annotated[Real, Field(gt=0)] | None = Field(
        None,
        description="standard error of what was observed, with what another such period would give; a "
        "quarter of the band if not said",
    )
    hold_out: bool = Field(False, description="kept out of a calibration, which is judged by it")
    source: Annotated[Sources, Field(min_length=1, description="rows of the evidence list")]
    year: int | None = Field(None, description="the year that the figure speaks of")
    differs: str = Field(description="what differs between the source's figure and the model's")
    scenarios: tuple[str, ...] = Field((), description="scenarios that it speaks of; all if none is named")
    fitted: tuple[str, ...] = Field((), description="scenarios with numbers chosen so as to meet it")

    @model_validator(mode="before")
    @classmethod
    def _band_of_error(cls, data: object) -> object:
        if not isinstance(data, Mapping) or "band" in data:
            return data
        observed, error = data.get("observed"), data.get("error")
        if not isinstance(observed, int | float) or not isinstance(error, int | float):
            return data
        ends = (observed - ERRORS * error, observed + ERRORS * error)
        return {"because": "two standard errors", **data, "band": ends}

    @model_validator(mode="after")
    def _holds(self) -> Self:
        low, high = self.band
        if not low <= self.observed <= high:
            raise ValueError(
                f"the band {low:g} to {high:g} does not hold the observed {self.observed:g} {self.unit}; "
                "a band is [low, high] round what was observed"
            )
        if self.kpi is not None and self.interval is not None:
            raise ValueError("both kpi and interval are given; keep one of the two")
        if self.kpi is None and self.interval is None and not self.why:
            raise ValueError("needs a kpi or an interval, or kpi: null and why nothing measures it")
        if self.why and (self.kpi is not None or self.interval is not None):
            raise ValueError("why says that nothing measures it, and a KPI or an interval does; keep one")
        if self.why and (self.statistic is not None or self.limit is not None):
            raise ValueError("statistic and limit are of a kpi or an interval; leave them out")
        return self

    @property
    def standard_error(self) -> float:
        """The standard error of what was observed [its unit]: as stated, or a quarter of the band."""
        low, high = self.band
        return (high - low) / (2 * ERRORS) if self.error is None else self.error

    @property
    def measured_on(self) -> str:
        """The KPI or interval that it is compared with; empty where the model measures nothing like it."""
        return self.interval.span if self.interval is not None else self.kpi or ""

    def compared_with(self, library: Library, at_terminal: tuple[str, ...] = ()) -> Kpi | None:
        """The KPI that is held against it, on its cohort; None where the model measures nothing like it.

        `at_terminal` are further traits of its shipments.

        Raises PortsimError: the KPI has no shipments of which a cohort could be taken.
        """
        traits = (*self.cohort, *at_terminal)
        if self.interval is not None:
            of = Between(self.interval.first, self.interval.last, self.interval.streams, traits)
            statistic = self.statistic or "mean"
            scale = 1.0 if statistic in SHARES else UNITS.get(self.unit, 1.0)
            unit = "share" if statistic in SHARES else self.unit
            return Kpi(
                self.statement, self.statement, unit, "neither", of, statistic, scale, self.limit or 0.0
            )
        if self.kpi is None:
            return None
        given = CohortKpi.model_construct(
            of=self.kpi, cohort=traits, statistic=self.statistic, limit=self.limit
        )
        return kpi_of_cohort(self.statement, given, library[KPI][self.kpi])


class ObservationsFile(Part):
    figures: dict[str, Observation] = Field(min_length=1)


def held(band: tuple[float, float], low: float, mean: float, high: float) -> tuple[Held, Side | None]:
    """Whether a figure with a mean and a 95 % CI meets a band, and on which side it misses it.

    Met: the whole CI is in the band. Missed: all of it is on one side. Undecided: it reaches over an end, as
    that of a single replication does.
    """
    if mean != mean:
        return "not measured", None
    low, high = (on_border(end, *band) for end in (low, high))
    if band[0] <= low and high <= band[1]:
        return "met", None
    if high < band[0]:
        return "missed", "low"
    if low > band[1]:
        return "missed", "high"
    return "undecided", None
