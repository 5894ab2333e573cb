"""The names of the columns of a log: told apart, and found whatever their capitals, blanks and marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from portsim.base.errors import ConfigError, Keys
from portsim.scenario.logs.cells.cells import LogError
from portsim.scenario.logs.raw import meant, shown


def told_apart(names: Sequence[str], where: str) -> tuple[str, ...]:
    """The names, those of columns without one numbered: `column 3`.

    Raises ConfigError: a name that stands twice.
    """
    named = tuple(name if name.strip() else f"column {n}" for n, name in enumerate(names, 1))
    for n, name in enumerate(named):
        if name in named[:n]:
            raise ConfigError(f"{where}: column {shown(name)} stands twice; rename one")
    return named


def plain_name(name: str) -> str:
    """A name without what people do not see or mean: marks, capitals, blanks at its ends."""
    text = unicodedata.normalize("NFKC", name).replace("\ufeff", "").replace("\u200b", "")
    return re.sub(r"\s+", " ", text).strip().casefold()


def found(name: str, names: Iterable[str], where: str, keys: Keys) -> str:
    """The name of the file that is meant by one of the map: the same, or the only one that looks the same.

    Raises LogError: there is none, with the nearest; there are several.
    """
    known = list(names)
    if name in known:
        return name
    alike = [each for each in known if plain_name(each) == plain_name(name)]
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise LogError(
            f"{where}: column {shown(name)} can be {' or '.join(map(shown, alike))}; say which", keys
        )
    raise LogError(f"{where}: no column {shown(name)}{meant(name, known)}", keys)
