"""A library: what plug-ins declare (flows, measures, KPIs, ...), as one frozen value that a scenario
carries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar, overload

from portsim.base.blame import Blame, is_own
from portsim.base.errors import PortsimError, did_you_mean

T = TypeVar("T")
D = TypeVar("D")
DECLARED_AT = ", declared at "


@dataclass(frozen=True)
class Kind(Generic[T]):
    """A kind of thing that plug-ins declare, such as `KPI`.

    `plural` is its heading in lists, and `says` puts a thing in words. `decides` is false for a kind that
    decides no figure of a run by itself: looks and pictures, and what a world holds already. `named` is
    false for a kind whose names no text shows: tables and pictures have titles, a look is of an alternative.
    """

    noun: str
    plural: str
    says: Callable[[T], str] = field(compare=False, repr=False)
    decides: bool = True
    named: bool = True


@dataclass(frozen=True)
class Declared(Generic[T]):
    """A thing under its name, and the file and line that declare it."""

    kind: Kind[T]
    name: str
    thing: T
    file: str
    line: int

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Plugin:
    """All that one package, file or notebook declares, in the order of declaration.

    `origin` says in words where it comes from, `module` is the name of its module or package. `sent` says
    that its code goes to worker processes with the work, as they cannot import it. `digest` is the SHA-256
    of a file.
    """

    name: str
    origin: str
    declared: tuple[Declared[Any], ...]
    module: str = ""
    version: str = ""
    digest: str = ""
    sent: bool = False


class Catalogue(Mapping[str, T], Generic[T]):
    """The things of one kind by name, in the order of declaration.

    Raises PortsimError: an unknown name, with the nearest one.
    """

    def __init__(self, kind: Kind[T], things: Mapping[str, T]) -> None:
        self.kind, self._things = kind, dict(things)

    def __getitem__(self, name: str) -> T:
        try:
            return self._things[name]
        except KeyError:
            raise PortsimError(
                f"unknown {self.kind.noun} '{name}'{did_you_mean(name, self._things)}"
            ) from None

    @overload
    def get(self, name: str, /) -> T | None: ...
    @overload
    def get(self, name: str, /, default: T | D) -> T | D: ...
    def get(self, name: str, /, default: object = None) -> object:
        """The thing of a name, or the default: here an unknown name is no error."""
        return self._things.get(name, default)

    def __contains__(self, name: object) -> bool:
        return name in self._things

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)

    def __repr__(self) -> str:
        return f"<{self.kind.plural}: {', '.join(self._things)}>"


@dataclass(frozen=True)
class Library:
    """The declarations of several plug-ins together: `library[KPI]["truck_turn_time"]`.

    Raises PortsimError: two plug-ins declare the same name; the message names both places.
    """

    plugins: tuple[Plugin, ...] = ()

    def __post_init__(self) -> None:
        first: dict[tuple[Kind[Any], str], Declared[Any]] = {}
        for each in self.declared:
            earlier = first.setdefault((each.kind, each.name), each)
            if earlier is not each:
                raise twice(earlier, each)

    @property
    def declared(self) -> Iterator[Declared[Any]]:
        """Every declaration, plug-in by plug-in."""
        return (each for plugin in self.plugins for each in plugin.declared)

    @cached_property
    def _by_kind(self) -> Mapping[Kind[Any], Catalogue[Any]]:
        found: dict[Kind[Any], dict[str, Any]] = {}
        for each in self.declared:
            found.setdefault(each.kind, {})[each.name] = each.thing
        return {kind: Catalogue(kind, things) for kind, things in found.items()}

    def __getitem__(self, kind: Kind[T]) -> Catalogue[T]:
        return self._by_kind.get(kind) or Catalogue(kind, {})

    def __reduce__(self) -> tuple[type[Library], tuple[tuple[Plugin, ...]]]:
        return Library, (self.plugins,)

    def __repr__(self) -> str:
        return f"<Library of {', '.join(plugin.name for plugin in self.plugins) or 'nothing'}>"

    @contextmanager
    def blaming(self, kind: Kind[Any], name: str) -> Iterator[None]:
        """Let an error of the code of a plug-in pass as it is, with a note that says what was declared where.

        What only the user's scenario got wrong, a PortsimError, gets no note; an error with such a note gets
        no second.
        """
        try:
            yield
        except PortsimError:
            raise
        except Exception as error:
            if not any(DECLARED_AT in each for each in getattr(error, "__notes__", ())):
                self.blame_of(kind, name).note_on(error)
            raise

    def blame_of(self, kind: Kind[Any], name: str) -> Blame:
        """What is said of an error in the code of a thing: what it is, and where it was declared."""
        for each in self.declared:
            if (each.kind, each.name) == (kind, name):
                return Blame(f"in {kind.noun} '{name}'{DECLARED_AT}{each.where}", is_own(each.file))
        return Blame(f"in {kind.noun} '{name}'", own=True)

    @property
    def kinds(self) -> tuple[Kind[Any], ...]:
        """The kinds of things that are declared, in the order of declaration."""
        return tuple(dict.fromkeys(each.kind for each in self.declared))

    def with_plugin(self, plugin: Plugin) -> Library:
        """The library with one more plug-in, which replaces an earlier one from the same place."""
        same = (plugin.name, plugin.origin)
        kept = tuple(each for each in self.plugins if (each.name, each.origin) != same)
        return Library((*kept, plugin))


NOTHING = Library()


def twice(first: Declared[Any], second: Declared[Any]) -> PortsimError:
    """The error that one name is declared in two places."""
    return PortsimError(
        f"{second.kind.noun} '{second.name}' is declared twice, at {first.where} and at {second.where}; "
        "choose another name for one of them"
    )
