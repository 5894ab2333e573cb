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

    prior: Share = Field(description="of its boxes that have something to find")


class Trusted(Part):
    """Traders that customs trusts, such as authorised economic operators (AEO), beside all others."""

    share: Annotated[Share, Field(description="of the boxes that are theirs")]
    relative_risk: Annotated[Share, Field(description="of having something to find, beside that of others")]
    relative_exam_rate: Annotated[Share, Field(description="of being selected, beside that of others")]


class Risk(Part):
    """What an exam can find. No run reads it: it is laid over the records of runs.

    `selectivity` is the area under the ROC curve (AUC) of the selection: the chance that a box with something
    to find has a higher score than one without; 0.5 is selection by chance, 1 knows all.
    """

    streams: dict[str, StreamRisk] = Field(min_length=1, description="streams of boxes, and what is in them")
    selected: str = Field(description="the trait of boxes that are selected for exam")
    suspect: str = Field(description="the chance that an image is suspect; stated as seen over all images")
    scanned: tuple[str, ...] = Field(min_length=1, description="steps that are a scan")
    opened: tuple[str, ...] = Field(min_length=1, description="steps in which a box is opened and searched")
    servers: str | None = Field(None, description="dotted key of the servers that are varied if not said")
    kpis: tuple[str, ...] = Field(
        min_length=1, description="KPIs, or a statistic of one (P90 KPI); the first is the time of the front"
    )
    selectivity: Share = Field(description="how well the selection finds them: area under the ROC curve")
    by_scan: Annotated[Share, Field(description="of what is there, the share of images that show it")]
    by_search: Annotated[Share, Field(description="of what an image shows, the share that a search finds")]
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
