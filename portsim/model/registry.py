"""A registry: names to things, filled by declaring the thing once, in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Generic, TypeVar

from portsim.base.errors import PortsimError, did_you_mean

T = TypeVar("T")


class Registry(Mapping[str, T], Generic[T]):
    """Names to things of one kind, in order of declaration.

    Raises PortsimError: a name is taken; a name is unknown (with the nearest one).
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._things: dict[str, T] = {}

    def add(self, name: str, thing: T) -> T:
        if name in self._things:
            raise PortsimError(f"{self.kind} '{name}' is declared twice; choose another name for the second")
        self._things[name] = thing
        return thing

    def remove(self, name: str) -> None:
        """Forget a thing (for notebooks that declare one again)."""
        del self._things[name]

    def __getitem__(self, name: str) -> T:
        try:
            return self._things[name]
        except KeyError:
            raise PortsimError(f"unknown {self.kind} '{name}'{did_you_mean(name, self._things)}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._things

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)


def load_library() -> None:
    """Import everything that portsim ships, so that it is declared."""
    import_module("portsim.library").load_all()
