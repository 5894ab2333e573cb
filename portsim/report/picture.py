"""A picture of a study: what it is called, what it shows, and how it is drawn."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from portsim.base.errors import got
from portsim.model.declare import declare
from portsim.model.library import Kind
from portsim.study.question import StudyResult

if TYPE_CHECKING:
    import pandas as pd

    from portsim.report.charts.style import Drawn

Where = Literal[
    "measures",
    "money",
    "audit",
    "deciding",
    "validation",
    "observed",
    "stages",
    "times",
    "hours",
    "events",
    "more",
]
Draw = Callable[[StudyResult], "Drawn | Iterable[Drawing] | None"]


@dataclass(frozen=True)
class Drawing:
    """One chart that is drawn, the stem of its files, and its caption.

    `note` is said below it, such as what is not drawn; `data` is the table that the page saves as CSV. `foot`
    says what it rests on (n, days, scenario) where that is not the study.

    Raises ValueError: the stem has other characters than letters, digits, spaces, _ and -.
    """

    name: str
    caption: str
    drawn: Drawn
    note: str = ""
    data: pd.DataFrame | None = field(default=None, compare=False)
    foot: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[\w -]+", self.name):
            raise ValueError(
                f"drawing: got the name {got(self.name)}, allowed letters, digits, spaces, _ and -"
            )


@dataclass(frozen=True)
class Picture:
    """A picture of a study; `draw` gives None, or no drawings, where the study has nothing to show. `where`
    is the section of the page that it stands in.

    Raises ValueError: no such section.
    """

    name: str
    caption: str
    draw: Draw
    where: Where = "more"

    def __post_init__(self) -> None:
        if self.where not in get_args(Where):
            raise ValueError(
                f"picture '{self.name}': where: got {got(self.where)}, allowed {', '.join(get_args(Where))}"
            )

    def drawings(self, study: StudyResult) -> list[Drawing]:
        """The charts of a study, drawn; none where there is nothing to show.

        Raises TypeError: `draw` gives neither a chart nor drawings.
        """
        found = self.draw(study)
        if found is None:
            return []
        if isinstance(found, Iterable):
            drawings = list(found)
            if wrong := [type(each).__name__ for each in drawings if not isinstance(each, Drawing)]:
                raise TypeError(
                    f"picture '{self.name}': got {wrong[0]} among its drawings, allowed portsim.Drawing"
                )
            return drawings
        return [Drawing(self.name, self.caption, found)]


@dataclass(frozen=True)
class Shown:
    """A chart that lies in the folder of figures: its caption, the note below it, its section, its data as
    CSV, and what it rests on where that is not the study."""

    caption: str
    note: str
    where: Where
    csv: str
    foot: str = ""


def _says(picture: Picture) -> str:
    return picture.caption


PICTURE: Kind[Picture] = Kind("picture", "pictures", _says, decides=False, named=False)


def picture(name: str, caption: str, where: Where = "more") -> Callable[[Draw], Draw]:
    """Declare the function below, which draws a study, as a picture: of one chart, or of any number of
    drawings. `where` is the section of report.html that it stands in.

    Raises PortsimError: the module declares the name twice. ValueError: no such section.
    """
    frame = sys._getframe(1)

    def declared(draw: Draw) -> Draw:
        declare(PICTURE, name, Picture(name, caption, draw, where), frame)
        return draw

    return declared
