"""What a study of uncertainty found, in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from portsim.base.language import retold, t
from portsim.base.spoken import amounting, joined, quantity
from portsim.study.uncertainty.sample import NOISY, Sample

if TYPE_CHECKING:
    import pandas as pd

SURE = 0.9


def sentences(sample: Sample, made: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """The findings, the most important first."""
    found = [*_of_claims(made["claims"]), *_of_worth(made["worth_measuring"])]
    n = len(sample.points)
    if not sample.tells:
        found.append(
            t(
                "{n} worlds are too few to tell which of {inputs} inputs decide: ask for as many samples or "
                "more.",
                n=n,
                inputs=len(sample.inputs),
            )
        )
    raised = Counter(place for each in sample.answers for place in each.raised)
    if raised:
        found.append(
            t(
                "In {worlds} of {n} worlds more work was drawn than the drawn servers can do; such places "
                "got the fewest servers that can do it (worlds: {places}).",
                worlds=sum(bool(each.raised) for each in sample.answers),
                n=n,
                places=joined(amounting(name, str(count)) for name, count in raised.most_common(3)),
            )
        )
    if problems := sample.problems:
        found.append(
            t(
                "{problems} of {n} worlds cannot be run, the first because of {why}",
                problems=len(problems),
                n=n,
                why=retold(problems[0]),
            )
        )
    return tuple(found)


def _of_claims(claims: pd.DataFrame) -> list[str]:
    primary = claims[claims["primary"].astype(bool)]
    if primary.empty:
        return []
    sure = primary[(primary["p_holds"] >= SURE)]
    never = primary[(primary["p_holds"] <= 1 - SURE)]
    open_ = primary.drop([*sure.index, *never.index])
    noisy = primary[primary["noise_share"] > NOISY]
    out = [
        t(
            "Of {n} claims, {sure} hold in at least 9 of 10 worlds ({sure_names}), {never} in at most 1 of "
            "10 ({never_names}), and {some} in some ({some_names}).",
            n=len(primary),
            sure=len(sure),
            sure_names=_names(sure),
            never=len(never),
            never_names=_names(never),
            some=len(open_),
            some_names=_names(open_),
        )
    ]
    if len(noisy):
        out.append(
            t(
                "Most of what worlds differ in is noise of the runs for {names}: longer runs or more "
                "replications a world would tell more.",
                names=_names(noisy),
            )
        )
    for _, row in open_.sort_values("p_holds").iterrows():
        out.append(
            t(
                "{claim} holds in {share:.0%} of worlds ({low:.0%} to {high:.0%}){decided}.",
                claim=row["claim"],
                share=row["p_holds"],
                low=row["p_holds_low"],
                high=row["p_holds_high"],
                decided=t("; decided by {inputs}", inputs=row["decided_by"]) if row["decided_by"] else "",
            ).replace("%", " %")
        )
    return out


def _names(rows: pd.DataFrame) -> str:
    return joined(rows["claim"]) or t("none")


def _of_worth(worth: pd.DataFrame) -> list[str]:
    if worth.empty:
        return []
    top = [
        t(
            "{input} ({low} to {high}; {claims})",
            input=row["input"],
            low=quantity(str(row["low_end"])),
            high=quantity(str(row["high_end"])),
            claims=joined(row["claims"].split(" ")),
        )
        for _, row in worth.head(3).iterrows()
    ]
    return [t("Measure first: {inputs}.", inputs=t("; ").join(top))]
