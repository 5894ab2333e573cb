"""The section of the report on what decides: inputs with the largest say, where verdicts turn, and what one
input does at an end of its range."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from portsim.base.language import known, later, t
from portsim.report.analyses.uncertainty import NOISE, decided, short
from portsim.report.parts import Fold, Gallery, Part, Section, Text, between, grid, number, signed
from portsim.report.words import label
from portsim.study.uncertainty.earlier import Sure
from portsim.study.uncertainty.sample import NOISY

if TYPE_CHECKING:
    import pandas as pd

TITLE = later("How sure, and what decides it")


def deciding_section(sure: Sure | None, command: str, drawn: Sequence[str]) -> Section:
    """What is known of the inputs; without it, the `command` that finds it out.

    `drawn` are its charts, by the stems of their files.
    """
    if sure is None:
        return Section(
            "deciding",
            known(TITLE),
            (Text(t("Not worked out yet. This does it: {command}", command=command)),),
            t("What decides"),
        )
    return Section("deciding", known(TITLE), tuple(_parts(sure, drawn)), t("What decides"))


def _parts(sure: Sure, drawn: Sequence[str]) -> Iterator[Part]:
    yield Text(
        t(
            "Of {worlds} worlds with figures drawn from all ranges at once, each of {days} counted "
            "days (identity {identity}). P(holds) is the share of worlds in which a claim is "
            "reproduced. Noise is the share of the variance that comes of the runs and not of the "
            "inputs.",
            worlds=sure.worlds,
            days=sure.days,
            identity=sure.identity,
        )
    )
    if len(sure.claims):
        primary = sure.claims["primary"].astype(bool)
        yield _claims("sure_claims", t("Primary readings over the inputs"), sure.claims[primary])
        if not primary.all():
            others = sure.claims[~primary]
            further = _claims("sure_claims_further", t("Further readings"), others)
            yield Fold(t("Further readings: {n}", n=len(others)), (further,))
    if drawn:
        yield Text(
            t(
                "One input at a time: a bar shows how far the figure of a claim moves when one input is at "
                "an end of its range and all others are as stated. The widest bar comes first, and in the "
                "green band the figure is as reported."
            )
        )
        yield Gallery(tuple(drawn))
    if len(sure.deciding):
        yield _deciders(sure.deciding)
    else:
        yield Text(
            t(
                "No input can be named as deciding: {worlds} worlds are too few for {inputs} inputs. Ask "
                "for more samples.",
                worlds=sure.worlds,
                inputs=sure.inputs["input"].nunique(),
            )
        )
    if len(sure.flips):
        yield _flips(sure.flips)
    if len(sure.tornado):
        yield Fold(t("One input at a time: the figures"), (_tornado(sure.tornado),))
    if len(sure.savings):
        yield Fold(t("Savings and aims over the inputs"), (_savings(sure.savings),))


def _claims(name: str, caption: str, claims: pd.DataFrame) -> Part:
    return grid(
        name,
        caption,
        (
            t("Claim"),
            t("Reading"),
            t("As stated"),
            t("95 % CI of the runs"),
            t("5 to 95 % over the inputs"),
            t("P(holds)"),
            t("95 % interval of it"),
            t("Noise"),
            t("Decided by"),
        ),
        [
            (
                row["claim"],
                known(row["reading"]),
                number(row["stated"], row["unit"]),
                between(row["low"], row["high"], row["unit"]),
                between(row["p5"], row["p95"], row["unit"]),
                number(row["p_holds"], "share"),
                between(row["p_holds_low"], row["p_holds_high"], "share"),
                number(row["noise_share"], "share"),
                decided(row["decided_by"]) or (known(NOISE) if row["noise_share"] > NOISY else ""),
            )
            for row in _records(claims)
        ],
        range(2, 8),
    )


def _deciders(deciding: pd.DataFrame) -> Part:
    return grid(
        "deciders",
        t("Inputs that decide a figure, by the share of its variance that they take part in"),
        (
            t("Figure of"),
            t("Figure"),
            t("Input"),
            t("Total index"),
            t("95 % interval"),
            t("First-order index"),
            t("Worth knowing"),
        ),
        [
            (
                row["of"] if row["kind"] == "claim" else label(row["of"]),
                known(row["figure"]) if row["kind"] == "claim" else label(row["figure"]),
                short(row["input"]),
                number(row["total"], "share"),
                between(row["total_low"], row["total_high"], "share"),
                number(row["first"], "share"),
                "" if math.isnan(row["worth"]) else number(row["worth"], "share"),
            )
            for row in _records(deciding)
        ],
        range(3, 7),
    )


def _flips(flips: pd.DataFrame) -> Part:
    return grid(
        "flips",
        t("Where a verdict turns, all other inputs as stated"),
        (
            t("Claim"),
            t("Reading"),
            t("Input"),
            t("As stated"),
            t("Turns at"),
            t("95 % interval"),
            t("From"),
            t("To"),
        ),
        [
            (
                row["claim"],
                known(row["reading"]),
                short(row["input"]),
                row["stated"],
                row["turns_at"],
                t("{low} to {high}", low=row["low"], high=row["high"]),
                known(row["from"]),
                known(row["to"]),
            )
            for row in _records(flips)
        ],
    )


def _tornado(tornado: pd.DataFrame) -> Part:
    found = tornado.iloc[(-tornado["change"].abs()).argsort(kind="stable")]
    found = found.sort_values("claim", kind="stable", key=lambda names: names.map(_first_seen(tornado)))
    return grid(
        "tornado",
        t("A primary reading with one input at an end of its range"),
        (
            t("Claim"),
            t("Input"),
            t("As stated"),
            t("At"),
            t("Figure"),
            t("Change"),
            t("95 % CI"),
            t("Verdict then"),
        ),
        [
            (
                row["claim"],
                short(row["input"]),
                row["stated_at"],
                row["at"],
                number(row["figure"], row["unit"]),
                signed(row["change"], row["unit"]),
                between(row["change_low"], row["change_high"], row["unit"], signed=True),
                known(row["verdict"]),
            )
            for row in _records(found)
        ],
        range(4, 7),
    )


def _first_seen(tornado: pd.DataFrame) -> dict[str, int]:
    return {str(name): place for place, name in enumerate(dict.fromkeys(tornado["claim"]))}


def _savings(savings: pd.DataFrame) -> Part:
    return grid(
        "sure_savings",
        t("Savings by payer, and differences in what measures aim at, over the inputs"),
        (
            t("Measure"),
            t("Figure"),
            t("As stated"),
            t("95 % CI of the runs"),
            t("5 to 95 % over the inputs"),
            t("Better in"),
            t("Decided by"),
        ),
        [
            (
                label(row["alternative"]),
                label(row["figure"]),
                signed(row["stated"], row["unit"]),
                between(row["low"], row["high"], row["unit"], signed=True),
                between(row["p5"], row["p95"], row["unit"], signed=True),
                number(row["p_better"], "share"),
                decided(row["decided_by"]),
            )
            for row in _records(savings)
        ],
        range(2, 6),
    )


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in table.to_dict("records")]
