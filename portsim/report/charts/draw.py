"""The pictures of a study, drawn and written as PNG and SVG."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from portsim.report.charts.style import figure_of, looks, save
from portsim.report.look import LOOK
from portsim.report.picture import PICTURE
from portsim.study.question import StudyResult
from portsim.study.workers import spread_out


def draw(study: StudyResult, folder: Path, workers: int = 1) -> dict[str, str]:
    """Draw every picture of the study's library that has something to show; file stem to caption.

    Files are written here or in `workers` processes (0: one per core), as that takes four fifths of the
    time; they are the same for any number. An error in the code of a picture is left as it is, with a note
    that names the picture.

    Raises ValueError: two drawings have one name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    captions: dict[str, str] = {}
    figures: list[tuple[Figure, Path]] = []
    library = study.scenario.library
    with looks(dict(library[LOOK])):
        for name, picture in library[PICTURE].items():
            with library.blaming(PICTURE, name):
                for each in picture.drawings(study):
                    if each.name in captions:
                        raise ValueError(
                            f"two drawings are called '{each.name}'; give one of them another name"
                        )
                    figures.append((figure_of(each.drawn), folder.absolute() / each.name))
                    captions[each.name] = each.caption
        for _ in spread_out(_save, (), figures, workers, library):
            pass
    return captions


def _save(drawn: tuple[Figure, Path]) -> None:
    save(*drawn)
