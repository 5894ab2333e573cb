"""What exams are for: how much there is to find, and how well selection, scan and search do."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from portsim.base.errors import got
from portsim.model.part import Part
from portsim.model.sourced import Share

BY_CHANCE = 0.5  # the area under the curve of a selection that knows nothing


class StreamRisk(Part):
    """A stream of boxes, and the share of them with something to find."""

    prior: Share = Field(description="share of its boxes with something to find")


class Trusted(Part):
    """Traders that customs trusts, such as authorised economic operators (AEO), beside all others."""

    share: Annotated[Share, Field(description="share of the boxes that are theirs")]
    relative_risk: Annotated[
        Share, Field(description="their chance of having something to find, as a share of that of others")
    ]
    relative_exam_rate: Annotated[
        Share, Field(description="their chance of being selected, as a share of that of others")
    ]


class Risk(Part):
    """What exams can find. No run depends on it: `portsim control` applies it to what runs recorded.

    `selectivity` is the area under the ROC curve (AUC) of the selection: the chance that a box with something
    to find has a higher score than one without; 0.5 is selection by chance, 1 knows all.
    """

    streams: dict[str, StreamRisk] = Field(min_length=1, description="streams of boxes, and what is in them")
    selected: str = Field(description="the trait of boxes that are selected for exam")
    suspect: str = Field(description="the chance that an image is suspect, stated over all images")
    scanned: tuple[str, ...] = Field(min_length=1, description="steps that are a scan")
    opened: tuple[str, ...] = Field(min_length=1, description="steps in which a box is opened and searched")
    servers: str | None = Field(
        None, description="dotted key of the servers that `portsim control` varies when told nothing else"
    )
    kpis: tuple[str, ...] = Field(
        min_length=1,
        description="KPIs that are shown, also as P90 KPI; the first is the time of the chart and the front",
    )
    selectivity: Share = Field(
        description="quality of the selection: area under its ROC curve; 0.5 by chance, 1 knows all"
    )
    by_scan: Annotated[Share, Field(description="share of what is in a box that its image shows")]
    by_search: Annotated[Share, Field(description="share of what an image shows that a search finds")]
    aeo: Trusted | None = Field(None, description="traders that customs trusts; none if not said")

    @property
    def rate_key(self) -> str:
        """The dotted key of the exam rate."""
        return f"traits.{self.selected}.share"

    @model_validator(mode="after")
    def _knows_something(self) -> Self:
        if self.selectivity.value < BY_CHANCE:
            raise ValueError(
                f"selectivity is an area under a curve: got {got(self.selectivity.value)}, allowed 0.5 "
                "(selection by chance) to 1 (selection that knows all)"
            )
        return self
