"""Which inputs make the port do what was observed: unknown inputs matched to observed figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from portsim.base.arguments import check_arguments, plain
from portsim.base.arrays import Floats
from portsim.base.errors import PortsimError, got
from portsim.claims.measured.file import Measured
from portsim.scenario.locate import observations_file
from portsim.scenario.scenario import Scenario
from portsim.study.analysis import Analysis
from portsim.study.answers import Answers
from portsim.study.calibration import tables
from portsim.study.calibration.emulator import require_sklearn
from portsim.study.calibration.narrowing import narrowed, settled
from portsim.study.calibration.observed import Observed, observed_of
from portsim.study.calibration.outcome import Outcome
from portsim.study.calibration.runs import PortRuns, worlds_of
from portsim.study.calibration.search import Settings, search
from portsim.study.calibration.sentences import sentences
from portsim.study.calibration.targets import Targets, correlation_of
from portsim.study.calibration.unknowns import Space, unknowns
from portsim.study.checks import check_study
from portsim.study.engines import settled as with_engine
from portsim.study.held.pairs import QUESTION_NAME
from portsim.study.in_money import in_its_money
from portsim.study.one_week import of_one_week
from portsim.study.question import StudyResult
from portsim.study.study import compare
from portsim.study.traces import prepared
from portsim.study.workers import Progress

SAMPLES, WAVES, KEEP, PER_WORLD, DISCREPANCY = 128, 3, 200, 1, 0.05
MOST_WAVES, LEAST_KEPT, MOST_KEPT = 10, 50, 1000


@in_its_money
def calibrate(
    scenario: Scenario,
    observed: Path | str,
    *,
    inputs: Sequence[str] | None = None,
    hold_out: Sequence[str] = (),
    waves: int = WAVES,
    samples: int = SAMPLES,
    keep: int = KEEP,
    per_world: int = PER_WORLD,
    discrepancy: float = DISCREPANCY,
    days: int | None = None,
    warm_up_days: int | None = None,
    run_out: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 0,
    progress: Progress | None = None,
    answers: Answers | None = None,
) -> Analysis:
    """Find the inputs at which a scenario does what was observed, as a distribution.

    `observed` is a file of observed figures and of measured logs, or one such log; of each time in a log P50
    and P90 are matched. Figures with `hold_out: true`, and weeks of logs that the file or `hold_out` names
    (`2025-W14`), are not matched, and judge the result. `inputs` are dotted keys of numbers with a range, or
    names of groups; without them all assumptions with a range that decide a figure. In each of at most
    `waves` waves `samples` worlds are run, a power of 2, where the figures do not rule the port out yet; then
    `keep` worlds of the posterior. `discrepancy` is the standard deviation of what the model is off by even
    with the right inputs, as a share of the observed figure: an assumption, 5 % if not said. Unless said
    otherwise a run counts at most 7 days, after a warm-up of at most 7 and with 7 of run-out. With `answers`,
    only what is new to it is run.

    Tables: `inputs`, `figures`, `pairs`, `waves`, `posterior`, `conflicts`; the functions in
    `portsim.study.calibration.tables` give their columns and units. With logs also `observed`,
    `observed_quantiles`, `observed_hours` and `observed_curves`, the calibrated port held against them, as a
    study against them has.

    Raises PortsimError: scikit-learn is not installed; a file or scenario that cannot be used; an input that
    there is not or that has no range; a figure that the port does not measure; a week that no log has; fewer
    samples than inputs; a number out of bounds.
    """
    check_arguments(calibrate, locals(), "observed inputs hold_out discrepancy progress answers")
    hold_out, inputs = tuple(hold_out), None if inputs is None else tuple(inputs)
    waves, samples, keep, per_world = plain(waves), plain(samples), plain(keep), plain(per_world)
    require_sklearn()
    chosen = check_study(scenario)
    file = observations_file(Path(observed))
    chosen = of_one_week(
        chosen,
        days=days,
        warm_up_days=warm_up_days,
        run_out=run_out,
        replications=replications,
        seed=seed,
    )
    observed_now = observed_of(file, chosen, hold_out)
    observations, measured = observed_now.figures, observed_now.measured
    chosen = chosen.only(*observed_now.alternatives)
    space = Space(unknowns(chosen, observations, inputs))
    _check(space, waves, samples, keep, per_world, discrepancy, chosen.study.replications)
    chosen = prepared(chosen, chosen.alternatives)
    n = chosen.study.replications
    worlds = waves * samples + keep
    ready = with_engine(worlds_of(chosen), (2 * n + worlds * per_world) * len(chosen.alternatives))
    told = _Told(progress, worlds + (3 if measured.logs else 2) * n)
    runs = PortRuns(ready, observations, space, per_world, workers, answers, told)
    observed_now.check_runs(runs.stated)
    targets = _targets(observed_now, runs.stated, discrepancy)
    found = search(space, targets, runs, Settings(samples, waves, keep, chosen.study.seed))
    left = {} if found.posterior is None else narrowed(space, found.posterior)
    calibrated = runs.at(settled(left)) if left else None
    held = _held(runs, settled(left), measured, workers, told) if left and measured.logs else None
    told.ended()
    digest = measured.sha256
    outcome = Outcome(
        chosen, observations, space, targets, runs, found, left, calibrated, discrepancy, file, digest, held
    )
    facts = {
        "observed": file.name,
        "observed_sha256": digest,
        "inputs": list(space.names),
        "samples": samples,
        "waves": len(found.waves),
        "keep": keep,
        "runs_of_a_world": per_world,
        "discrepancy": discrepancy,
        "worlds_run": len(runs.points),
        "worlds_that_cannot_run": runs.problems,
        "overlay": outcome.overlay,
    }
    if measured.logs:
        facts["logs"] = measured.facts()["logs"]
    made = tables.all_tables(outcome)
    title = f"What the port must be like: {chosen.title}"
    return Analysis("calibration", title, chosen, made, sentences(outcome, made), facts)


def _check(
    space: Space, waves: int, samples: int, keep: int, per_world: int, discrepancy: float, replications: int
) -> None:
    """Raises PortsimError: a number out of bounds, or fewer samples than inputs."""
    if replications < 2:
        raise PortsimError(f"replications: got {replications}, allowed 2 or more, to tell noise from inputs")
    bounds = {
        "waves": (waves, 1, MOST_WAVES),
        "keep": (keep, LEAST_KEPT, MOST_KEPT),
        "per_world": (per_world, 1, replications),
    }
    for name, (value, least, most) in bounds.items():
        if type(value) is not int or not least <= value <= most:
            raise PortsimError(f"{name}: got {got(value)}, allowed a whole number from {least} to {most}")
    if isinstance(discrepancy, bool) or not 0 <= discrepancy <= 1:
        raise PortsimError(f"discrepancy: got {got(discrepancy)}, allowed a share from 0 to 1, such as 0.05")
    if type(samples) is int and samples <= len(space):
        raise PortsimError(
            f"samples: got {samples}, allowed more than the {len(space)} inputs that are looked for, to tell "
            "one from another; ask for more --samples, or name fewer --inputs"
        )


def _held(
    runs: PortRuns, shares: Mapping[str, float], measured: Measured, workers: int, told: _Told
) -> StudyResult:
    """The port with inputs at these shares in all replications, held against the logs as `--observed` of a
    study does."""
    port = runs.scenario.with_drawn(runs.space.numbers(shares))

    def ran(done: int, _: int) -> None:
        if done:
            told()

    return compare(
        port, workers=workers, claims=False, progress=ran, tables=(QUESTION_NAME,), kpis=(),
        answers=runs.answers, against=measured,
    )  # fmt: skip


def _targets(seen: Observed, stated: Floats, discrepancy: float) -> Targets:
    observations = seen.figures
    observed = np.array([each.observed for each in observations.values()])
    return Targets(
        tuple(observations),
        observed,
        np.array([each.standard_error for each in observations.values()]),
        discrepancy * np.abs(observed),
        stated.std(axis=0, ddof=1) / len(stated) ** 0.5 if len(stated) > 1 else np.zeros(len(observed)),
        correlation_of(stated, seen.luck),
        np.array([each.hold_out for each in observations.values()]),
    )


class _Told:
    """Tells how far a calibration is; waves that are not needed are counted as done at its end."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def __call__(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, max(self.total, self.done))

    def ended(self) -> None:
        if self.progress is not None:
            self.progress(max(self.total, self.done), max(self.total, self.done))
