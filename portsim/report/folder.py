"""What a study or an analysis leaves behind in its folder: tables, charts, report, page and provenance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from portsim.base.arguments import check_arguments
from portsim.base.errors import PortsimError
from portsim.base.files import write_text
from portsim.base.folders import staged_folder
from portsim.base.language import spoken
from portsim.scenario.words import speaking_of
from portsim.study.analysis import Analysis
from portsim.study.provenance import provenance, write_provenance
from portsim.study.question import QUESTION, StudyResult, as_csv
from portsim.study.uncertainty.earlier import Sure, found_beside

if TYPE_CHECKING:
    from portsim.report.pages.whole import Whole
    from portsim.report.play.play import Playback

MARK = "report.md"  # a folder with this file holds a study
PAGE = "report.html"
PLAYED = "play.html"


def write(
    study: StudyResult | Analysis,
    folder: Path | str,
    workers: int = 1,
    sure: Sure | None = None,
    languages: Sequence[str] = (),
    *,
    play: bool = True,
) -> Path:
    """Write everything a study or an analysis leaves behind; the earlier folder is replaced only when all is
    written.

    `workers` processes write the charts (0: one per core). `sure` is what is known of the uncertainty over
    the inputs; without it, what `portsim uncertainty` left beside the folder is taken. The page is told in
    all `languages`, everything else in the first; without any, in the one that is spoken. With `play` one
    replication is run again, and a page plays a day of it.

    An analysis leaves what its command leaves (`portsim.calibrate` its page and the calibrated scenario);
    `workers`, `sure` and `play` are of studies.

    Raises PortsimError: the folder cannot be written, or `workers`, `sure` or `play` is said of an analysis,
    or several languages of one without a page; a language stands twice. The earlier results are unchanged.
    LookupError: there is no such language.
    """
    check_arguments(write, locals())
    folder, languages = Path(folder), tuple(languages)
    if len(set(languages)) < len(languages):
        raise PortsimError(f"write: languages: got {', '.join(languages)}, allowed each language once")
    if isinstance(study, Analysis):
        from portsim.report.analyses.leaves import LEAVES, Leaves, fill_analysis

        if len(languages) > 1 and LEAVES.get(study.name, Leaves()).page is None:
            raise PortsimError(
                f"write: languages: got {', '.join(languages)}, and {study.name} leaves no page that could "
                "hold several; give one"
            )

        if (workers, sure, play) != (1, None, True):
            raise PortsimError(
                "write: workers, sure and play are of a study, not of an analysis; leave them out"
            )
        with staged_folder(folder, mark=MARK) as partial:
            fill_analysis(study, partial, languages)
        return folder
    sure = sure or found_beside(folder.parent, study.scenario)
    with staged_folder(folder, mark=MARK) as partial:
        fill(study, partial, workers, sure, languages, play=play)
    return folder


def fill(
    study: StudyResult,
    partial: Path,
    workers: int = 1,
    sure: Sure | None = None,
    languages: Sequence[str] = (),
    *,
    play: bool = True,
) -> None:
    """Write everything a study leaves behind into a folder that is being filled, charts in `workers`
    processes (0: one per core), the page in all `languages`. `play` is as in `write`.

    Raises PortsimError: a file cannot be written. NotAsked: the study was not asked for all tables.
    """
    from portsim.report.html.page import joined, told
    from portsim.report.play.play import playback

    questions = study.scenario.library[QUESTION]
    study.check_asked([name for name, each in questions.items() if each.file or each.keep is not None])
    for name, question in questions.items():
        found = study.table(name) if question.file else None
        if found is not None and (len(found) or not question.left_out):
            with study.scenario.counting():
                write_text(partial / f"{question.file}.csv", as_csv(found, question.digits))
    first, *others = languages or (spoken(),)
    with speaking_of(study.scenario, first):
        whole, played = _whole(study, partial / "figures", workers, sure), None
        if play:
            played = playback(study, [each.alternative for each in whole.answers])
            if played.page:
                write_text(partial / PLAYED, played.page)
        whole = _with(whole, played)
        write_text(partial / MARK, whole.markdown())
        pages = [told(whole, partial / "figures")]
    for language in others:
        with TemporaryDirectory() as folder, speaking_of(study.scenario, language):
            figures = Path(folder) / "figures"
            other = _with(_whole(study, figures, workers, sure), played)
            pages.append(told(other, figures, f"{language}-"))
    write_text(partial / PAGE, joined(pages))
    measured = {} if study.against is None else {"observed": study.against.facts()}
    write_provenance(partial, study.scenario, measured)


def _whole(study: StudyResult, figures: Path, workers: int, sure: Sure | None) -> Whole:
    """What is said of a study in the language that is spoken, its charts drawn into the folder `figures`."""
    from portsim.report.charts.draw import draw
    from portsim.report.pages.whole import gathered

    return gathered(study, provenance(study.scenario), draw(study, figures, workers, sure), sure)


def _with(whole: Whole, played: Playback | None) -> Whole:
    """With what is said of the page that plays a day."""
    from portsim.report.pages.whole import Played

    if played is None:
        return whole
    return replace(whole, played=Played(PLAYED if played.page else "", played.says))
