"""Do 95 % intervals cover 95 %? 1,600 small studies of a queue with a known answer: make coverage

One gate, Poisson arrivals and exponential service with a mean of 1 min, so that waits follow the formulas of
M/M/1 (Gross and Harris, Fundamentals of Queueing Theory, 2.2). The measure serves 5 % faster. A study goes
all the way that a user's study goes: scenario, workload, engine, KPIs, comparison, precision.

Why 1,600: with 400 studies the share of intervals that cover has a standard error of 1.1 %, so of 18 figures
that cover exactly 95 % at least one falls out of 93 to 97 % in seven runs of ten. With 1,600 it is 0.5 %, and
the band is nearly four standard errors away.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from functools import partial
from math import exp, log
from pathlib import Path

import numpy as np

import portsim
from portsim.kpis.kpi import KPI
from portsim.study.bounds import Bounded
from portsim.study.comparison import comparison_table, figures
from portsim.study.question import StudyResult
from portsim.study.statistics import interval

STUDIES, REPLICATIONS, SEED = 1600, 10, 1000
FASTER = 0.95
NULLS = 3  # measures of a study that change nothing, in the test of the family-wise error
WITHIN = {0.5: 1.0, 0.75: 3.0, 0.92: 12.0}  # [min], about the mean wait
WAIT = portsim.Spent("queue", labels=("serve",))

portsim.flow("queue", (portsim.visit("gate", "work", label="serve"),))
portsim.kpi("wait", "Wait at the gate", "min", "less", WAIT)
portsim.kpi("wait_p90", "Wait at the gate, P90", "min", "less", WAIT, "p90")
for load, limit in WITHIN.items():
    portsim.kpi(
        f"within_{100 * load:.0f}",
        "Waits within the limit",
        "share",
        "more",
        WAIT,
        "share_within",
        within=limit,
    )
SCENARIO = """\
name: coverage
title: A queue with a known answer
study: {{days: {days}, warm_up_days: {warm_up}, replications: {replications}}}
terminals: {{port: {{title: Port, share: {{value: 1, source: assumption, range: [1, 1]}}}}}}
places: {{gate: {{lanes: {{value: 1, source: assumption, range: [1, 2]}}}}}}
tasks: {{work: {{shape: exponential, mean: 1 min, source: assumption, range: [30 s, 2 min]}}}}
demand:
  truck:
    flows: [queue]
    per_day: {{value: {per_day} per day, source: assumption, range: [1 per day, 1400 per day]}}
what_ifs:
  faster: {{aims_at: [wait, wait_p90, within_{percent}], scale: {{tasks.work: {faster}}}}}
compare:
  faster: [faster]
"""


@dataclass(frozen=True)
class Case:
    """A load (0..1), and the days [d] of a study."""

    load: float
    days: int
    warm_up: int

    @property
    def share(self) -> str:
        return f"within_{100 * self.load:.0f}"

    def truth(self, faster: float = 1.0) -> dict[str, float]:
        """Mean wait [min], its 90 % quantile [min], and the share within the limit of an M/M/1 queue."""
        use, limit = self.load * faster, WITHIN[self.load]
        rate = (1 - use) / faster  # [1/min], P(wait > t) = use exp(-rate t)
        return {
            "wait": use / rate,
            "wait_p90": log(10 * use) / rate,
            self.share: 1 - use * exp(-rate * limit),
        }


LONG = (Case(0.5, 2, 1), Case(0.75, 7, 1), Case(0.92, 84, 7))
SHORT = (Case(0.92, 2, 4),)


def study_of(case: Case, seed: int) -> StudyResult:
    """One study, on the compiled engine if it is there."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coverage.yaml"
        path.write_text(
            SCENARIO.format(
                days=case.days,
                warm_up=case.warm_up,
                replications=REPLICATIONS,
                per_day=1440 * case.load,
                percent=f"{100 * case.load:.0f}",
                faster=FASTER,
            )
        )
        return portsim.compare(portsim.load(path), seed=seed, workers=1)


def covers(low: float, high: float, truth: float) -> bool:
    return low <= truth <= high


@dataclass(frozen=True)
class Judged:
    """Which intervals of one study cover the truth, and its baseline figures, shape (n,) for each KPI."""

    covered: dict[str, bool]
    own: dict[str, np.ndarray]
    kpis: dict[str, portsim.Kpi]


def judged(case: Case, seed: int) -> Judged:
    """One study held against the known answer."""
    study = study_of(case, seed)
    before, after = case.truth(), case.truth(FASTER)
    own = {name: each for name, each in figures(study)["baseline"].items() if name in before}
    covered = {name: covers(*interval(own[name])[1:], before[name]) for name in before}
    table = study.comparison[study.comparison["alternative"] == "faster"].set_index("kpi")
    low, high = table["low"].to_dict(), table["high"].to_dict()
    for name in ("wait", "wait_p90"):
        covered[f"{name} difference"] = covers(low[name], high[name], after[name] - before[name])
    covered["warned"] = "wait" in set(study.too_short["kpi"])
    return Judged(covered, own, {name: study.scenario.library[KPI][name] for name in before})


def coverage(case: Case, studies: int) -> dict[str, float]:
    """Shares of studies: whose intervals cover, that warn of too few days, that find what is not there."""
    seeds = range(SEED, SEED + studies)
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as cores:
        all_of_them = cores.map(partial(judged, case), seeds, chunksize=10)
    hits: Counter[str] = Counter()
    for each in all_of_them:
        hits.update({name: int(covered) for name, covered in each.covered.items()})
    nulls = [each.own for each in all_of_them]
    names = list(case.truth())
    hits["family-wise error"] = sum(
        finds_something(nulls, number, all_of_them[0].kpis, names) for number in range(studies)
    )
    shown = (*names, "wait difference", "wait_p90 difference", "warned", "family-wise error")
    return {name: hits[name] / studies for name in shown}


def finds_something(
    nulls: list[dict[str, np.ndarray]], number: int, kpis: dict[str, portsim.Kpi], names: list[str]
) -> bool:
    """Whether a study whose measures change nothing finds a difference: each has draws of its own."""
    values = {"baseline": nulls[number]}
    values |= {f"null_{n}": nulls[(number + n) % len(nulls)] for n in range(1, NULLS + 1)}
    aims = {name: tuple(names) for name in values}
    exact = {
        name: {kpi: Bounded(each, np.zeros(len(each))) for kpi, each in own.items()}
        for name, own in values.items()
    }
    table = comparison_table(exact, kpis, "baseline", aims, dict.fromkeys(names, 1e-9))
    return bool(table["verdict"].isin(["saves", "worse"]).any())


def main(studies: int = STUDIES) -> int:
    """Print one row per load; 1 if a long study is out of its band."""
    print(f"{studies} studies of {REPLICATIONS} replications for each load, seeds from {SEED}")
    print(
        "| load | days | mean | P90 | share | difference of means | difference of P90 | warned "
        "| family-wise error |"
    )
    print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    wrong = 0
    noise = 2.58 * (0.05 * 0.95 / studies) ** 0.5
    for case in (*LONG, *SHORT):
        *shares, warned, error = coverage(case, studies).values()
        cells = " | ".join(f"{100 * each:.1f} %" for each in (*shares, warned, error))
        print(f"| {case.load} | {case.days} | {cells} |", flush=True)
        if case in LONG:
            wrong += sum(not 0.93 <= each <= 0.97 for each in shares) + (error > 0.05 + noise)
    print(
        f"{wrong} of {len(LONG) * 6} figures out of their band: 93 to 97 %; "
        f"family-wise error at most {100 * (0.05 + noise):.1f} %"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else STUDIES))
