"""What a calibration is held to: single figures of a file, and the quantiles of the logs that it names."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.errors import ConfigError, Keys, got
from portsim.claims.measured.comparison import Comparison
from portsim.claims.measured.file import Measured, documented, load_measured
from portsim.claims.measured.holding_out import holding_out
from portsim.claims.measured.log import MeasuredLog, Samples
from portsim.claims.observation import UNITS, Interval, Observation
from portsim.model.sourced import USER
from portsim.scenario.reading import Document
from portsim.scenario.scenario import Scenario
from portsim.study.fitting.measured import unit_of
from portsim.study.held.days import errors, figures_of
from portsim.study.held.kept import SHARES
from portsim.study.held.pairs import DECIDE, FIGURES
from portsim.study.student import t_quantile

NORMAL = 1.959963984540054  # standard deviations within which 95 % of a normal lie


@dataclass(frozen=True, eq=False)
class Observed:
    """All figures that are matched or held out, by their names.

    `luck` is a key for each figure: those of one key come from the same weeks and have their luck in common.
    """

    measured: Measured
    document: Document
    figures: Mapping[str, Observation]
    luck: tuple[Hashable, ...]

    @property
    def alternatives(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.alternative for each in self.figures.values()))

    def check_runs(self, stated: Floats) -> None:
        """Raises ConfigError: a figure that no run of the port as stated measures; `stated` is of shape
        (replications, figures)."""
        for (name, each), column in zip(self.figures.items(), stated.T, strict=True):
            if not np.isfinite(column).all():
                key = "kpi" if each.interval is None else "interval"
                none, n = len(column) - int(np.isfinite(column).sum()), len(column)
                raise ConfigError(
                    f"{self._where(name, key)}: {name}: {key}: got {got(each.measured_on)}, which this port "
                    f"lacks: nothing was there to measure it on in {none} of {n} replications as stated; "
                    "take the figure out, or run more --days"
                )

    def _where(self, name: str, *keys: str) -> str:
        """Where a figure stands: in the file, or the log that it is of."""
        at: Keys = ("figures", name, *keys)
        if name not in self.measured.figures:
            at = ("observed", name.partition(":")[0])
        where = self.document.where(at)
        return str(where) if where.line else str(self.measured.path)

    def check(self, scenario: Scenario) -> None:
        """Raises ConfigError: nothing is matched; a figure speaks of an alternative that is not run, or has
        no error."""
        for name, each in self.figures.items():
            if each.alternative not in scenario.alternatives:
                allowed = ", ".join(scenario.alternatives)
                text = f"alternative: got {got(each.alternative)}, allowed what is run: {allowed}"
                raise ConfigError(f"{self._where(name, 'alternative')}: {name}: {text}")
            if not each.standard_error > 0:
                text = (
                    "needs an error above 0; add error: its standard error, or a band that is wider than 0"
                    if name in self.measured.figures
                    else "needs an error above 0, and all its days are alike; take it out of compare"
                )
                raise ConfigError(f"{self._where(name, 'alternative')}: {name}: {text}")
        if not any(not each.hold_out for each in self.figures.values()):
            where = self.document.where(("figures",))
            raise ConfigError(
                f"{where if where.line else self.measured.path}: no figure is left to match; all are held "
                "out, speak of other scenarios or have no KPI"
            )


def observed_of(path: Path, scenario: Scenario, hold_out: Sequence[str] = ()) -> Observed:
    """Read what was observed: figures, and logs as `load_measured` reads them; `hold_out` are weeks of logs.

    Raises PortsimError: a file, a log, a figure or a week that cannot be used.
    """
    measured = load_measured(path, scenario)
    if hold_out:
        measured = holding_out(measured, hold_out)
    document = documented(path)
    figures = {name: each for name, each in measured.figures.items() if each.measured_on}
    luck: dict[str, Hashable] = {name: each.source for name, each in figures.items()}
    for comparison in measured.comparisons:
        log = measured.logs[comparison.log]
        for name, figure, weeks in _of_log(comparison, log, document, scenario.study.seed):
            figures[name], luck[name] = figure, (comparison.alternative, weeks)
    found = Observed(measured, document, figures, tuple(luck.values()))
    found.check(scenario)
    return found


def _of_log(
    comparison: Comparison, log: MeasuredLog, document: Document, seed: int
) -> Iterator[tuple[str, Observation, tuple[str, ...]]]:
    """The figures of a log that decide a verdict, of the weeks that are matched and of those held out: name,
    figure, weeks."""
    samples = comparison.observed(log)
    sides = ((False, ~samples.held_out), (True, samples.held_out))
    for held_out, rows in sides:
        if held_out and not rows.any():
            continue
        own = samples.among(rows)
        days = len(np.unique(own.day))
        said = "weeks held out have" if held_out else "weeks that are matched have"
        if days < 2:
            where = document.where(("observed", log.name))
            raise ConfigError(
                f"{where if where.line else log.entry.map.file}: {comparison.key}: its {said} "
                f"{'no day' if not days else '1 day'} with samples, allowed 2 or more, as an error is found "
                "from how days differ"
            )
        weeks = tuple(sorted({week for week, held in zip(log.weeks, log.held_out, strict=True)
                              if bool(held) is held_out}))  # fmt: skip
        for name in DECIDE:
            share = SHARES[FIGURES.index(name)]
            full = f"{comparison.key} {name}" + (" held out" if held_out else "")
            yield full, _figure(comparison, own, (name, share), held_out, seed), weeks


def _figure(
    comparison: Comparison, samples: Samples, at: tuple[str, float], held_out: bool, seed: int
) -> Observation:
    """A quantile of samples, with its standard error by days and by the clock.

    Days are drawn anew (`errors`); a normal error stands for Student's t of as many days as they are worth,
    by the ratio of their 95 % points. Of times in whole minutes a quantile may be half a minute off, evenly
    spread.
    """
    (name, share), kpi, of = at, comparison.kpi, comparison.of
    scale = kpi.scale if UNITS.get(kpi.unit) == kpi.scale else 1.0
    found = errors(samples.value, samples.day, (share,), np.nan, seed)
    error = float(found.error[0]) * t_quantile(0.975, found.freedom[0]) / NORMAL
    error = (error**2 + unit_of(samples.value) ** 2 / 12) ** 0.5 * scale
    value = float(figures_of(samples.value, (share,), np.nan)[0]) * scale
    return Observation.model_construct(
        statement=f"{name} of {kpi.title}, as measured",
        interval=Interval(first=of.first, last=of.last, streams=of.streams),
        statistic=name.lower(),
        cohort=of.traits,
        alternative=comparison.alternative,
        observed=value,
        unit=kpi.unit if scale == kpi.scale else "min",
        band=(value - 2 * error, value + 2 * error),
        because="two standard errors",
        error=error,
        hold_out=held_out,
        source=(USER,),
        differs="",
    )
