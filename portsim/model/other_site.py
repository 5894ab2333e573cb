"""Other sites: places and tasks that take the part of others for some shipments, and the rule of choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self, get_args

from pydantic import Field, model_validator

from portsim.model.demand import Per
from portsim.model.part import Part
from portsim.model.sourced import Share

Rule = Literal["trait", "share", "nearest", "shortest_queue"]
RULES: tuple[Rule, ...] = get_args(Rule)


class OtherSite(Part):
    """Places and tasks that stand in for those which flows name, such as a second exam site.

    Sites that take the part of the same place or task are one choice: a shipment goes to one of them, or to
    the places that its flows name. Sites with a `trait` take the shipments that have it, in the order of the
    file; one rule, the same for all other sites of the choice, is for the rest.
    """

    instead: dict[str, str] = Field(
        min_length=1, description="each place or task that flows name, and the one that stands in for it here"
    )
    trait: str | None = Field(None, description="shipments with this trait come here")
    share: Share | None = Field(
        None, description="share that comes here, of the shipments that no site takes by trait"
    )
    per: Per | None = Field(
        None,
        description="with share: all of a declaration or carrier go to one site; each by itself if not said",
    )
    nearest: str | None = Field(
        None,
        description="a task under instead, the way there: each terminal uses the site with the shortest "
        "mean time",
    )
    shortest_queue: str | None = Field(
        None,
        description="a place under instead: a shipment goes where its queue is the shortest at that moment",
    )
    terminals: tuple[str, ...] = Field(
        (),
        description="terminals whose shipments come here, and at which the site stands; all if not said",
    )

    def __hash__(self) -> int:
        rules = (self.trait, self.share, self.per, self.nearest, self.shortest_queue)
        return hash((*self.instead.items(), *rules, self.terminals))

    @model_validator(mode="after")
    def _by_one_rule(self) -> Self:
        rules = [rule for rule in RULES if getattr(self, rule) is not None]
        if len(rules) != 1:
            raise ValueError(
                f"got {' and '.join(rules) or 'no rule'}; say by one of {', '.join(RULES)} which shipments "
                "come here"
            )
        if self.per is not None and self.share is None:
            raise ValueError("per says how a share is drawn; give share, or take it out")
        return self

    @property
    def rule(self) -> Rule:
        """The rule by which shipments come here."""
        return next(rule for rule in RULES if getattr(self, rule) is not None)

    def takes(self, terminal: str) -> bool:
        """Whether shipments of a terminal can come here."""
        return not self.terminals or terminal in self.terminals

    def words(self) -> str:
        by = self.share.words() if self.share is not None else getattr(self, self.rule)
        here = ", ".join(f"{other} for {main}" for main, other in self.instead.items())
        at = f", of {' '.join(self.terminals)}" if self.terminals else ""
        return f"{here}, by {self.rule} {by}{at}"


def choices(sites: Mapping[str, OtherSite]) -> tuple[tuple[str, ...], ...]:
    """The sites of each choice, in the order of the file: those that take the part of a common place or task,
    also by way of further sites."""
    found: list[tuple[set[str], list[str]]] = []
    for name, site in sites.items():
        mine = set(site.instead)
        joined = [each for each in found if each[0] & mine]
        names = [other for _, others in joined for other in others]
        found = [each for each in found if each not in joined]
        found.append((mine.union(*(parts for parts, _ in joined)), [*names, name]))
    return tuple(tuple(name for name in sites if name in names) for _, names in found)
