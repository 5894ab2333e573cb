"""A study: replications of all alternatives of a scenario, and the tables made of them.

One replication runs every alternative on the same draws in one process, so that pairs meet; only the
replications are spread over cores. Results do not depend on the number of workers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from portsim.base.arguments import check_arguments
from portsim.base.errors import ConfigError, PortsimError
from portsim.claims.claim import Claim, load_claims
from portsim.claims.measured.file import Measured, load_measured
from portsim.claims.observation import Observation
from portsim.claims.observations import observations_of
from portsim.scenario.scenario import Scenario
from portsim.study.answers import Answers
from portsim.study.audit import AUDIT
from portsim.study.checks import check_study
from portsim.study.engines import settled
from portsim.study.in_money import in_its_money
from portsim.study.question import Kept, StudyResult, asked
from portsim.study.replications import kept_by_runs
from portsim.study.traces import prepared
from portsim.study.validation import VALIDATION
from portsim.study.where import working_on
from portsim.study.workers import check_workers

Progress = Callable[[int, int], None]


@in_its_money
def compare(
    scenario: Scenario,
    *,
    days: int | None = None,
    warm_up_days: int | None = None,
    run_out: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 0,
    claims: bool = True,
    progress: Progress | None = None,
    tables: str | Collection[str] | None = None,
    kpis: str | Collection[str] | None = None,
    answers: Answers | None = None,
    on: str | None = None,
    against: Path | str | Measured | None = None,
) -> StudyResult:
    """Run all alternatives of a scenario, loaded, or by name or path, and compare them with its baseline.

    `workers` 0 takes all cores; `on` says where they are, as `working_on` does: `local`, `dask` or the
    address of a Dask scheduler. The results are the same for any number, anywhere. `progress` is called with
    (done, total) before the first replication and after each. `tables` names those that will be asked for,
    and `kpis` those that are measured, which takes less time than all; p-values are then corrected for these
    KPIs alone. With `answers`, which keeps what runs answered, only what is new to it is run.
    `against` is a file of what users measured, which the study is held against, a log of theirs, or either as
    read: tables `observed`, `observed_quantiles` and `observed_hours`; no identity of a run depends on it.

    Raises PortsimError: a scenario that cannot run; an event outside the counted window; a claims file or
    a file of observed figures that does not fit it; two tables of one file; no such table or
    KPI; workers that cannot be reached, or are of other versions.
    """
    check_arguments(compare, locals(), "claims tables kpis answers progress against")
    check_workers(workers, on)
    scenario = check_study(scenario)
    scenario = scenario.with_study(
        days=days, warm_up_days=warm_up_days, run_out=run_out, replications=replications, seed=seed
    )
    for name in scenario.compare:
        scenario.event(name)  # with other days than the file's it may lie outside the window
    question = asked(scenario.library, tables, kpis)
    texts: Mapping[str, Claim] = {}
    if claims and scenario.claims is not None and AUDIT.name in question.questions:
        texts = load_claims(scenario.claims, scenario)
    observations = observations_of(scenario) if VALIDATION.name in question.questions else {}
    measured = against
    if isinstance(against, Path | str):
        measured = load_measured(Path(against), scenario)
    assert measured is None or isinstance(measured, Measured)
    if measured is not None:
        question = question.against(measured, scenario.library)
        observations = _together(observations, measured)
    if scenario.study.replications < 2:
        raise PortsimError("replications: got 1, allowed 2 or more to compare; portsim run takes 1")
    scenario = prepared(scenario, scenario.alternatives)
    total = scenario.study.replications
    scenario = settled(scenario, total * len(scenario.alternatives))
    done: list[Kept] = []
    if progress is not None:
        progress(0, total)
    with working_on(on):
        for each in kept_by_runs(scenario, texts, observations, question, workers, answers):
            done.append(each)
            if progress is not None:
                progress(len(done), total)
    return StudyResult(scenario, texts, tuple(done), observations, question.kpis, measured)


def _together(published: Mapping[str, Observation], measured: Measured) -> Mapping[str, Observation]:
    """Published figures, and those that users measured.

    Raises ConfigError: two of them have one name.
    """
    if twice := [name for name in measured.figures if name in published]:
        raise ConfigError(
            f"{measured.path}: figure {twice[0]} stands in the scenario's validation file too; rename it"
        )
    return {**published, **measured.figures}
