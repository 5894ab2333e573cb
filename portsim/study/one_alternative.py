"""One alternative of a scenario run by itself: its KPIs, the published figures that it is held against, and
the records of its first replication."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from portsim.base.files import write_bytes, write_text
from portsim.base.folders import staged_folder
from portsim.claims.observation import Observation
from portsim.claims.observations import observations_of
from portsim.kpis.kpi import KPI, Figure
from portsim.records.records import MARK
from portsim.scenario.scenario import Scenario
from portsim.study.answers import Answers
from portsim.study.bounds import bounded
from portsim.study.checks import check_study
from portsim.study.comparison import COMPARISON, kpi_figures
from portsim.study.engines import settled
from portsim.study.in_money import in_its_money
from portsim.study.observed import Findings, find
from portsim.study.provenance import write_provenance
from portsim.study.question import Asked, as_csv
from portsim.study.replications import Before
from portsim.study.run import run
from portsim.study.seen import SEEN, Seen, sectioned, seen
from portsim.study.statistics import distinct, interval
from portsim.study.traces import prepared, repeated
from portsim.study.validation import VALIDATION, validation_table
from portsim.study.workers import Progress, check_workers, share_files, spread_out
from portsim.workload.size import memory_of

if TYPE_CHECKING:
    import pandas as pd


class RunTables(NamedTuple):
    """What the replications of one alternative give: its KPIs, and the figures that it is held against."""

    kpis: pd.DataFrame
    validation: pd.DataFrame


class _Figures(NamedTuple):
    """What one replication of one alternative gives, and the files of its records that are to be written."""

    kpis: Mapping[str, Figure]
    seen: Mapping[str, Seen]
    observed: Findings
    files: Mapping[str, bytes]


@in_its_money
def run_replications(
    scenario: Scenario,
    alternative: str,
    workers: int,
    folder: Path,
    progress: Progress | None = None,
    answers: Answers | None = None,
) -> RunTables:
    """Run one alternative; its KPIs with 95 % CI, and the published figures that it is held against.

    The records of replication 0 go to `folder` as Parquet, with provenance.json beside them, and
    validation.csv where the scenario names figures; they replace an earlier folder when all replications are
    done.

    Replication 0 is run for its records; with `answers`, of the others only those that are new to it.

    Columns of the KPIs: kpi, title, unit, mean, low, high, n, the share unfinished, and whether the mean is
    exact or a bound; of a single replication the CI is infinite.

    Raises PortsimError: a scenario that cannot run; before the first replication if the folder cannot be
    written; workers as in `compare`.
    """
    check_workers(workers)
    given = prepared(scenario, (alternative,))
    scenario = settled(prepared(check_study(scenario), (alternative,)), given.study.replications)
    with staged_folder(folder, mark=MARK) as partial:
        tables = _replications(scenario, alternative, workers, partial, progress, answers)
        if len(tables.validation):
            write_text(partial / f"{VALIDATION.file}.csv", as_csv(tables.validation))
        write_provenance(partial, given.with_engine(scenario.engine), {"alternative": alternative})
    return tables


def _replications(
    scenario: Scenario,
    alternative: str,
    workers: int,
    folder: Path,
    progress: Progress | None,
    answers: Answers | None,
) -> RunTables:
    import pandas as pd

    observations = observations_of(scenario)
    traced = bool(repeated(scenario))
    total = scenario.study.replications
    asked_now, alone = Asked((COMPARISON.name, SEEN, VALIDATION.name)), scenario.only(alternative)
    before = [Before.of(answers, alone, number, asked_now, claims=False) for number in range(total)]
    known = [each.answered().get(alternative, {}) for each in before]
    pieces = [n for n, own in enumerate(known) if n == 0 or not own.keys() >= set(asked_now.questions)]
    if answers is not None:
        answers.found += total - len(pieces)
    common = (scenario, alternative, folder if share_files() else None, observations)
    if progress is not None:
        progress(0, total)
    new = spread_out(_figures, common, pieces, workers, scenario.library, takes=memory_of(alone))
    figures: list[tuple[Mapping[str, Figure], Mapping[str, Seen], Findings]] = []
    for number in range(total):
        own = known[number]
        if number in pieces:
            ran = next(new)
            for name, contents in ran.files.items():
                write_bytes(folder / name, contents)
            own = dict(zip(asked_now.questions, ran[:3], strict=True))
            before[number].keep({alternative: own})
        figures.append((own[COMPARISON.name], own[SEEN], own[VALIDATION.name]))
        if progress is not None:
            progress(len(figures), total)
    rows, kpis = [], scenario.library[KPI]
    own = {name: bounded([figure[name] for figure, _, _ in figures]) for name in kpis}
    pooled = sectioned(
        {name: found.value for name, found in own.items()}, [kept for _, kept, _ in figures], kpis
    )
    for name, kpi in kpis.items():
        found = own[name]
        (values,) = distinct(traced, pooled[name])
        n = int(np.isfinite(values).sum())
        rows.append((name, kpi.title, kpi.unit, *interval(values), n, found.unfinished, found.bound))
    columns = ["kpi", "title", "unit", "mean", "low", "high", "n", "unfinished", "mean_is"]
    found_out = {name: [found[name] for _, _, found in figures if name in found] for name in observations}
    validation = validation_table(observations, found_out, scenario, ran=(alternative,))
    return RunTables(pd.DataFrame(rows, columns=columns), validation)


def _figures(
    scenario: Scenario,
    alternative: str,
    folder: Path | None,
    observations: Mapping[str, Observation],
    number: int,
) -> _Figures:
    """What one replication gives; the records of the first go into the folder, or along as files where a
    worker cannot write there."""
    records, files = run(scenario, number, alternative), {}
    if number == 0 and folder is not None:
        records.write_into(folder)
    elif number == 0:
        with TemporaryDirectory() as name:
            records.write_into(Path(name))
            files = {each.name: each.read_bytes() for each in sorted(Path(name).iterdir())}
    grace = scenario.study.run_out.at_most
    kpis = scenario.library[KPI]
    figures = kpi_figures(scenario.library, records, grace, kpis)
    found = find(observations, alternative, records, grace)
    return _Figures(figures, seen(scenario.library, records, kpis), found, files)
