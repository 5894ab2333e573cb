"""Which inputs make the port do what was observed: unknown inputs matched to observed figures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from portsim.base.errors import ConfigError, PortsimError, got
from portsim.base.files import read_text
from portsim.base.units import WEEK
from portsim.claims.observation import Observation
from portsim.claims.observations import load_observations
from portsim.scenario.locate import observations_file
from portsim.scenario.reading import read
from portsim.scenario.scenario import Scenario
from portsim.study.analysis import Analysis
from portsim.study.answers import Answers
from portsim.study.calibration import tables
from portsim.study.calibration.emulator import require_sklearn
from portsim.study.calibration.outcome import Outcome
from portsim.study.calibration.runs import PortRuns, worlds_of
from portsim.study.calibration.search import Settings, search
from portsim.study.calibration.sentences import sentences
from portsim.study.calibration.targets import Targets, correlation_of
from portsim.study.calibration.unknowns import Space, unknowns
from portsim.study.checks import check_study
from portsim.study.engines import settled
from portsim.study.in_money import in_its_money
from portsim.study.traces import prepared

Progress = Callable[[int, int], None]
SAMPLES, WAVES, KEEP, PER_WORLD, DISCREPANCY = 128, 3, 200, 1, 0.05
MOST_WAVES, LEAST_KEPT, MOST_KEPT = 10, 50, 1000
WEEK_DAYS = 7  # counted days, warm-up and run-out of a world, at most, where nothing else is said


@in_its_money
def calibrate(
    scenario: Scenario,
    observed: Path | str,
    *,
    inputs: Sequence[str] | None = None,
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

    `observed` is a file of observed figures; those with `hold_out: true` are not matched, and judge the
    result. `inputs` are dotted keys of numbers with a range, or names of groups; without them all assumptions
    with a range that decide a figure. In each of at most `waves` waves `samples` worlds are run, a power of
    2, where the figures do not rule the port out yet; then `keep` worlds of the posterior. `discrepancy` is
    the standard deviation of what the model is off by even with the right inputs, as a share of the observed
    figure: an assumption, 5 % if not said. Unless said otherwise a run counts at most 7 days, after a warm-up
    of at most 7 and with 7 of run-out. With `answers`, only what is new to it is run.

    Tables: `inputs`, `figures`, `pairs`, `waves`, `posterior`, `conflicts`; the functions in
    `portsim.study.calibration.tables` give their columns and units.

    Raises PortsimError: scikit-learn is not installed; a file or scenario that cannot be used; an input that
    there is not or that has no range; a figure that the port does not measure; fewer samples than inputs;
    a number out of bounds.
    """
    require_sklearn()
    chosen = check_study(scenario)
    file = observations_file(Path(observed))
    stated = chosen.study
    chosen = chosen.with_study(
        days=days or min(stated.days, WEEK_DAYS),
        warm_up_days=min(stated.warm_up_days, WEEK_DAYS) if warm_up_days is None else warm_up_days,
        run_out=run_out or (None if stated.run_out.at_least <= WEEK else f"{WEEK_DAYS} day"),
        replications=replications,
        seed=seed,
    )
    observations = _usable(file, chosen)
    chosen = chosen.only(*dict.fromkeys(each.alternative for each in observations.values()))
    space = Space(unknowns(chosen, observations, inputs))
    _check(space, waves, samples, keep, per_world, discrepancy, chosen.study.replications)
    chosen = prepared(chosen, chosen.alternatives)
    n = chosen.study.replications
    worlds = waves * samples + keep
    ready = settled(worlds_of(chosen), (2 * n + worlds * per_world) * len(chosen.alternatives))
    told = _Told(progress, worlds + 2 * n)
    runs = PortRuns(ready, observations, space, per_world, workers, answers, told)
    _check_measured(file, observations, runs.stated, n)
    targets = _targets(observations, runs.stated, discrepancy)
    found = search(space, targets, runs, Settings(samples, waves, keep, chosen.study.seed))
    middle = None
    if found.posterior is not None:
        middle = np.array(
            [found.posterior.quantiles(column, (0.5,))[0] for column in found.posterior.points.T]
        )
    calibrated = None if middle is None else runs.at(middle)
    told.ended()
    digest = hashlib.sha256(read_text(file).encode()).hexdigest()
    outcome = Outcome(
        chosen, observations, space, targets, runs, found, middle, calibrated, discrepancy, file, digest
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
    made = tables.all_tables(outcome)
    title = f"What the port must be like: {chosen.title}"
    return Analysis("calibration", title, chosen, made, sentences(outcome, made), facts)


def _usable(file: Path, scenario: Scenario) -> Mapping[str, Observation]:
    """The figures of a file that the scenario can be matched to.

    Raises ConfigError: none of them is matched; one speaks of an alternative that is not run.
    """
    found = {name: each for name, each in load_observations(file, scenario).items() if each.measured_on}
    document = read(file)
    for name, each in found.items():
        where = document.where(("figures", name, "alternative"))
        if each.alternative not in scenario.alternatives:
            allowed = ", ".join(scenario.alternatives)
            text = f"alternative: got {got(each.alternative)}, allowed what is run: {allowed}"
            raise ConfigError(f"{where}: {name}: {text}")
        if not each.standard_error > 0:
            text = "needs an error above 0; add error: its standard error, or a band that is wider than 0"
            raise ConfigError(f"{where}: {name}: {text}")
    if not any(not each.hold_out for each in found.values()):
        raise ConfigError(
            f"{document.where(('figures',))}: no figure is left to match; all are held out, speak of other "
            "scenarios or have no KPI"
        )
    return found


def _check(
    space: Space, waves: int, samples: int, keep: int, per_world: int, discrepancy: float, replications: int
) -> None:
    """Raises PortsimError: a number out of bounds, or fewer samples than inputs."""
    if replications < 2:
        raise PortsimError(f"replications: got {replications}, allowed 2 or more, to tell noise from inputs")
    bounds = {
        "waves": (waves, 1, MOST_WAVES),
        "keep": (keep, LEAST_KEPT, MOST_KEPT),
        "per-world": (per_world, 1, replications),
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


def _check_measured(
    file: Path, observations: Mapping[str, Observation], stated: np.ndarray, replications: int
) -> None:
    """Raises ConfigError: a figure that no run of the port as stated measures."""
    document = read(file)
    for (name, each), column in zip(observations.items(), stated.T, strict=True):
        if not np.isfinite(column).all():
            key = "kpi" if each.interval is None else "interval"
            none = replications - int(np.isfinite(column).sum())
            raise ConfigError(
                f"{document.where(('figures', name, key))}: {name}: {key}: got {got(each.measured_on)}, "
                f"which this port lacks: nothing was there to measure it on in {none} of {replications} "
                "replications as stated; take the figure out, or run more --days"
            )


def _targets(observations: Mapping[str, Observation], stated: np.ndarray, discrepancy: float) -> Targets:
    observed = np.array([each.observed for each in observations.values()])
    return Targets(
        tuple(observations),
        observed,
        np.array([each.standard_error for each in observations.values()]),
        discrepancy * np.abs(observed),
        stated.std(axis=0, ddof=1) / len(stated) ** 0.5 if len(stated) > 1 else np.zeros(len(observed)),
        correlation_of(stated, [each.source for each in observations.values()]),
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
