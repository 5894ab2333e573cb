"""The tables of a study of uncertainty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, get_args

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.claims.verdict import ClaimVerdict
from portsim.scenario.inputs import Input
from portsim.study.statistics import interval
from portsim.study.uncertainty.deciding import worth_knowing
from portsim.study.uncertainty.flips import flips, verdict_at
from portsim.study.uncertainty.outputs import Output
from portsim.study.uncertainty.sample import Sample
from portsim.study.uncertainty.worlds import Answered

if TYPE_CHECKING:
    import pandas as pd

VERDICTS: tuple[ClaimVerdict, ...] = get_args(ClaimVerdict)
HOLDS: ClaimVerdict = "reproduced"
QUANTILES = (0.05, 0.5, 0.95)
NAMED = 3  # inputs that a row names as deciding
SMALLEST = 0.01  # total index; a smaller one decides nothing, whether it is found or not
LISTED = 12  # inputs that are listed for a figure
CLAIMS = (
    "claim", "reading", "primary", "unit", "sense", "reported", "stated", "low", "high", "verdict", "p_holds",
    "p_holds_low", "p_holds_high", "p_partly", "p_exceeded", "p_not", "p_other", "p5", "p50", "p95",
    "sd_inputs", "sd_runs", "noise_share", "worlds", "decided_by", "explained", "measure_first",
)  # fmt: skip
SAVINGS = (
    "kind", "alternative", "figure", "unit", "better", "stated", "low", "high", "p5", "p50", "p95",
    "p_better", "sd_inputs", "sd_runs", "noise_share", "worlds", "decided_by", "explained",
)  # fmt: skip
DECIDING = (
    "kind", "of", "figure", "primary", "input", "first", "first_low", "first_high", "total", "total_low",
    "total_high", "worth",
)  # fmt: skip
FLIPS = ("claim", "reading", "input", "stated", "turns_at", "low", "high", "from", "to", "share")
TORNADO = (
    "claim", "reading", "unit", "input", "stated_at", "at", "stated", "figure", "change", "change_low",
    "change_high", "n", "verdict",
)  # fmt: skip
WORTH = ("input", "worth", "claims", "stated", "low_end", "high_end", "source")
INPUTS = ("input", "key", "stated", "low_end", "high_end", "distribution", "source", "opposed")


def claims_table(sample: Sample) -> pd.DataFrame:
    """One row per reading: its figure in the port as stated with the noise of the runs (95 % CI), and over
    the worlds [unit].

    `p_holds` is the share of all worlds in which it is reproduced, with a 95 % interval of Wilson for the
    number of worlds; `p_partly`, `p_exceeded`, `p_not` those of the other verdicts and `p_other` of worlds
    that cannot be run or where nothing is measured. `p5` to `p95` are quantiles over the worlds, `sd_inputs`
    and `sd_runs` [unit] the two parts of their spread, `noise_share` that of the runs [of the variance].
    `decided_by` names the inputs with the largest total indices, of which all together `explained` is known;
    `measure_first` the one whose knowledge would settle most verdicts.
    """
    import pandas as pd

    rows = []
    for number, output in _of_kind(sample, "claim"):
        reading, better = sample.reading(output)
        found, mean = sample.components(number), interval(sample.stated[:, number])
        verdicts = _verdicts(sample, number)
        n = len(sample.points)
        count = Counter(VERDICTS[each] for each in verdicts[verdicts >= 0])
        named = ("partly reproduced", "exceeded", "not reproduced")
        holds, *others = (count[name] / n for name in (HOLDS, *named))
        worth = _worth(sample, number)
        rows.append(
            (
                output.of, output.name, reading.primary, output.unit, reading.sense.replace("_", " "),
                reading.reported, *mean, verdict_at(reading, mean[0], better), holds,
                *wilson(count[HOLDS], n), *others, 1 - holds - sum(others), *_spread(found.values),
                found.of_inputs**0.5, found.of_runs**0.5, found.noise_share, n, *_decided(sample, number),
                sample.inputs[int(np.argmax(worth))].name if worth.any() else "",
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(CLAIMS))


def savings_table(sample: Sample) -> pd.DataFrame:
    """One row per saving of a payer [yuan/y], and per difference in a KPI that a measure aims at [unit]; the
    columns are those of `claims_table`, and `p_better` the share of worlds in which it is better than 0."""
    import pandas as pd

    rows = []
    for number, output in (*_of_kind(sample, "saving"), *_of_kind(sample, "aim")):
        found, mean = sample.components(number), interval(sample.stated[:, number])
        better = sample.better(output)
        values = found.values
        sign = {"more": 1, "less": -1, "neither": 0}[better]
        p_better = float((values * sign > 0).sum() / len(values)) if sign else float("nan")
        rows.append(
            (
                output.kind, output.of, output.name, output.unit, better, *mean, *_spread(values), p_better,
                found.of_inputs**0.5, found.of_runs**0.5, found.noise_share, len(values),
                *_decided(sample, number),
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(SAVINGS))


def deciding_table(sample: Sample) -> pd.DataFrame:
    """The inputs that decide each figure, the most important one first: first-order and total index [share of
    the variance that the inputs make] with 95 % bootstrap intervals, and for readings what knowing the input
    would be worth [share of worlds in which the likeliest verdict becomes right]."""
    import pandas as pd

    rows = []
    for number, output in enumerate(sample.outputs):
        primary = output.kind != "claim" or sample.reading(output)[0].primary
        worth = _worth(sample, number) if output.kind == "claim" else np.full(len(sample.inputs), np.nan)
        indices = {i: _indices(sample, number, i) for i in range(len(sample.inputs))}
        order = sorted(indices, key=lambda i: (-indices[i][1][0], -np.nan_to_num(worth[i])))
        for i in order[:LISTED]:
            first, total = indices[i]
            if total[0] >= SMALLEST or worth[i] > 0:
                name = sample.inputs[i].name
                rows.append((output.kind, output.of, output.name, primary, name, *first, *total, worth[i]))
    return pd.DataFrame(rows, columns=list(DECIDING))


def flips_table(sample: Sample) -> pd.DataFrame:
    """Where the verdict on a primary reading turns: the first figure of an input at which it is another one,
    all others as stated, with a 95 % bootstrap interval, in words; `share` is how far up its distribution,
    of an input that goes in steps the middle of that step."""
    import pandas as pd

    rows = []
    for number, output in _of_kind(sample, "claim"):
        reading, better = sample.reading(output)
        figure = interval(sample.stated[:, number])[0]
        if not reading.primary or not np.isfinite(figure):
            continue
        here = verdict_at(reading, figure, better)
        expansion = sample.expansion(number)
        for i, each in enumerate(sample.inputs):
            shares = np.array(each.others)
            for flip in flips(expansion, i, shares, sample.stated_shares, figure, reading, better):
                words = [each.words_at(share) for share in (flip.share, flip.low, flip.high)]
                names = (output.of, output.name, each.name, each.stated_words)
                rows.append((*names, *words, here, flip.to, flip.share))
    return pd.DataFrame(rows, columns=list(FLIPS))


def tornado_table(
    sample: Sample, tried: Sequence[tuple[str, float]], found: Sequence[Answered]
) -> pd.DataFrame:
    """Primary readings with one input at an end of its range, simulated: the figure, and its change against
    the port as stated in the same n replications that have both, with a 95 % CI [unit]."""
    import pandas as pd

    known = {each.name: each for each in sample.inputs}
    rows = []
    for number, output in _of_kind(sample, "claim"):
        reading, better = sample.reading(output)
        if not reading.primary:
            continue
        stated = sample.stated[:, number]
        for (name, share), answered in zip(tried, found, strict=True):
            figures = answered.figures[:, number]
            changes = figures - stated[: len(figures)]
            change, mean, n = interval(changes), interval(stated)[0], int(np.isfinite(changes).sum())
            at, as_stated = known[name].words_at(share), known[name].stated_words
            verdict = answered.problem or verdict_at(reading, mean + change[0], better)
            rows.append(
                (
                    output.of, output.name, output.unit, name, as_stated, at, mean, mean + change[0], *change,
                    n, verdict,
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(TORNADO))


def worth_table(sample: Sample) -> pd.DataFrame:
    """The inputs that would be worth measuring first: over all primary readings, how many more of their
    verdicts would be right if the input were known."""
    import pandas as pd

    total, claims = np.zeros(len(sample.inputs)), [list[str]() for _ in sample.inputs]
    for number, output in _of_kind(sample, "claim"):
        if sample.reading(output)[0].primary:
            worth = _worth(sample, number)
            total += worth
            for i in np.flatnonzero(worth):
                claims[i].append(output.of)
    rows = [
        (each.name, total[i], " ".join(claims[i]), each.stated_words, each.words_at(0), each.words_at(1),
         " ".join(each.first.source))
        for i in np.argsort(-total, kind="stable")
        if total[i] > 0
        for each in (sample.inputs[i],)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(WORTH))


def inputs_table(inputs: Sequence[Input]) -> pd.DataFrame:
    """All inputs that are varied, a row for each number: as stated, at both ends, and how it is spread."""
    import pandas as pd

    rows = [
        (each.name, key, number.brief, number.words_at(0), number.words_at(1),
         "by weight" if each.first.level != each.first.level else number.distribution,
         " ".join(number.source), key in each.opposed)
        for each in inputs
        for key, number in each.numbers.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(INPUTS))


def worlds_table(sample: Sample) -> pd.DataFrame:
    """Every world: the shares of its inputs, its mean figures, what got more servers, why it cannot run."""
    import pandas as pd

    names = [f"{output.of}: {output.name}" for output in sample.outputs]
    figures = np.array([_mean(each.figures) for each in sample.answers])
    shares = pd.DataFrame(sample.shares, columns=[each.name for each in sample.inputs])
    facts = pd.DataFrame(
        {
            "world": range(len(sample.points)),
            "replications": [" ".join(map(str, point.replications)) for point in sample.points],
            "more_servers_at": [" ".join(each.raised) for each in sample.answers],
            "problem": [each.problem for each in sample.answers],
        }
    )
    return pd.concat([facts, pd.DataFrame(figures, columns=names), shares], axis=1)


def wilson(holds: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share [0..1] of n worlds. Source: Wilson 1927, JASA 22."""
    if n == 0:
        return float("nan"), float("nan")
    z, p = 1.96, holds / n
    middle, half = p + z**2 / (2 * n), z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5
    low, high = (middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)
    return max(low, 0.0), min(high, 1.0)  # they are 0 and 1 but for rounding where none or all hold


