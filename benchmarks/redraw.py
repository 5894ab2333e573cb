"""What people wait for once they work: a changed number until the tables of a page stand, and many runs [s].

    python benchmarks/redraw.py

A redraw is what `notebooks/tuning.py` does when a slider moves: load ocean_gate, set one number, compare the
baseline with one measure, read the tables that the page shows. Ten numbers take five values each, in turn, in
one process that keeps its answers, as the notebook does. Before them the page is opened with the file's
numbers (the column `opened`), which also imports what is needed the first time. Warm-up and run-out are the
notebook's. No chart is drawn.

Last come a thousand runs (500 replications of two alternatives, all cores), or as many as `--runs` says, for
all KPIs alone and then for all tables. Of few runs much is the start of the study.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from itertools import islice

from cores import say_worth

import portsim

Change = tuple[str, int | str]

MEASURE, UPTAKE = "qr_gate_pass", "measure's uptake"
# number -> five values, all different from the file's
SLIDERS: dict[str, tuple[int | str, ...]] = {
    "places.gate_in.lanes": (11, 12, 13, 14, 15),
    "places.gate_out.lanes": (5, 7, 8, 9, 10),
    "places.trouble_desk.clerks": (17, 18, 19, 20, 22),
    "places.exam_bay.bays": (6, 7, 8, 9, 10),
    "places.cfs_team.teams": (9, 10, 11, 12, 13),
    "tasks.paper_check.mean": ("100 s", "110 s", "120 s", "130 s", "140 s"),
    "tasks.open_and_search.mean": ("2 h", "2.5 h", "3 h", "3.5 h", "4.5 h"),
    "traits.selected_for_exam.share": ("0.5 %", "0.7 %", "0.8 %", "1.2 %", "1.5 %"),
    "demand.empty.per_day": ("800 per day", "820 per day", "840 per day", "860 per day", "880 per day"),
    UPTAKE: ("50 %", "60 %", "70 %", "80 %", "95 %"),
}
WARM_UP, RUN_OUT = 1, "2 day"
CHANGES = sum(map(len, SLIDERS.values()))
TABLES = ("comparison", "spread", "changes")
KPIS = ("comparison",)
RUNS = 1000
ALTERNATIVES = 2


def changes() -> Iterator[Change]:
    """Every number's first value, then every number's second, and so on."""
    for values in zip(*SLIDERS.values(), strict=True):
        yield from zip(SLIDERS, values, strict=True)


def tuned(change: Change | None) -> portsim.Scenario:
    """Ocean Gate, one number changed or none, with its baseline and one measure."""
    scenario = portsim.load("ocean_gate")
    options: dict[str, object] = {}
    if change is not None:
        key, value = change
        if key == UPTAKE:
            options["uptake"] = value
        else:
            scenario = scenario.set(key, value)
    return scenario.alternative("qr", MEASURE, **options).only("qr")


def redraw(
    change: Change | None, days: int, replications: int, workers: int, answers: portsim.Answers
) -> float:
    """Seconds from the change to the tables."""
    begin = time.perf_counter()
    study = portsim.compare(
        tuned(change),
        days=days,
        warm_up_days=WARM_UP,
        run_out=RUN_OUT,
        replications=replications,
        workers=workers,
        claims=False,
        tables=TABLES,
        answers=answers,
    )
    tables = (study.comparison, study.spread, study.changes)
    took = time.perf_counter() - begin
    assert not any(table.empty for table in tables), f"{change}: a table is empty"
    return took


def redraws(days: int, replications: int, workers: int, changed: int) -> None:
    """Print the row of so many changes: 50 % of redraws take no longer than p50, 95 % no longer than p95."""
    answers = portsim.Answers()
    opened = redraw(None, days, replications, workers, answers)
    took = [redraw(change, days, replications, workers, answers) for change in islice(changes(), changed)]
    p50, p95 = statistics.median(took), statistics.quantiles(took, n=20, method="inclusive")[-1]
    what = f"redraw, {days} d x {replications}, workers {workers}"
    print(f"{what:<32}{opened:>8.2f}{min(took):>8.2f}{p50:>8.2f}{p95:>8.2f}{len(took):>9}", flush=True)


def many(days: int, runs: int, workers: int, tables: tuple[str, ...] | None) -> None:
    """Print how long so many runs take for some tables; None takes all."""
    begin = time.perf_counter()
    scenario = portsim.load("ocean_gate").only(MEASURE)
    portsim.compare(
        scenario,
        days=days,
        warm_up_days=WARM_UP,
        run_out=RUN_OUT,
        replications=runs // ALTERNATIVES,
        workers=workers,
        claims=False,
        tables=tables,
    )
    took = time.perf_counter() - begin
    print(
        f"{runs:,} runs of {days} d, {'all tables' if tables is None else 'all KPIs'}: {took:.1f} s",
        flush=True,
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure redraws of a page and many runs.")
    parser.add_argument("--changes", type=int, default=CHANGES, help="each of one number")
    parser.add_argument("--runs", type=int, default=RUNS, help="of all cores, at last")
    options = parser.parse_args(arguments)
    changed, runs = options.changes, options.runs
    if not 2 <= changed <= CHANGES:
        parser.error(f"--changes: got {changed}, allowed 2 to {CHANGES}")
    if runs < 2 * ALTERNATIVES or runs % ALTERNATIVES:
        parser.error(f"--runs: got {runs}, allowed even numbers of {2 * ALTERNATIVES} or more")
    print(f"{'seconds':<32}{'opened':>8}{'least':>8}{'p50':>8}{'p95':>8}{'redraws':>9}")
    redraws(1, 3, 1, changed)
    say_worth()
    redraws(5, 6, 0, changed)
    say_worth()
    for tables in (KPIS, None):
        many(5, runs, 0, tables)


if __name__ == "__main__":
    main()
