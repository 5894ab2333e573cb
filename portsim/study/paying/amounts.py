"""What payers bear in a year of each replication, and what an alternative saves them, transfers left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

import numpy as np

from portsim.base.errors import PortsimError
from portsim.kpis.ledger_lines import Line
from portsim.model.payers import PAYERS, TOTALS, Payer
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.scenario import Scenario
from portsim.study.bounds import Bounded, apart
from portsim.study.ledger import LEDGER_OF_A_YEAR
from portsim.study.question import StudyResult
from portsim.study.statistics import Paired
from portsim.study.traces import repeated

GROUPS: Mapping[str, tuple[Payer, ...]] = MappingProxyType(
    {**{payer: (payer,) for payer in PAYERS}, **TOTALS}
)
"""Each payer, then all companies and all payers: who is in a group."""

Scaled = Callable[[Line], float]


def saved(
    study: StudyResult, alternative: str, payers: Collection[Payer], scaled: Scaled = lambda _: 1.0
) -> Paired:
    """What an alternative saves these payers in a year [yuan/y], paired over replications: the baseline's
    costs less its own, as in the table of payers. `scaled` multiplies the amount of a line of the ledger.

    Raises PortsimError: the study was not asked for its ledger.
    """
    with_it = borne(study, alternative, payers, scaled)
    without = borne(study, BASELINE, payers, scaled)
    return paired_over(study.scenario, with_it, without)


def paired_over(scenario: Scenario, before: Bounded, after: Bounded) -> Paired:
    """Two figures of the replications compared; replications that repeat one trace count as one."""
    return apart(bool(repeated(scenario)), before, after)


def borne(study: StudyResult, alternative: str, payers: Collection[Payer], scaled: Scaled) -> Bounded:
    """What these payers bear in a year of each replication [yuan/y], NaN where an entry was not measured."""
    kept = [each[alternative] for each in study.kept(LEDGER_OF_A_YEAR.name)]
    own = [[line for line in lines if line.kind == "cost" and line.payer in payers] for lines in kept]
    value, more = (
        np.array([sum(scaled(line) * part(line) for line in lines) for lines in own], dtype=np.float64)
        for part in (_yuan, lambda line: line.more / 100)
    )
    return Bounded(value, more)


def _yuan(line: Line) -> float:
    return float("nan") if line.fen is None else line.fen / 100


def check_priced(scenario: Scenario) -> None:
    """Raises PortsimError: the scenario has no tariffs, so that nothing of it is money."""
    if not scenario.baseline.port.tariffs:
        raise PortsimError(
            f"{scenario.path}: has no tariffs, so nobody saves money in it; write tariffs, or ask for a KPI "
            "with --of (Python: of)"
        )
