"""Which sections of a scenario file hold numbers that the user can set, and which of them change anything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from portsim.base.errors import ConfigError
from portsim.base.notes import note
from portsim.model.port import Port
from portsim.scenario.reading import Document
from portsim.scenario.sections import SHARED, Use


def check_settable(key: str, document: Document, path: Path) -> None:
    """Raises ConfigError: a dotted key leads into another section, or into one that the file is without."""
    section = key.split(".")[0]
    if section not in (*Port.model_fields, "measures", "what_ifs", *SHARED):
        raise ConfigError(
            f"set {key}: only numbers of the port, measures and what_ifs, of shapes, risk and money, are "
            "set so; days, replications and seed have options of their own"
        )
    if section in SHARED and section not in document.data:
        raise ConfigError(
            f"set {key}: {path.name} has no {section} so far; write it there or in a file that extends it, "
            "and set it then"
        )


def tell_if_idle(key: str, compare: Mapping[str, tuple[Use, ...]]) -> None:
    """Note that a number was set which no alternative uses, so that nothing will change."""
    group, _, rest = key.partition(".")
    name = rest.split(".")[0]
    used = {use.measure for uses in compare.values() for use in uses}
    if group in ("measures", "what_ifs") and name not in used:
        note(f"set {key}: no alternative uses {name}, so this changes nothing")
