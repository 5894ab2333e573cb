"""Which sections of a scenario file hold numbers that the user can set."""

from __future__ import annotations

from pathlib import Path

from portsim.base.errors import ConfigError
from portsim.model.port import Port
from portsim.scenario.reading import Document
from portsim.scenario.sections import SHARED


def check_settable(key: str, document: Document, path: Path) -> None:
    """Raises ConfigError: a dotted key leads into another section, or into one that the file is without."""
    section = key.split(".")[0]
    if section not in (*Port.model_fields, "measures", "what_ifs", *SHARED):
        raise ConfigError(
            f"--set {key}: only numbers of the port, measures and what_ifs, of shapes, risk and money, are "
            "set so; days, replications and seed have options of their own"
        )
    if section in SHARED and section not in document.data:
        raise ConfigError(
            f"--set {key}: {path.name} has no {section} so far; write it there or in a file that extends it, "
            "and set it then"
        )
