"""The look of an alternative in charts: a colour, a dash and a marker, declared by its name."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from portsim.base.errors import got
from portsim.model.declare import declare
from portsim.model.library import Kind

# Okabe and Ito (2008), Color Universal Design; yellow is left out because it vanishes on white.
BLACK: Final = "#000000"
GREY: Final = "#8C8C8C"
ORANGE: Final = "#E69F00"
SKY: Final = "#56B4E9"
GREEN: Final = "#009E73"
BLUE: Final = "#0072B2"
VERMILLION: Final = "#D55E00"
PURPLE: Final = "#CC79A7"


class Stroke(NamedTuple):
    """How an alternative is drawn: what shares a colour differs in dash and marker."""

    colour: str
    dash: str
    marker: str


def _says(stroke: Stroke) -> str:
    return f"colour {stroke.colour}, line {stroke.dash}, marker {stroke.marker}"


LOOK: Kind[Stroke] = Kind("look", "looks", _says, decides=False, named=False)


def look(alternative: str, colour: str, dash: str = "-", marker: str = "o") -> Stroke:
    """Declare how the alternative of a name is drawn; without one its look follows from its name alone.

    Raises PortsimError: the module declares the name twice. ValueError: a colour that is no #rrggbb.
    """
    if not re.fullmatch("#[0-9A-Fa-f]{6}", str(colour)):
        raise ValueError(
            f"look '{alternative}': colour: got {got(colour)}, allowed one written as #rrggbb: {BLUE}"
        )
    return declare(LOOK, alternative, Stroke(colour, dash, marker))
