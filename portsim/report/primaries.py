"""The audit in two sentences: claims by the verdict on their primary readings, and by the label of these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, get_args

from portsim.claims.verdict import ClaimVerdict
from portsim.report.rows import audited

if TYPE_CHECKING:
    import pandas as pd

ORDER = get_args(ClaimVerdict)
SAID = {"calibrated to": "only calibrated to"}
LABELS = {
    "by construction": "by construction",
    "product of inputs": "from inputs alone",
    "emergent": "from queues",
}


def audit_in_words(claims: pd.DataFrame) -> str:
    """Claims by the verdict on their primary reading, and these readings by their label."""
    rows = list(audited(claims))
    primaries = [row for row in rows if row.primary]
    further = len(rows) - len(primaries)
    many = "1 reported claim" if len(primaries) == 1 else f"{len(primaries)} reported claims"
    said = (
        f"{many}, each by its primary reading: {_counted((row.verdict for row in primaries), ORDER, SAID)}."
    )
    labels = [row.label for row in primaries if row.label]
    if labels:
        said += f" Where these figures come from: {_counted(labels, LABELS, LABELS)}."
    if further:
        said += f" {further} further reading{'s are' if further > 1 else ' is'} judged beside them."
    return said


def _counted(names: Iterable[str], order: Iterable[str], said: Mapping[str, str]) -> str:
    counts = Counter(names)
    known = [name for name in order if name in counts]
    return ", ".join(
        f"{counts[name]} {said.get(name, name)}" for name in (*known, *sorted(set(counts) - set(known)))
    )
