"""The two tables of a run as data frames, and as Parquet files.

A file is written piece by piece, so it takes the memory of one piece. Of 18 million visits of xiamen both
take nine seconds and add a seventh to the memory of the run; in one piece, with the names as texts, they took
43 s and five times the memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from portsim.base.arrays import Bools, SmallInts
from portsim.base.files import cannot_write
from portsim.records.visits import RawRecords, Rows, Slot

if TYPE_CHECKING:
    import pandas as pd

PIECE = 1 << 20  # rows that are made and written at a time


class Words:
    """The words behind numbers, as categories: those that are used, in the order of the alphabet."""

    def __init__(self, words: Sequence[str], used: Bools) -> None:
        self.words = sorted({word for word, there in zip(words, used, strict=True) if there})
        code = {word: number for number, word in enumerate(self.words)}
        self._codes = np.array([code.get(word, -1) for word in words], dtype=np.int16)

    def at(self, numbers: NDArray[Any]) -> pd.Categorical[Any]:
        """The words of these numbers, shape (n,)."""
        import pandas as pd

        return pd.Categorical.from_codes(self._codes.take(numbers), categories=pd.Index(self.words))


class VisitsTable:
    """What stands behind the numbers of visits: steps, places with their blocks, and the terminal of each
    shipment."""

    def __init__(
        self,
        raw: RawRecords,
        slots: tuple[Slot, ...],
        blocks: Sequence[int],
        terminals: Words,
        terminal: SmallInts,
    ) -> None:
        taken = np.array([len(visits.index) > 0 for visits in raw.visits], dtype=np.bool_)
        self.flows, self.labels, self.streams, self.places = (
            Words([getattr(slot, what) for slot in slots], taken)
            for what in ("flow", "label", "stream", "place")
        )
        self.terminals, self.terminal = terminals, terminal
        self.blocks = np.array([*blocks, -1])  # the last is that of no place

    def frame(self, rows: Rows) -> pd.DataFrame:
        """These visits; any others have the same categories."""
        import pandas as pd

        return pd.DataFrame(
            {
                "shipment": rows.shipment,
                "stream": self.streams.at(rows.slot),
                "thread": self.flows.at(rows.slot),
                "flow": self.flows.at(rows.slot),
                "label": self.labels.at(rows.slot),
                "place": self.places.at(rows.slot),
                "terminal": self.terminals.at(self.terminal.take(rows.shipment)),
                "block": self.blocks[rows.pool],
                "queued": rows.queued,
                "started": rows.started,
                "ended": rows.ended,
            },
        )


def write_parquet(pieces: Iterable[pd.DataFrame], path: Path) -> None:
    """Write a table, of which `pieces` are one behind the other and at least one, to a file.

    Raises PortsimError: it cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    def table(piece: pd.DataFrame) -> pa.Table:
        return pa.Table.from_pandas(piece, preserve_index=False)

    try:
        with path.open("wb") as file:  # Arrow takes no name that is not UTF-8
            following = iter(pieces)
            first = table(next(following))
            named = [each.name for each in first.schema if pa.types.is_dictionary(each.type)]
            with pq.ParquetWriter(file, first.schema, use_dictionary=named) as writer:
                writer.write_table(first)
                for piece in following:
                    writer.write_table(table(piece))
    except OSError as error:
        raise cannot_write(path, error) from None
