"""The pictures of a study, drawn and written as PNG and SVG."""

from __future__ import annotations

from pathlib import Path
from pickle import loads
from typing import NamedTuple

from portsim.base.blame import Blame
from portsim.base.language import known, t
from portsim.report.charts.style import figure_of, footed, looks, save
from portsim.report.charts.tornado import tornado_drawings
from portsim.report.look import LOOK
from portsim.report.picture import PICTURE, Drawing, Shown, Where
from portsim.study.packing import send_code_of
from portsim.study.question import StudyResult, as_csv
from portsim.study.uncertainty.earlier import Sure
from portsim.study.where import LOCAL
from portsim.study.workers import spread_out


class _Sheet(NamedTuple):
    """A figure that is drawn, as bytes: code that draws the next one may use the same figure again."""

    figure: bytes
    path: Path
    blame: Blame | None  # of an error in it


def draw(study: StudyResult, folder: Path, workers: int = 1, sure: Sure | None = None) -> dict[str, Shown]:
    """Draw every picture of the study's library that has something to show, and what decides its claims where
    that is known (`sure`); file stem to what is shown.

    Files are written here or in `workers` processes (0: one per core), as that takes four fifths of the
    time; they are the same for any number. An error in the code of a picture is left as it is, with a note
    that names the picture.

    Raises ValueError: two drawings have one name.
    """
    from cloudpickle import dumps

    folder.mkdir(parents=True, exist_ok=True)
    made: dict[str, Shown] = {}
    sheets: list[_Sheet] = []
    library, length = study.scenario.library, study.scenario.study
    foot = t(
        "n = {n}, seed {seed}, {name}", n=length.replications, seed=length.seed, name=study.scenario.name
    )

    def take(each: Drawing, where: Where, blame: Blame | None) -> None:
        if each.name in made:
            raise ValueError(f"two drawings are called '{each.name}'; give one of them another name")
        data = "" if each.data is None else as_csv(each.data)
        made[each.name] = Shown(known(each.caption), known(each.note), where, data, each.foot)
        footed(figure_of(each.drawn), each.foot or foot)
        path = folder.absolute() / each.name
        if workers == 1:
            save(each.drawn, path)
        else:
            sheets.append(_Sheet(dumps(figure_of(each.drawn)), path, blame))

    send_code_of(library)
    with looks(dict(library[LOOK])):
        for name, picture in library[PICTURE].items():
            with library.blaming(PICTURE, name):
                for each in picture.drawings(study):
                    take(each, picture.where, library.blame_of(PICTURE, name))
        for each in tornado_drawings(study, sure):
            take(each, "deciding", None)
    for _ in spread_out(_save, (), sheets, workers, library, LOCAL):
        pass
    return made


def _save(sheet: _Sheet) -> None:
    try:
        save(loads(sheet.figure), sheet.path)
    except Exception as error:
        if sheet.blame is not None:
            sheet.blame.note_on(error)
        raise
