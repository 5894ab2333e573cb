"""A calibration in a few sentences: which inputs were found, and whether the port meets what was observed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from portsim.base.language import retold, t
from portsim.base.spoken import quantity, span
from portsim.report.numbers import figures
from portsim.report.words import apart, figure_name, inline, key_label, listed
from portsim.study.analysis import Analysis

if TYPE_CHECKING:
    import pandas as pd

MOST = 3  # inputs that have a sentence of their own; all have a line below
MATCHED, HELD_OUT = "matched", "held out"


def calibrated_in_short(analysis: Analysis) -> Iterator[str]:
    """The answer: inputs, in sample, out of sample; where nothing is plausible, what stands against it."""
    if not len(analysis.tables["posterior"]):
        yield from map(retold, analysis.sentences)
        return
    yield from _of_inputs(analysis.tables["inputs"])
    table = analysis.tables["figures"]
    yield _in_sample(table[table["sample"] == MATCHED], _times(analysis, "not held out"))
    yield _out_of_sample(table[table["sample"] == HELD_OUT], _times(analysis, HELD_OUT))
    yield t(
        "The calibrated port is {file}, beside this page.",
        file=f"{analysis.scenario.name}_calibrated.yaml",
    )


def _of_inputs(inputs: pd.DataFrame) -> Iterator[str]:
    fixed = inputs[inputs["verdict"] != "not identified"].to_dict("records")
    loose = inputs[inputs["verdict"] == "not identified"].to_dict("records")
    names = listed(inline(key_label(row["input"])) for row in loose)
    if not fixed:
        yield t("The observed figures fix none of the {n} inputs: {names}.", n=len(inputs), names=names)
    elif loose:
        yield t(
            "The observed figures fix {found} of {n} inputs. Not identified: {names}.",
            found=len(fixed), n=len(inputs), names=names,
        )  # fmt: skip
    else:
        yield t("The observed figures fix all inputs that were looked for ({n}).", n=len(inputs))
    for row in fixed[:MOST]:
        yield t(
            "{input}: {median} (5 to 95 %: {range}). Before it was {before}.",
            input=key_label(row["input"]),
            median=quantity(row["median"]),
            range=span(row["low"], row["high"]),
            before=span(row["prior_low"], row["prior_high"]),
        )
    yield from _traded(inputs)


def _traded(inputs: pd.DataFrame) -> Iterator[str]:
    """Pairs of inputs of which the figures tell only what both do together, each pair once."""
    pairs = {
        frozenset((row["input"], row["trades_with"])): row["correlation"]
        for row in inputs.to_dict("records")
        if row["trades_with"]
    }
    for pair, correlation in list(pairs.items())[:MOST]:
        one, other = sorted(pair)
        yield t(
            "{one} and {other} trade off (rank correlation {correlation}): the figures tell what both do "
            "together, and neither alone.",
            one=key_label(one), other=inline(key_label(other)), correlation=f"{correlation:.2f}",
        )  # fmt: skip


class _Times(NamedTuple):
    """How many times of the logs the calibrated port meets and misses, of how many."""

    met: int
    missed: int
    n: int


def _times(analysis: Analysis, weeks: str) -> _Times:
    """The times of the logs in some weeks; where no week is held out, all weeks are those that were
    matched."""
    if "observed" not in analysis.tables:
        return _Times(0, 0, 0)
    whole = analysis.tables["observed"]
    whole = whole[whole["terminal"] == "all"]
    if weeks != HELD_OUT and not (whole["weeks"] == weeks).any():
        weeks = "all"
    own = whole.loc[whole["weeks"] == weeks, "verdict"]
    return _Times(int((own == "met").sum()), int((own == "missed").sum()), len(own))


def _in_sample(own: pd.DataFrame, times: _Times) -> str:
    found = apart(
        [
            t("{met} of {n} matched figures lie within what is foretold (95 %)", met=_met(own), n=len(own)),
            *_missed(own),
            *_of_logs(times),
        ]
    )
    if _met(own) < len(own) or times.missed:
        return t("In sample the port does not meet all that was observed: {found}.", found=found)
    if times.met < times.n:
        return t("In sample it is open whether the port meets all that was observed: {found}.", found=found)
    return t("In sample the port meets what was observed: {found}.", found=found)


def _out_of_sample(own: pd.DataFrame, times: _Times) -> str:
    if own.empty:
        return t("Out of sample: nothing was held out, so how good it is on other weeks is not known.")
    found = apart(
        [
            t("{met} of {n} figures held out lie within what is foretold (95 %)", met=_met(own), n=len(own)),
            *_missed(own),
            *_of_logs(times),
        ]
    )
    if _met(own) < len(own) or times.missed:
        return t("Out of sample the port does not meet all that was observed: {found}.", found=found)
    if times.met < times.n:
        return t(
            "Out of sample it is open whether the port meets all that was observed: {found}.", found=found
        )
    return t("Out of sample the port meets what was observed: {found}.", found=found)


def _met(own: pd.DataFrame) -> int:
    return int((own["verdict"] == "met").sum())


def _missed(own: pd.DataFrame) -> Iterator[str]:
    rows = own[own["verdict"] == "missed"].to_dict("records")
    if rows:
        which = listed(
            t(
                "{figure} ({simulated} against {observed})",
                figure=figure_name(row["figure"], row["statement"]),
                simulated=figures(row["at_50"], row["unit"]),
                observed=figures(row["observed"], row["unit"]),
            )
            for row in rows
        )
        yield t("missed: {which}", which=which)


def _of_logs(times: _Times) -> Iterator[str]:
    if not times.n:
        return
    if undecided := times.n - times.met - times.missed:
        yield t(
            "the calibrated port meets {met} of {n} measured times of the logs, {undecided} undecided",
            met=times.met, n=times.n, undecided=undecided,
        )  # fmt: skip
    else:
        yield t("the calibrated port meets {met} of {n} measured times of the logs", met=times.met, n=times.n)
