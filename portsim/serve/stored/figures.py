"""The stored figures as the page takes them: a fit for each, with its error, or why it is not fit to show."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.kpi import KPI
from portsim.scenario.alternatives import BASELINE
from portsim.serve.stored.fits import Between, between, noise_of
from portsim.serve.stored.plan import Plan
from portsim.serve.stored.worlds import Key, Loads, World, limit
from portsim.study.aims import primaries
from portsim.study.uncertainty.chaos import degrees_of

Plain = dict[str, Any]
DIGITS = 7
CURVES, LEFT = 4, 1e-4  # shapes of a place's queues over the day, and how much of them may be left out
NEAR = 0.7  # of its limit: places that come no nearer in any world are never too full
SHORT = 1e-3  # shipments: queues that are never longer are left out


class Sampled:
    """The worlds of a plan that ran, with the port as stated as the first of all."""

    def __init__(self, plan: Plan, worlds: Sequence[World]) -> None:
        self.plan, self.stated, every = plan, worlds[0], worlds[1:]
        self.worlds = [each for each in every if not each.problem]
        self.left_out = [each.problem for each in every if each.problem]
        self.shares = plan.shares([each.point for each in self.worlds])
        self.here = plan.shares([plan.stated])[0]
        self._loads = [one for each in worlds for one in each.seen]

    @cached_property
    def kept(self) -> tuple[tuple[int, ...], ...]:
        """The positions of each slider between those of worlds that ran; of choices those that ran. A figure
        beyond them would be a guess."""
        points = [each.point for each in (self.stated, *self.worlds)]
        ran = [sorted({point[slider] for point in points}) for slider in range(len(self.plan.names))]
        return tuple(
            tuple(seen) if control.kind == "choice" else tuple(range(seen[0], seen[-1] + 1))
            for control, seen in zip(self.plan.controls, ran, strict=True)
        )

    def between(self, key: Key, smallest: float = 0.0) -> Between:
        """A figure over the sliders, by its key."""
        nothing = np.full(self.plan.replications, np.nan)
        found = [each.figures.get(key, nothing) for each in self.worlds]
        stated = self.stated.figures.get(key, nothing)
        return self._fitted(np.array([own.mean() for own in found]), stated.mean(), noise_of(found), smallest)

    def _fitted(self, values: Floats, stated: float, noise: float, smallest: float = 0.0) -> Between:
        return between(
            self.shares,
            values,
            self.plan.axes,
            stated=self.here,
            stated_figure=float(stated),
            noise=noise,
            smallest=smallest,
        )

    def rows(self) -> Iterator[Plain]:
        """Differences of each alternative, KPI by KPI; a KPI that was measured nowhere is left out."""
        scenario = self.plan.scenario.only(*self.plan.shown)
        aims, kpis = primaries(scenario), scenario.library[KPI]
        for alternative in self.plan.shown:
            for key in self.stated.figures:
                if key[:2] != ("difference", alternative):
                    continue
                name = key[2]
                before = float(self.stated.figures["baseline", name].mean())
                smallest = scenario.matters.get(name, kpis[name].smallest(before))
                if not math.isfinite(before) and name not in aims[alternative]:
                    continue
                yield {
                    "alternative": alternative,
                    "kpi": name,
                    "better": kpis[name].better,
                    "aim": name in aims[alternative],
                    "matters": _number(smallest),
                    "fit": fit_of(self.between(key, smallest)),
                }

    def baselines(self) -> Plain:
        """KPIs of the baseline."""
        kpis, matters = self.plan.scenario.library[KPI], self.plan.scenario.matters
        found = {}
        for key, values in self.stated.figures.items():
            if key[0] == "baseline":
                name, before = key[1], float(values.mean())
                found[name] = fit_of(self.between(key, matters.get(name, kpis[name].smallest(before))))
        return found

    def money(self) -> list[Plain]:
        """Savings of each alternative by payer [M yuan/y]."""
        keys = (key for key in self.stated.figures if key[0] == "saved")
        return [{"alternative": key[1], "payer": key[2], "fit": fit_of(self.between(key))} for key in keys]

    def hours(self) -> list[Plain]:
        """Queues of each place by hour, all alternatives in a row: a mean and few shapes of the day, with how
        much there is of each over the sliders."""
        places = dict.fromkeys(key[1:3] for key in self.stated.figures if key[0] == "hours")
        found = (self._queues(place, terminal) for place, terminal in places)
        return [each for each in found if each is not None]

    def _queues(self, place: str, terminal: str) -> Plain | None:
        names = (BASELINE, *self.plan.shown)
        names = tuple(name for name in names if ("hours", place, terminal, name) in self.stated.figures)

        def curve(world: World) -> Floats:
            return np.concatenate(
                [world.figures["hours", place, terminal, name].mean(axis=0) for name in names]
            )

        stated, curves = curve(self.stated), np.array([curve(each) for each in self.worlds])
        if not len(curves) or max(float(curves.max()), float(stated.max())) < SHORT:
            return None
        around = curves - stated
        _, sizes, shapes = np.linalg.svd(around, full_matrices=False)
        part = np.cumsum(sizes**2) / max(float((sizes**2).sum()), 1e-300)
        most = min(CURVES, len(curves), 1 + int(np.searchsorted(part, 1 - LEFT)))
        fits = [self._fitted(around @ shapes[k], 0.0, 0.0) for k in range(most)]
        missed = float((sizes[most:] ** 2).sum()) / len(curves)
        error = math.sqrt(sum(each.error**2 for each in fits) + missed)
        spread = math.sqrt(float(((around - around.mean(axis=0)) ** 2).sum()) / max(len(curves) - 1, 1))
        whole = Between(fits[0].fit, 0.0, 0.0, error, spread, len(curves))
        return {
            "place": place,
            "terminal": terminal,
            "names": list(names),
            "stated": _numbers(stated),
            "shapes": [_numbers(shapes[k]) for k in range(most)],
            "fits": [fit_of(each) for each in fits],
            "why": fit_of(whole)["why"],
        }

    def loads(self) -> list[Plain]:
        """Places that can become too full: the logarithm of their offered load over the sliders, and that of
        what the stored worlds have at most."""
        at_first: Loads = self.stated.seen[0][1]
        points = self.plan.shares([point for point, _ in self._loads])
        found = []
        for at, stated in at_first.items():
            values = np.array([loads.get(at, np.nan) for _, loads in self._loads])
            most = limit(stated)
            if not np.nanmax(values) > NEAR * most:
                continue
            made = between(
                points,
                np.log(values),
                self.plan.axes,
                stated=self.here,
                stated_figure=math.log(stated),
            )
            found.append(
                {"place": at[0], "terminal": at[1], "limit": _number(math.log(most)), "fit": fit_of(made)}
            )
        return found


def fit_of(made: Between) -> Plain:
    """A fit in plain values: constant and coefficients, terms as (slider, function), half its interval, and
    why it is not fit to show (`few`, `wrong`; empty where it is)."""
    constant, *others = made.fit.coefficients
    why = "" if made.fits else "few" if not math.isfinite(made.half) else "wrong"
    return {
        "c": [_number(constant + made.shift), *map(_number, others)],
        "t": [[list(factor) for factor in term] for term in made.fit.terms],
        "half": _number(made.half),
        "error": _number(made.error),
        "spread": _number(made.spread),
        "why": why,
    }


def bases_of(sampled: Sampled) -> list[list[list[float]]]:
    """The functions of each slider at each of the positions that are kept."""
    plan = sampled.plan
    degrees = degrees_of(plan.axes)
    return [
        [_numbers(row) for row in axis.values(places[list(kept)], degrees)]
        for axis, places, kept in zip(plan.axes, plan.places, sampled.kept, strict=True)
    ]


def _numbers(values: Floats) -> list[float]:
    return [float(f"{value:.{DIGITS}g}") for value in values]


def _number(value: float) -> float | None:
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
