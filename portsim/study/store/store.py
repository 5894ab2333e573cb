"""A store: answers of runs that live in a folder, so that any later study finds them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from portsim.base.arguments import check_arguments
from portsim.base.errors import PortsimError, said_of
from portsim.base.notes import note
from portsim.base.sizes import show_size
from portsim.study.answers import NOWHERE, About, Answers, Origin
from portsim.study.store.about import key_of
from portsim.study.store.batch import batch
from portsim.study.store.folder import Folder
from portsim.study.store.index import Index, Place
from portsim.study.store.opening import made
from portsim.study.store.part import Part, facts_about, packed
from portsim.study.store.reading import Unreadable

OPEN = 4  # parts at hand


class Store(Answers):
    """The answers of runs in a folder, which is made if it is new.

    `portsim.compare(scenario, answers=portsim.Store("results/store"))` runs only what no study with this
    store has run before, in this process or another, at this time or earlier. What a replication answers is
    written when it is done, whole or not at all. Several commands can use one store at once. Beyond its bound
    (`most`, such as "2 GB", from now on; 2 GB if never said) what was used longest ago goes. A part that
    cannot be read is set aside with a note, and its runs are run again; where nothing can be written, as on a
    full disk, a note says so, and the study goes on.

    Raises PortsimError: the folder holds other files, or a store of another format, and is left as it is; it
    cannot be made; `most` is no size.
    """

    def __init__(self, folder: Path | str, most: str | None = None) -> None:
        check_arguments(Store.__init__, locals())
        super().__init__()
        self.folder: Folder = made(Path(folder), most)
        self._index = Index(self.folder)
        self._open: dict[str, Part] = {}
        self._used: set[str] = set()
        self._said: set[str] = set()
        self._taken = self.folder.size
        self._refresh()
        with suppress(PortsimError):  # later commands read the parts instead
            self._index.write()

    def __len__(self) -> int:
        self._refresh()
        return len(self._index)

    def __repr__(self) -> str:
        taken, most = show_size(self.folder.size), show_size(self.folder.most)
        return f"<Store {self.folder.path}: {len(self)} runs, {taken} of at most {most}>"

    def in_words(self) -> str:
        """What came of the store in the studies of this process."""
        taken, most = show_size(self.folder.size), show_size(self.folder.most)
        return (
            f"store: {self.found} of {self.found + self.new} runs were there, {self.new} are new; "
            f"{taken} of at most {most} in {self.folder.path}"
        )

    @property
    def leave_draws(self) -> bool:
        """A store is for the studies of other processes, which have no draws of this one."""
        return False

    def of(self, about: About, asked: Collection[str] | None = None) -> Mapping[str, Any]:
        """Question to answer of a run, as far as it was asked and (if named) `asked` here; never to be
        written to."""
        known = super().of(about, asked)
        if asked is None or not known.keys() >= set(asked):
            read = self._read(key_of(about), known.keys(), asked)
            if read:
                super().keep(about, read)
                known = {**read, **known}
        return known

    def keep(self, about: About, answers: Mapping[str, Any]) -> None:
        """Keep what a run answered, beside what it has answered before; on the disk when this returns."""
        self.keep_all({about: answers})

    def keep_all(self, runs: Mapping[About, Mapping[str, Any]], origin: Origin = NOWHERE) -> None:
        """Keep what the runs of one replication answered, in one part; on the disk when this returns."""
        super().keep_all(runs, origin)
        refused: dict[str, str] = {}
        group = batch({key_of(about): (about, own) for about, own in runs.items()}, origin, refused)
        for question, why in refused.items():
            self._say(
                f"store: what runs answer to table '{question}' is not kept, for it holds {why}, which a "
                "store does not know; let it be made of numbers, texts, tuples, lists, dicts and arrays"
            )
        if group is None:
            return
        facts = facts_about([group])
        data = packed([group], facts)

        def write() -> None:
            name = self.folder.put(data)
            self._index.add(name, facts)
            self._used.add(name)

        self._try(write)
        self._taken += len(data)
        if self._taken > self.folder.most:
            self._try(self._make_room)

    def _make_room(self) -> None:
        gone = {each.name for each in self.folder.make_room()}
        self._taken = self.folder.size
        self._index.forget(gone)
        if gone & self._used:
            self._say(
                f"store {self.folder.path}: this study alone takes more than {show_size(self.folder.most)}, "
                'and what it kept first is gone; portsim store gc --most "10 GB" allows more'
            )

    def _read(self, key: str, known: Collection[str], asked: Collection[str] | None) -> dict[str, Any]:
        """What the parts say of a run, but for what is known."""
        found: dict[str, Any] = {}
        while places := list(self._missing(key, {*known, *found}, asked)):
            for question, (name, number) in places:
                try:
                    part = self._part(name)
                    if self._index.parts[name] != part.facts:  # the index is not what a store wrote
                        self._index.forget([*self._index.parts])
                        self._refresh(again=True)
                        break
                    found[question] = part.answer(part.facts.runs[number], question)
                except FileNotFoundError:  # dropped, or joined with others, by another command
                    self._index.forget([name])
                    self._refresh(again=True)
                    break
                except (Unreadable, OSError) as error:
                    self._go_without(name, error)
                    break
        return found

    def _missing(
        self, key: str, known: Collection[str], asked: Collection[str] | None
    ) -> Iterator[tuple[str, Place]]:
        """Question to place of what is to be read."""

        def wanted() -> dict[str, Place]:
            return {
                question: place
                for question, place in self._index.of(key).items()
                if question not in known and (asked is None or question in asked)
            }

        found = wanted()
        if not found and (asked is None or set(asked) - set(known)):
            self._refresh()
            found = wanted()
        yield from found.items()

    def _part(self, name: str) -> Part:
        """A part, read whole and checked."""
        if name not in self._open:
            self._open[name] = Part(name, self.folder.part(name).read_bytes())
            if name not in self._used:
                self._used.add(name)
                self.folder.touch(name)
            while len(self._open) > OPEN:
                del self._open[next(iter(self._open))]
        return self._open[name]

    def _refresh(self, *, again: bool = False) -> None:
        for name, error in self._index.refresh(again=again).items():
            self._go_without(name, error)

    def _go_without(self, name: str, error: Unreadable | OSError) -> None:
        """Set a part aside that is damaged; one that the system does not let be read stays, as another user
        may read it."""
        self._index.forget([name])
        self._index.wrong.add(name)
        self._open.pop(name, None)
        if isinstance(error, OSError):
            self._say(
                f"store {self.folder.path}: parts cannot be read ({said_of(error)}); they stay as they are, "
                "and their runs are run again"
            )
            return

        def move() -> None:
            there = self.folder.set_aside(name)
            self._say(f"store: part {name}: {error}; it lies in {there} now, and its runs are run again")

        self._try(move)

    def _try(self, write: Callable[[], object]) -> None:
        """Write to the store; where that fails the study goes on, and the user is told once."""
        try:
            write()
        except PortsimError as error:
            reason = str(error).removesuffix("; what was there before is unchanged")
            self._say(
                f"{reason}; the store stays as it is and the study goes on, without keeping what is new"
            )

    def _say(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            note(text)
