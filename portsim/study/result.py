"""The result of a study: its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.claims.cause import Cause
from portsim.claims.claim import Claim
from portsim.kpis.kpi import KPI
from portsim.kpis.stages import QUANTILES, Stage
from portsim.library.kpis.outage import BACKLOGS, QUARTER, UP, outage, quarters
from portsim.model.world import World
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.scenario import Scenario
from portsim.study.claims import audit_table
from portsim.study.comparison import comparison_table
from portsim.study.ledger import ledger_table, payers_table, volumes_table
from portsim.study.replication import SPREAD, Replication
from portsim.study.statistics import interval

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class StudyResult:
    """All replications of a study, and its tables as DataFrames."""

    scenario: Scenario
    claims: Mapping[str, Claim]
    replications: tuple[Replication, ...]

    def __repr__(self) -> str:
        return f"<StudyResult of {self.scenario!r}, {len(self.replications)} replications>"

    @cached_property
    def values(self) -> Mapping[str, Mapping[str, Floats]]:
        """alternative -> KPI -> figures of the replications, shape (replications,)."""
        return {
            a: {
                name: np.array([r.values[a][name] for r in self.replications])
                for name in self.scenario.library[KPI]
            }
            for a in self.scenario.alternatives
        }

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """One row per alternative and KPI: paired difference, 95 % CI, Holm, verdict."""
        return comparison_table(self.values, self.scenario.library[KPI], BASELINE)

    @cached_property
    def _audit(self) -> tuple[pd.DataFrame, dict[tuple[str, str], Cause]]:
        keys = [(c, reading.name) for c, text in self.claims.items() for reading in text.readings]
        findings = {key: [r.findings[key] for r in self.replications] for key in keys}
        return audit_table(self.claims, findings, self.scenario)

    @property
    def audit(self) -> pd.DataFrame:
        """One row per reading of each claim: reported, simulated with CI, verdict, deciding parameters."""
        return self._audit[0]

    @property
    def causes(self) -> Mapping[tuple[str, str], Cause]:
        """(claim, reading) to the cause that the model shows."""
        return self._audit[1]

    @cached_property
    def stages(self) -> pd.DataFrame:
        """Time-release stages [min]: means over replications, with the CI of the mean."""
        import pandas as pd

        groups: dict[tuple[str, str, str, str, str, int], list[Stage]] = {}
        for r in self.replications:
            for a, found in r.stages.items():
                for each in found:
                    of = (a, each.stream, each.channel, each.terminal, each.stage, each.order)
                    groups.setdefault(of, []).append(each)
        rows = []
        for key, group in groups.items():
            middle = [float(np.mean([getattr(each, name) for each in group])) for name in ("median", "p90")]
            extremes = min(each.low for each in group), max(each.high for each in group)
            n, mean = sum(each.n for each in group), interval(np.array([each.mean for each in group]))
            rows.append((*key, n, *mean, *middle, *extremes))
        keys = ["alternative", "stream", "channel", "terminal", "stage", "order"]
        names = [*keys, "n", "mean", "ci_low", "ci_high", "median", "p90", "low", "high"]
        return pd.DataFrame(rows, columns=names)

    @cached_property
    def hours(self) -> pd.DataFrame:
        """Queue and utilisation by hour of day, means over replications."""
        import pandas as pd

        rows = []
        for a in self.scenario.alternatives:
            keys = self.replications[0].hours[a]
            for place, terminal in keys:
                pairs = [r.hours[a][place, terminal] for r in self.replications]
                queue = np.mean([q for q, _ in pairs], axis=0)
                share = np.mean([u for _, u in pairs], axis=0)
                rows += [(a, place, terminal, h, queue[h], share[h]) for h in range(24)]
        return pd.DataFrame(
            rows, columns=["alternative", "place", "terminal", "hour", "queue", "utilisation"]
        )

    @cached_property
    def spread(self) -> pd.DataFrame:
        """Quantiles over shipments of the main times, means over replications."""
        import pandas as pd

        rows = []
        for a in self.scenario.alternatives:
            for name in SPREAD:
                found = [r.spread[a, name] for r in self.replications if (a, name) in r.spread]
                if found:
                    mean = np.mean(found, axis=0)
                    unit = self.scenario.library[KPI][name].unit
                    rows += [(a, name, unit, q, v) for q, v in zip(QUANTILES, mean, strict=True)]
        return pd.DataFrame(rows, columns=["alternative", "kpi", "unit", "quantile", "value"])

    @cached_property
    def shipments(self) -> pd.DataFrame:
        """Shipments that arrived in the window, those that ended, those unfinished at the horizon."""
        import pandas as pd

        rows = [(a, *row) for r in self.replications for a, found in r.shipments.items() for row in found]
        table = pd.DataFrame(rows, columns=["alternative", "stream", "arrived", "ended", "unfinished"])
        return table.groupby(["alternative", "stream"], sort=False, as_index=False).sum()

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """What the work of a year costs, by entry and payer [yuan/y]; transfers between payers sum to 0."""
        return ledger_table([r.ledger for r in self.replications], BASELINE)

    @cached_property
    def payers(self) -> pd.DataFrame:
        """Who saves what [yuan/y]: one row per alternative and payer, baseline first."""
        return payers_table([r.ledger for r in self.replications], BASELINE)

    @cached_property
    def volumes(self) -> pd.DataFrame:
        """The stated volumes of the baseline, which scale the ledger to a year."""
        return volumes_table(self.scenario.baseline.port)

    @cached_property
    def outages(self) -> pd.DataFrame:
        """Alternatives with an outage: the same `without` it (empty if none is compared), begin and end [min]
        of the outage, and the time [h] until the gate queue is back to normal: mean, 95 % CI, n."""
        import pandas as pd

        rows = []
        for a in self.scenario.compare:
            world = self.scenario.world(a)
            span = outage(world.port, self.scenario.study.horizon)
            if span is not None:
                figures = self.values[a]["outage_recovery_time"]
                n = int(np.isfinite(figures).sum())
                rows.append((a, _without(self.scenario, a, world), *span, *interval(figures), n))
        names = ["alternative", "without", "begin", "end", "recovery", "low", "high", "n"]
        return pd.DataFrame(rows, columns=names)

    @cached_property
    def backlog(self) -> pd.DataFrame:
        """Number waiting, 15-min means with the CI over replications, with and without an outage.

        `minute` is the middle of the 15 min; the table is empty in a study without an outage.
        """
        import pandas as pd

        study = self.scenario.study
        minutes = quarters(study.window[0], study.horizon)[:-1] + QUARTER / 2
        pairs = zip(self.outages["alternative"], self.outages["without"], strict=True)
        rows = [
            (a, place, minute, *interval(waiting))
            for a in dict.fromkeys(name for pair in pairs for name in pair if name)
            for place in BACKLOGS
            for minute, waiting in zip(
                minutes, np.array([r.backlogs[a][place] for r in self.replications]).T, strict=True
            )
        ]
        return pd.DataFrame(rows, columns=["alternative", "place", "minute", "waiting", "low", "high"])

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What each alternative changed, and what the user set."""
        import pandas as pd

        rows = [
            (a, c.key, c.old, c.new, c.measure)
            for a in self.scenario.compare
            for c in self.scenario.world(a).changes
        ]
        rows = [("all", c.key, c.old, c.new, c.measure) for c in self.scenario.set_by_user] + rows
        return pd.DataFrame(rows, columns=["alternative", "key", "old", "new", "measure"])


def _without(scenario: Scenario, alternative: str, world: World) -> str:
    """The alternative that is the same but for what brings the outage; empty if none is compared."""
    by = world.touched[f"calendars.{UP}"]
    rest = tuple(use for use in scenario.compare[alternative] if use.measure != by)
    same = (name for name, uses in ((BASELINE, ()), *scenario.compare.items()) if uses == rest)
    return next(same, "")