def _of_kind(sample: Sample, kind: str) -> list[tuple[int, Output]]:
    return [(number, output) for number, output in enumerate(sample.outputs) if output.kind == kind]


def _mean(figures: Floats) -> Floats:
    there = np.isfinite(figures)
    counts = there.sum(axis=0)
    sums = np.where(there, figures, 0.0).sum(axis=0)
    return np.asarray(np.where(counts > 0, sums / np.maximum(counts, 1), np.nan))


def _verdicts(sample: Sample, number: int) -> Ints:
    """The number of the verdict on a reading in each world; -1 where nothing is measured."""
    reading, better = sample.reading(sample.outputs[number])
    values = sample.components(number).values
    return np.array(
        [
            VERDICTS.index(verdict_at(reading, float(value), better)) if np.isfinite(value) else -1
            for value in values
        ]
    )


def _worth(sample: Sample, number: int) -> Floats:
    """What knowing each input is worth for a reading, shape (inputs,): 0 for those that its figure does not
    go by."""
    verdicts = _verdicts(sample, number)
    there, worth = verdicts >= 0, np.zeros(len(sample.inputs))
    known = sorted({i for term in sample.expansion(number).terms for i, _ in term})
    axes = [sample.axes[i] for i in known]
    worth[known] = worth_knowing(sample.shares[there][:, known], axes, verdicts[there], sample.seed)
    return worth


def _spread(values: Floats) -> tuple[float, ...]:
    there = values[np.isfinite(values)]
    return tuple(map(float, np.quantile(there, QUANTILES))) if len(there) else (float("nan"),) * 3


def _indices(sample: Sample, number: int, i: int) -> tuple[Floats, Floats]:
    return sample.expansion(number).indices(i, sample.components(number).of_inputs)


def _decided(sample: Sample, number: int) -> tuple[str, float]:
    """The inputs with the largest total indices, and which share of the variance is known to come of any."""
    expansion, variance = sample.expansion(number), sample.components(number).of_inputs
    totals: Mapping[str, float] = {
        each.name: _indices(sample, number, i)[1][0] for i, each in enumerate(sample.inputs)
    }
    largest = sorted((name for name in totals if totals[name] >= SMALLEST), key=lambda name: -totals[name])
    words = "; ".join(f"{name} {totals[name]:.0%}" for name in largest[:NAMED])
    return words, min(1.0, expansion.variance / variance) if variance > 0 else float("nan")
