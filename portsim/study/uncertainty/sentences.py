"""What a study of uncertainty found, in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

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
            f"{n} worlds are too few to tell which of {len(sample.inputs)} inputs decide: ask for as many "
            "samples or more."
        )
    raised = Counter(place for each in sample.answers for place in each.raised)
    if raised:
        worlds = sum(bool(each.raised) for each in sample.answers)
        places = ", ".join(f"{name} {count}" for name, count in raised.most_common(3))
        found.append(
            f"In {worlds} of {n} worlds more work was drawn than the drawn servers can do; such places got "
            f"the fewest servers that can do it (worlds: {places})."
        )
    if problems := sample.problems:
        found.append(f"{len(problems)} of {n} worlds cannot be run, the first because of {problems[0]}")
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
        f"Of {len(primary)} claims, {len(sure)} hold in at least 9 of 10 worlds ({_names(sure)}), "
        f"{len(never)} in at most 1 of 10 ({_names(never)}), and {len(open_)} in some ({_names(open_)})."
    ]
    if len(noisy):
        out.append(
            f"Most of what worlds differ in is noise of the runs for {_names(noisy)}: longer runs or more "
            "replications a world would tell more."
        )
    for _, row in open_.sort_values("p_holds").iterrows():
        decided = f"; decided by {row['decided_by']}" if row["decided_by"] else ""
        out.append(
            f"{row['claim']} holds in {row['p_holds']:.0%} of worlds ({row['p_holds_low']:.0%} to "
            f"{row['p_holds_high']:.0%}){decided}."
        )
    return out


def _names(rows: pd.DataFrame) -> str:
    return ", ".join(rows["claim"]) or "none"


def _of_worth(worth: pd.DataFrame) -> list[str]:
    if worth.empty:
        return []
    top = [
        f"{row['input']} ({row['low_end']} to {row['high_end']}; {row['claims'].replace(' ', ', ')})"
        for _, row in worth.head(3).iterrows()
    ]
    return [f"Measure first: {'; '.join(top)}."]
