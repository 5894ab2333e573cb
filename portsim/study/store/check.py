"""The check of a store: every part is read, with all its answers."""

from __future__ import annotations

from dataclasses import dataclass

from portsim.base.errors import said_of
from portsim.study.store.folder import Folder
from portsim.study.store.part import Part, RunFacts
from portsim.study.store.reading import Unreadable


@dataclass(frozen=True)
class Checked:
    """What a check of a store found: parts and runs that are in order, and what is wrong, file by file."""

    parts: int
    runs: int
    wrong: tuple[tuple[str, str], ...]


def verify(folder: Folder) -> Checked:
    """Read every part of a store, all its answers with it; nothing is changed."""
    parts, runs, wrong = 0, set(), []
    for each in folder.files():
        try:
            part = Part(each.name, each.path.read_bytes())
            for run in part.facts.runs:
                _check(part, run)
        except FileNotFoundError:
            continue
        except (Unreadable, OSError) as error:
            wrong.append((each.name, said_of(error) if isinstance(error, OSError) else str(error)))
        else:
            parts += 1
            runs |= {(run.alternative, run.run) for run in part.facts.runs}
    return Checked(parts, len(runs), tuple(wrong))


def _check(part: Part, run: RunFacts) -> None:
    for question in run.questions:
        part.answer(run, question)
