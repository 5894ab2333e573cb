"""Which part holds the answers of which run: worked out from the footers of parts, and cached in a file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from portsim.base.files import write_text
from portsim.study.store.folder import INDEX, Folder
from portsim.study.store.part import FORMAT, PartFacts, facts_of
from portsim.study.store.reading import Unreadable


class _Cached(BaseModel):
    """The index as it is written; a part is never changed, so what is said of it stays true."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    format: int
    parts: dict[str, PartFacts]


class Place(NamedTuple):
    """Where an answer lies: the part, and the number of the run in its list."""

    part: str
    number: int


class Index:
    """The runs of a store, by what they depend on.

    It is made anew from the parts where its file is absent or cannot be read, and takes up parts that other
    commands have written since.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.parts: dict[str, PartFacts] = {}
        self.wrong: set[str] = set()  # parts that cannot be read, and that are looked at no more
        self._places: dict[str, dict[str, Place]] = {}
        self._changed = -1
        self._written: frozenset[str] = frozenset()  # the parts that the file of the index names

    def __len__(self) -> int:
        """Runs, whatever they were asked."""
        return len({(run.alternative, run.run) for facts in self.parts.values() for run in facts.runs})

    def of(self, about: str) -> Mapping[str, Place]:
        """Question to where the answer of a run lies."""
        return self._places.get(about, {})

    def refresh(self, *, again: bool = False) -> dict[str, Unreadable | OSError]:
        """Take up what has come and let go what has gone, if anything has, or `again`; names of parts that
        cannot be read, and why."""
        if (changed := self.folder.changed) == self._changed and not again:
            return {}
        first, self._changed = self._changed < 0, changed
        cached = self._cached() if first else {}
        self._written = frozenset(cached) if first else self._written
        there = {each.name for each in self.folder.files()}
        self.forget(self.parts.keys() - there)
        wrong: dict[str, Unreadable | OSError] = {}
        for name in sorted(there - self.parts.keys() - self.wrong):
            facts = cached.get(name)
            if facts is None:
                try:
                    facts = facts_of(self.folder.part(name))
                except FileNotFoundError:  # dropped meanwhile
                    continue
                except (Unreadable, OSError) as error:
                    wrong[name] = error
                    continue
            self.add(name, facts)
        return wrong

    def add(self, name: str, facts: PartFacts) -> None:
        """A part that has come."""
        self.parts[name] = facts
        for number, run in enumerate(facts.runs):
            own = self._places.setdefault(run.about, {})
            for question in run.questions:
                own[question] = Place(name, number)

    def forget(self, names: Collection[str]) -> None:
        """Parts that have gone; what other parts hold too is found there."""
        if not self.parts.keys() & set(names):
            return
        left = {name: facts for name, facts in self.parts.items() if name not in names}
        self.parts, self._places = {}, {}
        for name, facts in left.items():
            self.add(name, facts)

    def write(self) -> None:
        """Leave the index for later commands, if it names other parts than there are.

        Raises PortsimError: it cannot be written, which loses nothing.
        """
        if self._written == self.parts.keys():
            return
        cached = _Cached(format=FORMAT, parts=self.parts)
        write_text(self.folder.path / INDEX, cached.model_dump_json() + "\n")
        self._written = frozenset(self.parts)

    def _cached(self) -> Mapping[str, PartFacts]:
        """What the file of the index says; nothing where it is absent, or not as it was written."""
        with suppress(OSError, ValidationError):
            found = _Cached.model_validate_json((self.folder.path / INDEX).read_bytes())
            if found.format == FORMAT:
                return found.parts
        return {}
