"""What is compared with the baseline: lists of measures."""

from __future__ import annotations

from collections.abc import Mapping

from portsim.base.errors import ConfigError
from portsim.scenario.reading import Document
from portsim.scenario.sections import Use

BASELINE = "baseline"


def spelt_out(
    name: str,
    written: Mapping[str, tuple[Use, ...]],
    known: set[str],
    document: Document,
    above: tuple[str, ...],
) -> tuple[Use, ...]:
    """The measures of an alternative; another alternative in its list stands for that one's measures."""
    if name in above:
        circle = " -> ".join((*above[above.index(name) :], name))
        raise ConfigError(
            f"{document.where(('compare', name))}: alternatives name one another in a circle: {circle}"
        )
    out: list[Use] = []
    for use in written[name]:
        if use.measure in written and use.measure not in known:
            out += spelt_out(use.measure, written, known, document, (*above, name))
        else:
            out.append(use)
    return tuple(out)
