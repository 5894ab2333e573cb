"""The tables of a calibration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.calibration.conflict import conflicts_table
from portsim.study.calibration.narrowing import ENDS
from portsim.study.calibration.outcome import Outcome
from portsim.study.calibration.posterior import Posterior
from portsim.study.held.kept import ALL
from portsim.study.held.pairs import EVERY_WEEK, HELD_OUT
from portsim.study.statistics import interval
from portsim.workload.draws import Draws

if TYPE_CHECKING:
    import pandas as pd

PREDICTED = (0.025, 0.975)
OF_LOGS = ("observed", "observed_quantiles", "observed_hours", "observed_curves")
DRAWS = 20  # of what an observed figure is off, for each point of the posterior
NAN = float("nan")

INPUTS = (
    "input", "stated", "prior_low", "prior_median", "prior_high", "low", "median", "high", "prior_5",
    "prior_50", "prior_95", "at_5", "at_50", "at_95", "left", "verdict", "trades_with",
    "correlation", "source",
)  # fmt: skip
FIGURES = (
    "figure", "statement", "measured_on", "statistic", "alternative", "unit", "sample", "observed", "error",
    "discrepancy", "prior_5", "prior_50", "prior_95", "at_5", "at_50", "at_95", "foretold_low",
    "foretold_high", "calibrated", "low", "high", "n", "seed", "verdict", "side", "source",
)  # fmt: skip


def all_tables(outcome: Outcome) -> Mapping[str, pd.DataFrame]:
    """Every table of a calibration, by name; those of logs as a study against them has them."""
    held = outcome.held
    of_logs = {} if held is None else {name: held.table(name) for name in OF_LOGS}
    return {
        "inputs": inputs_table(outcome),
        "figures": figures_table(outcome),
        "pairs": pairs_table(outcome),
        "waves": waves_table(outcome),
        "posterior": posterior_table(outcome),
        "conflicts": conflicts_table(outcome),
        **of_logs,
    }


def inputs_table(outcome: Outcome) -> pd.DataFrame:
    """One row per input: as stated; 5, 50 and 95 % of prior and posterior, in words and as numbers [minutes,
    shares, counts, as the scenario has it]; and whether the figures fix it. `median` of what steps through
    names is the likeliest.

    `left` is how much of the prior is left [0..1]: 1 less the most by which prior and posterior differ in the
    chance of any interval. `verdict`: not identified (more than 0.8 of it is left, or no more is gone than by
    chance where few points count), trades off (rank correlation of 0.7 or more with `trades_with`: the
    figures fix only what both do together), identified.
    """
    import pandas as pd

    rows = []
    for each, axis in zip(outcome.space.inputs, outcome.space.axes, strict=True):
        before = axis.levels(np.array(ENDS))
        words = [each.words_at(share) for share in ENDS]
        after, after_words = np.full(3, NAN), ["", "", ""]
        said: tuple[object, ...] = (NAN, "", "", NAN)
        if found := outcome.narrowed.get(each.name):
            after = axis.levels(np.array(found.shares))
            after_words = [each.words_at(share) for share in found.shares]
            said = found.left, found.verdict, found.trades_with, found.correlation
        source = " ".join(each.first.source)
        rows.append((each.name, each.stated_words, *words, *after_words, *before, *after, *said, source))
    return pd.DataFrame(rows, columns=list(INPUTS))


def _correlations(outcome: Outcome) -> Floats:
    posterior = outcome.found.posterior
    if posterior is None:
        return np.eye(len(outcome.space))
    return posterior.correlations(outcome.space.levels(posterior.points))


def pairs_table(outcome: Outcome) -> pd.DataFrame:
    """One row per pair of inputs: their rank correlation over the posterior [-1..1], the strongest first."""
    import pandas as pd

    names, found = outcome.space.names, _correlations(outcome)
    rows = [
        (one, names[other], found[place, other])
        for place, one in enumerate(names)
        for other in range(place + 1, len(names))
        if outcome.found.posterior is not None
    ]
    table = pd.DataFrame(rows, columns=["input", "other", "correlation"])
    return table.sort_values("correlation", key=abs, ascending=False, ignore_index=True)


def figures_table(outcome: Outcome) -> pd.DataFrame:
    """One row per figure [its unit]: observed, with standard error and discrepancy; what the prior gives; and
    what the posterior does.

    `prior_5` to `prior_95`: figures of the worlds of the first wave, noise of runs included. `at_5` to
    `at_95`: expected figures over the posterior. `foretold_low`, `foretold_high`: where 95 % of observed
    figures would lie. `calibrated` with its 95 % CI [`low`, `high`]: the port at the medians, in n
    replications. `sample`: matched, or held out. `verdict`: met (observed within what is foretold) or missed,
    on which `side` of it the simulation lies.
    """
    import pandas as pd

    found, targets, of_logs = outcome.found, outcome.targets, _of_logs(outcome)
    first = outcome.runs.figures[: found.waves[0].runs]
    after, foretold = _after(outcome)
    rows = []
    for place, (name, each) in enumerate(outcome.observations.items()):
        kpi = each.compared_with(outcome.scenario.library)
        own = first[:, place][np.isfinite(first[:, place])]
        before = np.quantile(own, ENDS) if len(own) else np.full(3, NAN)
        calibrated, low, high, n = NAN, NAN, NAN, 0
        if outcome.calibrated is not None:
            calibrated, low, high = interval(outcome.calibrated[:, place])
            n = int(np.isfinite(outcome.calibrated[:, place]).sum())
        calibrated, low, high = of_logs.get(name, (calibrated, low, high))
        ends, verdict, side = foretold[place], "", ""
        if np.isfinite(ends).all():
            side = "high" if each.observed < ends[0] else "low" if each.observed > ends[1] else ""
            verdict = "missed" if side else "met"
        rows.append(
            (name, each.statement, each.measured_on, "" if kpi is None else kpi.statistic, each.alternative,
             each.unit, "held out" if each.hold_out else "matched", each.observed, targets.errors[place],
             targets.discrepancies[place], *before, *after[place], *ends, calibrated, low, high, n,
             outcome.scenario.study.seed, verdict, side, " ".join(each.source))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(FIGURES))


def _of_logs(outcome: Outcome) -> dict[str, tuple[float, float, float]]:
    """What the calibrated port gives for the figures of logs, with its 95 % CI, as it is held against them:
    quantiles over all replications together."""
    if outcome.held is None:
        return {}
    table = outcome.held.table("observed_quantiles")
    found: dict[str, tuple[float, float, float]] = {}
    for row in table[table["terminal"] == ALL].to_dict("records"):
        name = f"{row['log']}: {row['kpi']} {row['figure']}" + " held out" * (row["weeks"] == HELD_OUT)
        if row["weeks"] != EVERY_WEEK or name not in found:
            found[name] = row["simulated"], row["low"], row["high"]
    return found


def _after(outcome: Outcome) -> tuple[Floats, Floats]:
    """Of each figure 5, 50 and 95 % of what is expected over the posterior, shape (figures, 3), and where
    95 % of observed figures would lie, shape (figures, 2)."""
    found, targets = outcome.found, outcome.targets
    if found.posterior is None or found.of_all is None:
        return np.full((len(targets.names), 3), NAN), np.full((len(targets.names), 2), NAN)
    off, variance = found.of_all.foretold(found.posterior.points)
    rng = Draws(outcome.scenario.study.seed, 0).at("calibration", "foretold")
    drawn = off + rng.normal(size=(DRAWS, *off.shape)) * np.sqrt(variance)
    errors = rng.normal(size=drawn.shape) * np.sqrt(targets.variances)
    expected, observed = targets.figures(off), targets.figures(drawn) + errors
    weights = found.posterior.weights
    many = Posterior(np.empty((0, 0)), np.tile(weights, DRAWS) / DRAWS)
    places = range(len(targets.names))
    after = [found.posterior.quantiles(expected[:, place], ENDS) for place in places]
    foretold = [many.quantiles(observed[:, :, place].ravel(), PREDICTED) for place in places]
    return np.array(after), np.array(foretold)


def waves_table(outcome: Outcome) -> pd.DataFrame:
    """One row per wave: worlds run, how many of these could not be run, the share of the prior that is not
    ruled out after it, what the worst emulator foretells of runs left out [0..1], and the largest factor by
    which a variance was widened."""
    import pandas as pd

    rows = [
        (number + 1, each.runs, each.failed, each.share, each.explained.min(), each.wide.max())
        for number, each in enumerate(outcome.found.waves)
    ]
    columns = ["wave", "worlds", "failed", "not_ruled_out", "explained_least", "widened_most"]
    return pd.DataFrame(rows, columns=columns)


def posterior_table(outcome: Outcome) -> pd.DataFrame:
    """One row per point of the posterior, all of them run: its weight, the figure of each input, and what its
    run gave for each observed figure [its unit]."""
    import pandas as pd

    posterior, names = outcome.found.posterior, list(outcome.observations)
    if posterior is None:
        return pd.DataFrame(columns=["weight", *outcome.space.names, *names])
    n = len(posterior.points)
    levels, figures = outcome.space.levels(posterior.points), outcome.runs.figures[-n:]
    columns = ["weight", *outcome.space.names, *names]
    return pd.DataFrame(np.column_stack([posterior.weights, levels, figures]), columns=columns)
