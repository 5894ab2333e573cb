"""The audit in two sentences: claims by the verdict on their primary readings, and by the label of these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, get_args

from portsim.base.language import counted, later, t
from portsim.claims.verdict import ClaimVerdict
from portsim.report.rows import audited
from portsim.report.words import listed, many, sentences

if TYPE_CHECKING:
    import pandas as pd

ORDER = get_args(ClaimVerdict)
SAID = {"calibrated to": later("only calibrated to")}
LABELS = {
    "by construction": later("by construction"),
    "product of inputs": later("from inputs alone"),
    "emergent": later("from queues"),
}


def audit_in_words(claims: pd.DataFrame) -> str:
    """Claims by the verdict on their primary reading, and these readings by their label."""
    rows = list(audited(claims))
    primaries = [row for row in rows if row.primary]
    further = len(rows) - len(primaries)
    said = [
        counted(
            len(primaries),
            "1 reported claim, each by its primary reading: {verdicts}.",
            "{n} reported claims, each by its primary reading: {verdicts}.",
            verdicts=_counted((row.verdict for row in primaries), ORDER, SAID),
        )
    ]
    if labels := [row.label for row in primaries if row.label]:
        said.append(t("Where these figures come from: {labels}.", labels=_counted(labels, LABELS, LABELS)))
    if further:
        said.append(
            counted(
                further,
                "{n} further reading is judged beside them.",
                "{n} further readings are judged beside them.",
            )
        )
    return sentences(said)


def _counted(names: Iterable[str], order: Iterable[str], said: Mapping[str, str]) -> str:
    counts = Counter(names)
    first = [name for name in order if name in counts]
    return listed(
        many(counts[name], said.get(name, name)) for name in (*first, *sorted(set(counts) - set(first)))
    )
