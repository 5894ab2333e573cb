"""The section of the report on what decides: inputs with the largest say, where verdicts turn, and what one
input does at an end of its range."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from portsim.report.analyses.uncertainty import NOISE, decided, short
from portsim.report.parts import Fold, Gallery, Part, Section, Text, between, grid, number, signed
from portsim.report.words import label
from portsim.study.uncertainty.earlier import Sure
from portsim.study.uncertainty.sample import NOISY

if TYPE_CHECKING:
    import pandas as pd

TITLE = "How sure, and what decides it"
IN_CONTENTS = "What decides"


def deciding_section(sure: Sure | None, command: str, drawn: Sequence[str] = ()) -> Section:
    """What is known of the inputs; without it, the `command` that finds it out.

    `drawn` are its charts, by the stems of their files.
    """
    if sure is None:
        return Section(
            "deciding", TITLE, (Text(f"Not worked out yet. This does it: {command}"),), IN_CONTENTS
        )
    return Section("deciding", TITLE, tuple(_parts(sure, drawn)), IN_CONTENTS)


def _parts(sure: Sure, drawn: Sequence[str]) -> Iterator[Part]:
    yield Text(
        f"Of {sure.worlds} worlds with figures drawn from all ranges at once, each of {sure.days} counted "
        f"days (identity {sure.identity}). P(holds) is the share of worlds in which a claim is reproduced. "
        "Noise is the share of the variance that comes of the runs and not of the inputs."
    )
    if len(sure.claims):
        primary = sure.claims["primary"].astype(bool)
        yield _claims("sure_claims", "Primary readings over the inputs", sure.claims[primary])
        if not primary.all():
            further = _claims(
                "sure_claims_further", "Further readings over the inputs", sure.claims[~primary]
            )
            yield Fold(f"Further readings: {int((~primary).sum())}", (further,))
    if drawn:
        yield Text(
            "One input at a time: a bar shows how far the figure of a claim moves when one input is at an "
            "end of its range and all others are as stated. The widest bar comes first, and in the green "
            "band the figure is as reported."
        )
        yield Gallery(tuple(drawn))
    if len(sure.deciding):
        yield _deciders(sure.deciding)
    else:
        yield Text(
            f"No input can be named as deciding: {sure.worlds} worlds are too few for "
            f"{sure.inputs['input'].nunique()} inputs. Ask for more samples."
        )
    if len(sure.flips):
        yield _flips(sure.flips)
    if len(sure.tornado):
        yield Fold("One input at a time: the figures", (_tornado(sure.tornado),))
    if len(sure.savings):
        yield Fold("Savings and aims over the inputs", (_savings(sure.savings),))


def _claims(name: str, caption: str, claims: pd.DataFrame) -> Part:
    return grid(
        name,
        caption,
        ("Claim", "Reading", "As stated", "95 % CI of the runs", "5 to 95 % over the inputs", "P(holds)",
         "95 % interval of it", "Noise", "Decided by"),
        [
            (
                row["claim"],
                row["reading"],
                number(row["stated"], row["unit"]),
                between(row["low"], row["high"], row["unit"]),
                between(row["p5"], row["p95"], row["unit"]),
                number(row["p_holds"], "share"),
                between(row["p_holds_low"], row["p_holds_high"], "share"),
                number(row["noise_share"], "share"),
                decided(row["decided_by"]) or (NOISE if row["noise_share"] > NOISY else ""),
            )
            for row in _records(claims)
        ],
        range(2, 8),
    )  # fmt: skip


def _deciders(deciding: pd.DataFrame) -> Part:
    return grid(
        "deciders",
        "Inputs that decide a figure, by the share of its variance that they take part in",
        ("Figure of", "Figure", "Input", "Total index", "95 % interval", "First-order index",
         "Worth knowing"),
        [
            (
                row["of"] if row["kind"] == "claim" else label(row["of"]),
                row["figure"] if row["kind"] == "claim" else label(row["figure"]),
                short(row["input"]),
                number(row["total"], "share"),
                between(row["total_low"], row["total_high"], "share"),
                number(row["first"], "share"),
                "" if math.isnan(row["worth"]) else number(row["worth"], "share"),
            )
            for row in _records(deciding)
        ],
        range(3, 7),
    )  # fmt: skip


def _flips(flips: pd.DataFrame) -> Part:
    return grid(
        "flips",
        "Where a verdict turns, all other inputs as stated",
        ("Claim", "Reading", "Input", "As stated", "Turns at", "95 % interval", "From", "To"),
        [
            (
                row["claim"],
                row["reading"],
                short(row["input"]),
                row["stated"],
                row["turns_at"],
                f"{row['low']} to {row['high']}",
                row["from"],
                row["to"],
            )
            for row in _records(flips)
        ],
    )


def _tornado(tornado: pd.DataFrame) -> Part:
    found = tornado.iloc[(-tornado["change"].abs()).argsort(kind="stable")]
    found = found.sort_values("claim", kind="stable", key=lambda names: names.map(_first_seen(tornado)))
    return grid(
        "tornado",
        "A primary reading with one input at an end of its range",
        ("Claim", "Input", "As stated", "At", "Figure", "Change", "95 % CI", "Verdict then"),
        [
            (
                row["claim"],
                short(row["input"]),
                row["stated_at"],
                row["at"],
                number(row["figure"], row["unit"]),
                signed(row["change"], row["unit"]),
                between(row["change_low"], row["change_high"], row["unit"], signed=True),
                row["verdict"],
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
        "Savings by payer, and differences in what measures aim at, over the inputs",
        ("Measure", "Figure", "As stated", "95 % CI of the runs", "5 to 95 % over the inputs", "Better in",
         "Decided by"),
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
    )  # fmt: skip


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in table.to_dict("records")]
