"""The tables of an attribution, made of what was measured in the runs of its design."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from portsim.study.contrasts import (
    Contrast,
    Estimate,
    Response,
    alone,
    beyond_two,
    counted_twice,
    interaction,
    left_over,
    main_effect,
    on_top,
    shapley,
    together,
)
from portsim.study.factors import Factors
from portsim.study.families import holm
from portsim.study.statistics import ERROR
from portsim.study.two_levels import Design, Pair, letters, run_name

if TYPE_CHECKING:
    import pandas as pd

ALL_MEASURES, LEFT_OVER, PAIR = "all measures", "three or more at once", "pair"
OVERLAP, HELP, UNCLEAR, NOTHING = "overlap", "help each other", "not clear", "none"
EFFECTS = ("measure", "figure", "unit", "better", "main_effect", "low", "high", "n", "value_is")
INTERACTIONS = (
    "figure", "unit", "measures", "aliases", "known", "interaction", "low", "high", "n", "p_holm", "finding",
)  # fmt: skip
SHAPLEY = (
    "measure", "figure", "unit", "saved", "low", "high", "share", "share_low", "share_high",
    "alone", "alone_low", "alone_high", "on_top", "on_top_low", "on_top_high",
    "beyond_two", "beyond_two_low", "beyond_two_high", "n", "value_is",
)  # fmt: skip
OVERLAPS = (
    "figure", "unit", "measures", "alone", "together", "counted_twice", "low", "high", "n", "p_holm",
    "finding",
)  # fmt: skip
NAN = float("nan")


@dataclass(frozen=True)
class Attributed:
    """What an attribution knows: its factors, their design, and what was measured."""

    factors: Factors
    design: Design
    responses: Sequence[Response]

    @property
    def everyone(self) -> int:
        """All factors as bits."""
        return (1 << self.design.factors) - 1

    def given(self, factor: int) -> Contrast:
        """What a factor is attributed: its Shapley value, which of a fraction is its main effect.

        Where no more than two factors act on each other the two are the same: of every interaction of two
        both give each of them a half, so pairs that are aliased do not matter. Source: Grabisch and Roubens
        1999, An axiomatic approach to the concept of interaction among players in cooperative games, eq. 1-4.
        """
        k = self.design.factors
        return shapley(k, factor) if self.design.full else main_effect(self.design, factor)

    def check(self, factor: int) -> Contrast:
        """What a factor is given of three factors at once; nothing where all combinations were run."""
        return {} if self.design.full else beyond_two(self.design, factor)


def effects_table(known: Attributed) -> pd.DataFrame:
    """One row per figure and measure: its main effect, what it saves on average over all runs of the design.

    Positive is better: less of a figure of which less is better, or neither; else more [unit].
    """
    import pandas as pd

    rows = []
    for each in known.responses:
        for i, name in enumerate(known.factors.names):
            e = each.of(main_effect(known.design, i))
            rows.append((name, each.name, each.unit, each.better, e.mean, e.low, e.high, e.n, _is(e)))
    return pd.DataFrame(rows, columns=list(EFFECTS))


def interactions_table(known: Attributed) -> pd.DataFrame:
    """One row per figure and pair of measures, in a fraction per chain of pairs that no run tells apart.

    `interaction` [unit] is what the two save more because of each other, below 0 where savings overlap; of a
    chain the sum over its pairs, and no pair of it is `known`. `p_holm` is corrected for all rows of the
    figure.
    """
    import pandas as pd

    rows: list[tuple[object, ...]] = []
    for each in known.responses:
        found = [each.of(interaction(known.design, chain[0])) for chain in known.design.chains]
        for chain, e, p in zip(known.design.chains, found, corrected(found), strict=True):
            rows.append(
                (
                    each.name, each.unit, " or ".join(_pair(known, pair) for pair in chain),
                    " = ".join(letters(1 << i | 1 << j) for i, j in chain), len(chain) == 1,
                    e.mean, e.low, e.high, e.n, p, _finding(e, p, more=HELP, less=OVERLAP),
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(INTERACTIONS))


def shapley_table(known: Attributed) -> pd.DataFrame:
    """One row per figure and measure: what it saves [unit], whatever the order in which measures come, and
    its share of what all save.

    `alone` is what it saves without all others, `on_top` what it saves where all others are in force. The
    row of all measures has what they save together, and the sum of what they save alone. In a fraction
    `beyond_two` is what `saved` has of three measures at once, and the last row is what they all do not
    explain; both are 0 where no more than two measures act on each other.
    """
    import pandas as pd

    k = known.design.factors
    whole = together(known.everyone)
    rows = []
    for each in known.responses:
        parts: list[tuple[str, Contrast, tuple[Contrast, ...]]] = [
            (name, known.given(i), (together(1 << i), on_top(k, i), known.check(i)))
            for i, name in enumerate(known.factors.names)
        ]
        parts.append((ALL_MEASURES, whole, (alone(known.everyone), {}, {})))
        if not known.design.full:
            parts.append((LEFT_OVER, left_over(known.design), ({}, {}, {})))
        for name, part, others in parts:
            e = each.of(part)
            ends = [cell for contrast in others for cell in _interval(each, contrast)]
            share = each.share(part, whole)
            rows.append((name, each.name, each.unit, e.mean, e.low, e.high, *share, *ends, e.n, _is(e)))
    return pd.DataFrame(rows, columns=list(SHAPLEY))


def overlap_table(known: Attributed) -> pd.DataFrame:
    """One row per figure for all measures, then for each pair whose two were run together without others,
    those that overlap most first.

    `counted_twice` [unit] is the sum of what they save alone less what they save together; below 0 they save
    more together. `p_holm` is corrected for all pairs of the figure.
    """
    import pandas as pd

    rows = []
    for each in known.responses:
        rows.append(_overlap(each, ALL_MEASURES, known.everyone, NAN))
        own = [
            (i, j)
            for i, j in combinations(range(known.design.factors), 2)
            if each.has(together(1 << i | 1 << j))
        ]
        found = [each.of(counted_twice(1 << i | 1 << j)) for i, j in own]
        holms = corrected(found)
        order = sorted(range(len(own)), key=lambda n: -abs(np.nan_to_num(found[n].mean)))
        for n in order:
            i, j = own[n]
            rows.append(_overlap(each, _pair(known, (i, j)), 1 << i | 1 << j, holms[n]))
    return pd.DataFrame(rows, columns=list(OVERLAPS))


def design_table(known: Attributed, growing: Collection[str]) -> pd.DataFrame:
    """One row per run: its usual name, what it is for, each measure off (0) or on (1), measures that are on
    and do nothing as what they follow is off, and whether a queue grows in it without end."""
    import pandas as pd

    factors, runs = known.factors, [run for each in known.responses[:1] for run in each.columns]
    rows = []
    for run in runs:
        working = factors.working(run)
        rows.append(
            (
                run_name(run), _purpose(known, run), *(run >> i & 1 for i in range(len(factors.names))),
                ", ".join(factors.named(run & ~working)), factors.alternative(run) in growing,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["run", "part", *factors.names, "idle", "grows"])


def _purpose(known: Attributed, run: int) -> str:
    if run in known.design.runs:
        return f"design {known.design.name}"
    if run == known.everyone:
        return "all"
    if run.bit_count() == known.design.factors - 1:
        return "all but one"
    return {0: "baseline", 1: "alone"}.get(run.bit_count(), PAIR)


def _overlap(each: Response, name: str, members: int, p: float) -> tuple[object, ...]:
    first, both, twice = alone(members), together(members), counted_twice(members)
    e = each.of(twice)
    alone_, all_ = each.of(first).mean, each.of(both).mean
    tested = p if np.isfinite(p) else e.p
    return (
        each.name, each.unit, name, alone_, all_, e.mean, e.low, e.high, e.n, p,
        _finding(e, tested, more=OVERLAP, less=HELP),
    )  # fmt: skip


def _finding(e: Estimate, p: float, *, more: str, less: str) -> str:
    """What an estimate says, in a word: it differs from 0 where its p-value is below 0.05 and its CI leaves
    out 0."""
    if e.nothing:
        return NOTHING
    if p < ERROR and e.clear:
        return more if e.mean > 0 else less
    return UNCLEAR


def corrected(found: Sequence[Estimate]) -> list[float]:
    """Holm's p-values of a family; what is 0 in every replication is no test of it, and has 1."""
    adjusted = holm([NAN if e.nothing else e.p for e in found])
    return [1.0 if e.nothing else p for e, p in zip(found, adjusted, strict=True)]


def _interval(each: Response, contrast: Contrast) -> tuple[float, float, float]:
    """Mean and CI of a contrast; NaN where one of its runs was not run."""
    if not contrast or not each.has(contrast):
        return NAN, NAN, NAN
    e = each.of(contrast)
    return e.mean, e.low, e.high


def _pair(known: Attributed, pair: Pair) -> str:
    return " + ".join(known.factors.names[i] for i in pair)


def _is(e: Estimate) -> str:
    return "exact" if e.exact else "bound"
