"""Names that files are called by: of a scenario, and of its alternatives."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, Field

from portsim.base.errors import ConfigError, got

ALLOWED = "[A-Za-z0-9_-]+"


def _checked(name: object, title: str) -> object:
    if isinstance(name, str) and not re.fullmatch(ALLOWED, name):
        raise ValueError(
            f"got {got(name)}, allowed letters (A-Z, a-z), digits, _ and -, as it names files; "
            f"{title} takes any characters"
        )
    return name


def check_alternative(name: str) -> None:
    """Raises ConfigError: the name has other characters than letters, digits, _ and -."""
    try:
        _name_of_alternative(name)
    except ValueError as error:
        raise ConfigError(f"alternative: {error}") from None


def _name_of_alternative(name: object) -> object:
    return _checked(name, "the title of a what-if, beside its set or scale,")


def _name_of_scenario(name: object) -> object:
    return _checked(name, "title")


AlternativeName = Annotated[str, Field(pattern=f"^{ALLOWED}$"), BeforeValidator(_name_of_alternative)]
ScenarioName = Annotated[str, Field(pattern=f"^{ALLOWED}$"), BeforeValidator(_name_of_scenario)]
