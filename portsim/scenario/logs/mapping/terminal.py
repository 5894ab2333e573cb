"""The terminal of each row of a log: that of its file, or as a column says it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portsim.base.errors import Keys, did_you_mean
from portsim.model.log_map import Column, LogMap
from portsim.scenario.logs.cells.cells import LogError
from portsim.scenario.logs.cells.figures import coded
from portsim.scenario.logs.cells.names import plain_name
from portsim.scenario.logs.raw import shown

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Terminals:
    """The `terminals` of the port, and how a map names them; `where` is the file, in messages."""

    log: LogMap
    terminals: tuple[str, ...]
    where: str

    def of(
        self, column: Column | None, n: int, text: Callable[[Sequence[str]], pa.ChunkedArray]
    ) -> list[str | None] | None:
        """The keys of the terminals of n rows; None where neither the map nor a `column` says them.

        Raises LogError: no such terminal; the map says it in two ways, or a column says more than a name.
        """
        if self.log.terminal is not None:
            other = "a column" if column is not None else "terminals"
            if column is not None or self.log.terminals:
                message = f"terminal is that of all rows, and {other} says it too; remove one of both"
                raise LogError(f"{self.where}: {message}", ("terminal",))
            self._check(self.log.terminal, ("terminal",))
            return [self.log.terminal] * n
        if column is not None:
            return self._named(column, text)
        if self.log.terminals:
            raise LogError(
                f"{self.where}: terminals translates names, and no column says the terminal; name it under "
                "columns, or remove terminals",
                ("terminals",),
            )
        return None

    def _check(self, key: str, keys: Keys) -> None:
        if key not in self.terminals:
            hint = did_you_mean(key, self.terminals)
            raise LogError(f"{self.where}: unknown terminal {shown(key)}{hint}", keys)

    def _named(self, column: Column, text: Callable[[Sequence[str]], pa.ChunkedArray]) -> list[str | None]:
        """The keys as the map translates what the column has, or whatever its capitals."""
        for name, key in self.log.terminals.items():
            self._check(key, ("terminals", name))
        if column.column is None:
            raise LogError(f"{self.where}: terminal needs a column", ("columns", "terminal"))
        if column.values is not None or column.blank is not None or column.unit is not None:
            raise LogError(
                f"{self.where}: terminal is a name; give a column alone, and what it stands for under "
                "terminals",
                ("columns", "terminal"),
            )
        own = {plain_name(key): key for key in self.terminals}
        own |= {plain_name(name): key for name, key in self.log.terminals.items()}
        cells = coded(text(column.column))
        names = [own.get(plain_name(each), each) for each in cells.dictionary.to_pylist()]
        indices = cells.indices.fill_null(-1).to_numpy().tolist()
        return [names[i] if i >= 0 else None for i in indices]
