"""What a study leaves behind in results/<scenario>: tables, charts, report, page and provenance."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from portsim.base.files import write_text
from portsim.base.folders import staged_folder
from portsim.study.provenance import provenance, write_provenance
from portsim.study.question import QUESTION, StudyResult, as_csv
from portsim.study.uncertainty.earlier import Sure, found_beside

MARK = "report.md"  # a folder with this file holds a study
PAGE = "report.html"
PLAYED = "play.html"


def write(
    study: StudyResult, folder: Path, workers: int = 1, sure: Sure | None = None, *, play: bool = True
) -> Path:
    """Write everything a study leaves behind; the earlier folder is replaced only when all is written.

    `workers` processes write the charts (0: one per core). `sure` is what is known of the uncertainty over
    the inputs; without it, what `portsim uncertainty` left beside the folder is taken. With `play` one
    replication is run again, and a page plays a day of it.

    Raises PortsimError: the folder cannot be written; the earlier results are unchanged.
    """
    sure = sure or found_beside(folder.parent, study.scenario)
    with staged_folder(folder, mark=MARK) as partial:
        fill(study, partial, workers, sure, play=play)
    return folder


def fill(
    study: StudyResult, partial: Path, workers: int = 1, sure: Sure | None = None, *, play: bool = True
) -> None:
    """Write everything a study leaves behind into a folder that is being filled, charts in `workers`
    processes (0: one per core). `play` is as in `write`.

    Raises PortsimError: a file cannot be written.
    """
    from portsim.report.charts.draw import draw
    from portsim.report.html.page import page
    from portsim.report.pages.whole import Played, gathered

    for name, question in study.scenario.library[QUESTION].items():
        found = study.table(name) if question.file else None
        if found is not None and (len(found) or not question.left_out):
            write_text(partial / f"{question.file}.csv", as_csv(found, question.digits))
    figures = partial / "figures"
    made = draw(study, figures, workers, sure)
    whole = gathered(study, provenance(study.scenario), made, sure)
    if play:
        from portsim.report.play.play import playback

        played = playback(study, [each.alternative for each in whole.answers])
        whole = replace(whole, played=Played(PLAYED if played.page else "", played.says))
        if played.page:
            write_text(partial / PLAYED, played.page)
    write_text(partial / MARK, whole.markdown())
    write_text(partial / PAGE, page(whole, figures))
    write_provenance(partial, study.scenario)
