"""An analysis: what a question asked of many runs of a scenario gives, beyond one comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portsim.base.errors import did_you_mean
from portsim.scenario.scenario import Scenario
from portsim.study.in_money import with_money

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Analysis:
    """The tables of an analysis, by name and as attributes: `analysis.shapley`. An attribute has units in the
    money of the scenario and is the caller's own: what is changed in it is not changed in the analysis.
    `tables` have `yuan` there, whatever money that is.

    `name` is that of the analysis in a word, such as `attribution`; `sentences` say in plain words what it
    found, the most important first; `facts` are what has to be known, beside the provenance of the scenario,
    to get the same figures again.
    """

    name: str
    title: str
    scenario: Scenario
    tables: Mapping[str, pd.DataFrame]
    sentences: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    runs: bool = True  # whether it rests on runs of the scenario

    def __repr__(self) -> str:
        return f"<Analysis {self.name} of {self.scenario.name}: {', '.join(self.tables)}>"

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_"):  # asked of a copy too, before it has its tables
            raise AttributeError(name)
        if name not in self.tables:
            hint = did_you_mean(name, self.tables)
            raise AttributeError(f"this analysis has no attribute and no table '{name}'{hint}")
        with self.scenario.counting():
            return with_money(self.tables[name].copy())

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]
