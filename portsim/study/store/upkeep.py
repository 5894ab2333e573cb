"""Upkeep of a store: old parts go, and small parts are joined to larger ones."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portsim.base.files import cannot_write
from portsim.base.lock import locked
from portsim.base.units import DAY
from portsim.study.store.folder import LOCK, File, Folder
from portsim.study.store.part import Group, Part, facts_about, packed
from portsim.study.store.reading import Unreadable

if TYPE_CHECKING:
    import pyarrow as pa


MUCH = 16_000_000  # [byte] up to which parts are joined: one is read as a whole
SMALL = MUCH // 2  # parts below are joined
MINUTE = 60.0  # [s]


@dataclass(frozen=True)
class Tidied:
    """What upkeep did: parts that were used too long ago or too many, by their files; small parts that were
    joined, and to how many; parts that cannot be read and were set aside, with the reason."""

    dropped: tuple[File, ...]
    joined: int
    into: int
    aside: tuple[tuple[str, str], ...]


def tidy(folder: Folder, keep: float | None = None) -> Tidied:
    """Drop parts that were not used for more than `keep` [min], and the oldest beyond the store's bound; join
    small parts. Studies can use the store meanwhile.

    Raises PortsimError: another command is at the upkeep of this store; it cannot be written.
    """
    try:
        lock = locked(folder.path, folder.path / LOCK)
    except OSError as error:
        raise cannot_write(folder.path, error) from None
    try:
        dropped: list[File] = []
        if keep is not None:
            now = time.time()
            dropped = [each for each in folder.files() if now - each.used > keep * MINUTE]
            folder.drop(each.name for each in dropped)
        dropped += folder.make_room()
        aside: list[tuple[str, str]] = []
        joined = into = 0
        for several in _together(folder.files()):
            found = _join(folder, several, aside)
            joined, into = joined + found, into + (1 if found else 0)
        return Tidied(tuple(dropped), joined, into, tuple(aside))
    finally:
        lock.release(clean=True)


def _together(files: Iterable[File]) -> Iterator[list[File]]:
    """Small parts that are joined, by the time of their last use, so that old ones stay with old ones."""
    group: list[File] = []
    taken = 0
    for each in files:
        if each.size >= SMALL:
            continue
        if taken + each.size > MUCH or (group and each.used - group[0].used > DAY * MINUTE):
            yield group
            group, taken = [], 0
        group.append(each)
        taken += each.size
    yield group


def _join(folder: Folder, files: list[File], aside: list[tuple[str, str]]) -> int:
    """Join parts to one, which is there before they go; how many there were, 0 if none was joined."""
    if len(files) < 2:
        return 0
    groups: list[Group] = []
    read: list[File] = []
    seen: set[tuple[str, str]] = set()
    for each in files:
        try:
            part = Part(each.name, each.path.read_bytes())
            own = [_new(group, seen) for group in part.groups]
        except OSError:  # it has gone meanwhile, or is another user's
            continue
        except Unreadable as error:
            folder.set_aside(each.name)
            aside.append((each.name, str(error)))
            continue
        groups += [group for group in own if group.runs]
        read.append(each)
    if len(read) < 2 or not groups:
        return 0
    name = folder.put(packed(groups, facts_about(groups)))
    folder.touch(name, max(each.used for each in read))
    folder.drop(each.name for each in read if each.name != name)
    return len(read)


def _new(group: Group, seen: set[tuple[str, str]]) -> Group:
    """A group with the answers that no other has, as two commands at once may both have left some."""
    runs, tables, first = [], [], 0
    for run in group.runs:
        spans = {q: span for q, span in run.questions.items() if (run.about, q) not in seen}
        seen |= {(run.about, question) for question in spans}
        moved = {}
        for question, (at, n) in spans.items():
            tables.append(group.table.slice(at, n))
            moved[question] = (first, n)
            first += n
        if moved:
            share = round(run.size * len(moved) / len(run.questions))
            size = run.size if len(moved) == len(run.questions) else share
            runs.append(run.model_copy(update={"questions": moved, "size": size}))
    return Group(_one_table(tables), runs) if tables else Group(group.table.slice(0, 0), [])


def _one_table(tables: list[pa.Table]) -> pa.Table:
    import pyarrow as pa

    return pa.concat_tables(tables).combine_chunks()
