"""The pictures of a study, drawn and written as PNG and SVG."""

from __future__ import annotations

from pathlib import Path

from portsim.report.charts.style import looks, save
from portsim.report.look import LOOK
from portsim.report.picture import PICTURE
from portsim.study.question import StudyResult


def draw(study: StudyResult, folder: Path) -> dict[str, str]:
    """Draw every picture of the study's library that has something to show; file stem to caption.

    An error in the code of a picture is left as it is, with a note that names the picture.

    Raises ValueError: two drawings have one name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    captions: dict[str, str] = {}
    library = study.scenario.library
    with looks(dict(library[LOOK])):
        for name, picture in library[PICTURE].items():
            with library.blaming(PICTURE, name):
                for each in picture.drawings(study):
                    if each.name in captions:
                        raise ValueError(
                            f"two drawings are called '{each.name}'; give one of them another name"
                        )
                    save(each.drawn, folder / each.name)
                    captions[each.name] = each.caption
    return captions
