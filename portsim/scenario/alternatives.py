"""What is compared with the baseline: lists of measures."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from portsim.base.errors import ConfigError, did_you_mean
from portsim.scenario.reading import Document
from portsim.scenario.sections import Use

BASELINE = "baseline"
LONGEST = 50  # chain of alternatives


def spelt_out(
    name: str,
    written: Mapping[str, tuple[Use, ...]],
    known: set[str],
    document: Document,
    above: tuple[str, ...],
) -> tuple[Use, ...]:
    """The measures of an alternative; another alternative in its list stands for that one's measures.

    Raises ConfigError: alternatives that name one another in a circle, or in a chain that is too long; a
    measure that stands twice.
    """
    if name in above:
        circle = " -> ".join((*above[above.index(name) :], name))
        raise ConfigError(
            f"{document.where(('compare', name))}: alternatives name one another in a circle: {circle}"
        )
    if len(above) == LONGEST:
        raise ConfigError(
            f"{document.where(('compare', name))}: alternatives name one another in a chain of more than "
            f"{LONGEST}, from {above[0]} on; name the measures themselves"
        )
    out: dict[str, Use] = {}
    for number, use in enumerate(written[name]):
        inner: tuple[Use, ...] = (use,)
        if use.measure in written and use.measure not in known:
            inner = spelt_out(use.measure, written, known, document, (*above, name))
        for each in inner:  # at once: alternatives that name others twice would double with each of them
            if each.measure in out:
                here = document.where(("compare", name, number))
                raise ConfigError(f"{here}: compare.{name}: duplicate measure '{each.measure}'")
            out[each.measure] = each
    return tuple(out.values())


def uses_of(compare: Mapping[str, tuple[str | Use, ...]]) -> dict[str, tuple[Use, ...]]:
    """The lists under `compare`, each entry as a use of a measure."""
    return {name: tuple(map(use_of, uses)) for name, uses in compare.items()}


def use_of(each: str | Use) -> Use:
    """An entry of a list as a use of a measure."""
    return Use(measure=each) if isinstance(each, str) else each


def unknown_alternative(name: str, known: Collection[str], measures: Collection[str]) -> str:
    """That no alternative of the known ones has this name; of a measure, how it becomes one."""
    if name in measures:
        return f"unknown alternative '{name}': it is a measure; add {name}: [{name}] under compare"
    return f"unknown alternative '{name}'{did_you_mean(name, known)}"
