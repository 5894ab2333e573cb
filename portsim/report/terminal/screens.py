"""What the command line prints: tables at the width of the terminal, with what they rest on below."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import isinf
from typing import TYPE_CHECKING

from portsim.base.language import counted, known, later, retold, t
from portsim.base.printable import say
from portsim.report.answer import no_money
from portsim.report.answer.answer import answer
from portsim.report.causes import cause_in_words
from portsim.report.material import by_verdict, important
from portsim.report.numbers import bounded, interval
from portsim.report.pages.money import payers_table
from portsim.report.primaries import audit_in_words
from portsim.report.terminal.columns import plain_table
from portsim.report.terminal.console import console, styled
from portsim.report.terminal.held import show_held
from portsim.report.terminal.tables import claims_table, comparison_table
from portsim.report.terminal.validation import show_validation
from portsim.report.words import apart, label, listed
from portsim.scenario.offered_load import offered_loads, overloads
from portsim.scenario.server_minutes import Pools
from portsim.study.question import QUESTION

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from rich.table import Table

    from portsim.claims.cause import Cause
    from portsim.scenario.offered_load import Load
    from portsim.scenario.scenario import Scenario
    from portsim.study.question import StudyResult

HOURS = (later("Mon"), later("Tue"), later("Wed"), later("Thu"), later("Fri"), later("Sat"), later("Sun"))
FEWEST = 12  # KPIs that are shown of a run, if so many have a figure
SEEN = 0.005  # offered load that two digits show
FULL = 0.95  # offered load from which on a place is named as full


def show_comparison(comparison: pd.DataFrame, footing: str) -> None:
    """Print what measures aim at and what differs; the rest is counted, and stands in comparison.csv."""
    shown = important(comparison)
    out = console()
    out.print(comparison_table(comparison[shown], out.width))
    out.print(
        t("Further pairs of measure and KPI: {counts}.", counts=by_verdict(comparison[~shown])),
        highlight=False,
    )
    out.print(footing, highlight=False)


def show_sentences(study: StudyResult) -> None:
    """Print what the questions of a study say in words; nothing where they have nothing to say."""
    for question in study.scenario.library[QUESTION].values():
        for sentence in question.sentences(study) if question.sentences is not None else ():
            console().print(retold(sentence), highlight=False, soft_wrap=True)


def show_payers(study: StudyResult) -> None:
    """Print who saves what, one line per measure, and why there is no money where there is none."""
    payers = study.table("payers")
    if len(payers):
        console().print(payers_table(payers))
    for sentence in no_money.sentences(study):
        console().print(sentence, highlight=False)


def show_answer(study: StudyResult, page: Path, footing: str, holds: Mapping[str, str]) -> None:
    """Print the answer of a study, at most 25 lines; `holds` says of a claim in how many worlds it holds."""
    for line in answer(study, page, footing, holds=holds):
        say(line)


def show_claims(audit: pd.DataFrame, footing: str) -> None:
    """Print the claims table."""
    out = console()
    out.print(claims_table(audit, out.width))
    if len(audit):
        out.print(audit_in_words(audit), highlight=False)
    out.print(footing, highlight=False)


def show_causes(audit: pd.DataFrame, causes: Mapping[tuple[str, str], Cause]) -> None:
    """Print, reading by reading, the cause that the model shows and the parameters that decide it."""
    out = console()
    columns = (audit[name].tolist() for name in ("claim", "reading", "verdict", "deciding_parameters"))
    for claim, reading, verdict, parameters in zip(*columns, strict=True):
        out.print(
            styled(f"{claim} {known(reading)}", "bold"),
            t(": {verdict}", verdict=known(verdict)),
            sep="",
            highlight=False,
        )
        out.print("  " + t("cause: {cause}", cause=cause_in_words(causes[claim, reading])), highlight=False)
        if parameters:
            out.print("  " + t("decided by: {parameters}", parameters=parameters), highlight=False)


def show_details(study: StudyResult, footing: str) -> None:
    """Print all that a study has for the terminal: differences, payers, sentences, claims, validation."""
    show_comparison(study.table("comparison"), footing)
    show_payers(study)
    show_sentences(study)
    if len(audit := study.table("audit")):
        show_claims(audit, footing)
    if len(validation := study.table("validation")):
        show_validation(validation, footing)
    show_held(study, footing)


def show_kpis(table: pd.DataFrame, title: str, footing: str, first: Collection[str] | None) -> None:
    """Print the KPIs of one alternative that have a figure, with 95 % CI if there is more than one run.

    `first` names those that are looked at, and there are a dozen at least where so many have a figure; None
    takes all. The others are counted.
    """
    one = table["n"].max() <= 1
    measured = table[table["n"] > 0]
    named = measured["kpi"].isin(list(measured["kpi"] if first is None else first))
    more = measured[~named].head(max(0, FEWEST - int(named.sum())))
    shown = measured[named | measured.index.isin(more.index)]
    rows = []
    names = ("title", "unit", "mean", "low", "high", "n", "mean_is")
    columns = (shown[name].tolist() for name in names)
    for heading, unit, mean, low, high, n, bound in zip(*columns, strict=True):
        spread = () if one else (interval(low, high, unit), str(n))
        rows.append((known(heading), bounded(mean, unit, bound), *spread))
    headings = (t("KPI"), t("Value")) if one else (t("KPI"), t("Mean"), t("95 % CI"), "n")
    console().print(plain_table(title, headings, rows, names=False), highlight=False)
    open_ = shown[shown["mean_is"] != "exact"]
    if len(open_):
        share = f"{100 * open_['unfinished'].max():.2g} %"
        console().print(
            t("Bounds: up to {share} of the shipments are unfinished at the end of the run.", share=share)
        )
    for text in filter(None, (_below_0(shown), _above_all(shown))):
        console().print(text, highlight=False)
    if text := _left_out(len(measured) - len(shown), len(table) - len(measured)):
        console().print(text, highlight=False)
    console().print(footing, highlight=False)


def _below_0(shown: pd.DataFrame) -> str:
    """What is said where a t-interval reaches below 0 although the mean does not: it is not cut there, as a
    shorter one would look surer than it is. Source: Cochran 1977, Sampling Techniques, 2.15."""
    such = shown[(shown["mean"] > 0) & (shown["low"] < 0) & (shown["n"] > 1)]
    if such.empty:
        return ""
    return counted(
        len(such),
        "The 95 % CI of {n} KPI reaches below 0: {runs} replications tell little of a figure that varies so "
        "much. If it cannot be below 0, take more --replications or more --days.",
        "The 95 % CI of {n} KPIs reaches below 0: {runs} replications tell little of figures that vary so "
        "much. What cannot be below 0 needs more --replications or more --days.",
        runs=int(such["n"].max()),
    )


def _above_all(shown: pd.DataFrame) -> str:
    """What is said where the t-interval of a share reaches above 100 % although the mean does not; it is not
    cut there either."""
    such = shown[(shown["unit"] == "share") & (shown["mean"] < 1) & (shown["high"] > 1) & (shown["n"] > 1)]
    if such.empty:
        return ""
    return counted(
        len(such),
        "The 95 % CI of {n} share reaches above 100 %: {runs} replications tell little of a figure that "
        "varies so much. Take more --replications or more --days.",
        "The 95 % CI of {n} shares reaches above 100 %: {runs} replications tell little of figures that vary "
        "so much. Take more --replications or more --days.",
        runs=int(such["n"].max()),
    )


def _left_out(more: int, without: int) -> str:
    """How many KPIs are not shown: with a figure, and without one."""
    parts = [t("{more} more with a figure (--verbose)", more=more)] * bool(more)
    parts += [
        t("{without} without one, as nothing of the kind came or is in this port", without=without)
    ] * bool(without)
    return t("Left out: {parts}.", parts=apart(parts)) if parts else ""


def show_loads(scenario: Scenario) -> None:
    """Print the offered load of every place: mean, the peak hour of the week, and how many are full."""
    out = _table(
        t("Offered load before the run"),
        (t("Place"), t("Terminal"), t("Mean"), t("Peak hour"), t("Load then"), t("Full hours")),
    )
    loads = sorted(
        offered_loads(scenario.baseline), key=lambda load: (round(load.peak[1], 2), load.full), reverse=True
    )
    for load in loads:
        if load.at_least and max(load.mean, load.peak[1]) < SEEN:
            out.add_row(label(load.place), _where(load), "?", "", "?", "?")
            continue
        hour, peak = load.peak
        least = "≥ " if load.at_least else ""
        then = styled(f"{least}{peak:.2f}", "red" if peak > 1 else "")
        mean, full = f"{least}{load.mean:.2f}", f"{least}{load.full}" if load.full else ""
        out.add_row(label(load.place), _where(load), mean, _hour(hour), then, full)
    console().print(out)
    console().print(t("Above 1 in an hour a queue grows in that hour; above 1 in the mean it never ends."))
    if any(load.full for load in loads):
        console().print(
            t(
                "Full hours are hours of the week in which all servers are busy, also with what came while a "
                "place was closed."
            )
        )
    if any(load.at_least for load in loads):
        console().print(
            t("≥ and ?: held, too, while something is waited for; how long, only a run can tell.")
        )
    for load in loads:
        if load.mean > 1 and not load.grows:
            console().print(_why_it_ends(load))


def _why_it_ends(load: Load) -> str:
    """Why a queue ends although more work comes than servers do in the time in which they begin it."""
    names = {"place": label(load.place), "terminal": _where(load)}
    if isinf(load.most):
        return t(
            "{place}, {terminal}: its queue ends all the same, as whoever finds no room is turned away.",
            **names,
        )
    return t(
        "{place}, {terminal}: its queue ends all the same, up to a load of {most:.2f}, as work under way is "
        "finished after closing time or a failure.",
        most=load.most,
        **names,
    )


def full_places(scenario: Scenario) -> list[str]:
    """The places whose offered load is 0.95 or more in the baseline, in the mean or in their busiest hour, in
    words; the fullest first."""
    found = [load for load in offered_loads(scenario.baseline) if max(load.mean, load.rush[1]) >= FULL]
    return [
        t(
            "places.{place} at {terminal}, {mean:.2f} in the mean",
            place=load.place,
            terminal=load.where,
            mean=load.mean,
        )
        if load.mean >= FULL
        else t(
            "places.{place} at {terminal}, {peak:.2f} on {hour}",
            place=load.place,
            terminal=load.where,
            peak=load.rush[1],
            hour=_hour(load.rush[0]),
        )
        for load in sorted(found, key=lambda load: -max(load.mean, load.rush[1]))
    ]


def _where(load: Load) -> str:
    """The terminal of a place, or all those that share it."""
    names = listed(map(label, load.terminals))
    return names if len(load.terminals) == 1 else t("{terminals} (shared)", terminals=names)


def _hour(hour: int) -> str:
    """An hour of the week: `Mon 09:00`."""
    return f"{known(HOURS[hour // 24])} {hour % 24:02d}:00"


def show_logs(scenario: Scenario) -> None:
    """Print what is taken of each log, one line per stream."""
    from portsim.study.traces import logs_of

    for each in logs_of(scenario):
        console().print(each.sentence(), highlight=False, markup=False, soft_wrap=True)


def show_overloads(scenario: Scenario) -> None:
    """Print a note for every place that an alternative overloads, or nearly so; a study runs all the same."""
    pools = Pools()
    for name in scenario.alternatives:
        for text in overloads(scenario.steady(name), pools):
            console().print(
                t("note: alternative {name}: {text}", name=name, text=text),
                highlight=False,
                soft_wrap=True,
            )


def _table(title: str, headings: tuple[str, ...]) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
