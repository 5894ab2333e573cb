"""A study: replications of all alternatives of a scenario, and the tables made of them.

One replication runs every alternative on the same draws in one process, so that pairs meet; only the
replications are spread over cores. Results do not depend on the number of workers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.errors import PortsimError
from portsim.claims.claim import Claim, load_claims
from portsim.kpis.checks import check_names
from portsim.kpis.kpi import KPI
from portsim.kpis.tariffs import check_tariffs
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.comparison import kpi_values
from portsim.study.engines import settled
from portsim.study.question import Kept, StudyResult, check_tables
from portsim.study.replication import replicate
from portsim.study.run import run
from portsim.study.statistics import distinct, interval
from portsim.study.traces import prepared, repeated
from portsim.study.workers import spread_out

if TYPE_CHECKING:
    import pandas as pd


Progress = Callable[[int, int], None]


def compare(
    scenario: Scenario | str,
    *,
    days: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 0,
    claims: bool = True,
    progress: Progress | None = None,
) -> StudyResult:
    """Run all alternatives of a scenario, loaded or by name, and compare them with its baseline.

    `workers` 0 takes all cores; the results are the same for any number. `progress` is called with
    (done, total) after each replication.

    Raises PortsimError: a scenario that cannot run; a claims file that does not fit it; two tables of one
    file.
    """
    scenario = load(scenario) if isinstance(scenario, str) else scenario
    check_tariffs(scenario)
    check_names(scenario)
    check_tables(scenario.library)
    scenario = scenario.with_study(days=days, replications=replications, seed=seed)
    texts: Mapping[str, Claim] = {}
    if claims and scenario.claims is not None:
        texts = load_claims(scenario.claims, scenario)
    if scenario.study.replications < 2:
        raise PortsimError("replications: got 1, allowed 2 or more to compare; portsim run takes 1")
    scenario = prepared(scenario, scenario.alternatives)
    total = scenario.study.replications
    scenario = settled(scenario, total * len(scenario.alternatives))
    done: list[Kept] = []
    for each in spread_out(replicate, (scenario, texts), range(total), workers, scenario.library):
        done.append(each)
        if progress is not None:
            progress(len(done), total)
    return StudyResult(scenario, texts, tuple(done))


def run_replications(
    scenario: Scenario, alternative: str, workers: int, folder: Path, progress: Progress | None = None
) -> pd.DataFrame:
    """Run one alternative; its KPIs with 95 % CI. The records of replication 0 go to `folder` as Parquet.

    Columns: kpi, title, unit, mean, low, high, n; of a single replication the CI is infinite.
    """
    import pandas as pd

    check_tariffs(scenario)
    check_names(scenario)
    scenario = prepared(scenario, (alternative,))
    traced = bool(repeated(scenario))
    total = scenario.study.replications
    scenario = settled(scenario, total)
    figures: list[Mapping[str, float]] = []
    for each in spread_out(
        _figures, (scenario, alternative, folder), range(total), workers, scenario.library
    ):
        figures.append(each)
        if progress is not None:
            progress(len(figures), total)
    rows = []
    for name, kpi in scenario.library[KPI].items():
        (values,) = distinct(traced, np.array([f[name] for f in figures]))
        rows.append((name, kpi.title, kpi.unit, *interval(values), int(np.isfinite(values).sum())))
    return pd.DataFrame(rows, columns=["kpi", "title", "unit", "mean", "low", "high", "n"])


def _figures(scenario: Scenario, alternative: str, folder: Path, number: int) -> Mapping[str, float]:
    records = run(scenario, number, alternative)
    if number == 0:
        records.write(folder)
    return kpi_values(scenario.library, records)
