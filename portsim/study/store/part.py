"""A part of a store: one Parquet file with the answers of some runs, and a list of them in its footer.

Its name is the SHA-256 of its bytes, so that a changed byte is found, and two writers cannot meet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from portsim.study.store.kinds import COLUMNS
from portsim.study.store.reading import Unreadable, read
from portsim.study.store.written import Rows

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

FORMAT = 2  # of parts, and of the store as a whole
ENDING = ".parquet"
DIGITS = 32  # of a name
FACTS = "portsim"  # where in the footer the list of runs stands
OF_RUN = ("scenario", "replication", "alternative", "run", "baseline", "about", "question")
CODED = [*OF_RUN[:1], *OF_RUN[2:], "key", "field", "name", "kind", "text"]  # columns with few different texts
Span = tuple[NonNegativeInt, NonNegativeInt]  # first row, number of rows


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RunFacts(_Facts):
    """The answers of one run: what they depend on as a digest, whose they are, and the rows of each question
    in their row group. `version` is portsim's, `size` their share of the part [byte, before packing]."""

    about: str
    version: str
    scenario: str
    replication: int
    alternative: str
    run: str
    baseline: str
    group: NonNegativeInt
    size: NonNegativeInt
    questions: dict[str, Span]


class PartFacts(_Facts):
    """What a part holds, run by run."""

    format: int
    runs: tuple[RunFacts, ...]


class Group(NamedTuple):
    """The rows of some runs, which are read together."""

    table: pa.Table
    runs: Sequence[RunFacts]


def table_of(runs: Sequence[RunFacts], rows: Rows) -> pa.Table:
    """The rows of some runs, one after the other, with the columns that say whose they are."""
    import pyarrow as pa

    spans = [(run, question, n) for run in runs for question, (_, n) in run.questions.items()]
    lengths = [n for *_, n in spans]

    def repeated(values: Sequence[Any], what: pa.DataType) -> pa.Array:
        """A value for each span, as many times as it has rows."""
        few = list(dict.fromkeys(values))
        codes = np.repeat(np.array([few.index(each) for each in values], dtype=np.int32), lengths)
        return pa.DictionaryArray.from_arrays(codes, pa.array(few, what))

    whose = {"question": repeated([question for _, question, _ in spans], pa.string())}
    for name in OF_RUN[:-1]:
        what = pa.int32() if name == "replication" else pa.string()
        whose[name] = repeated([getattr(run, name) for run, _, _ in spans], what)
    cells, types = rows.columns, _types()
    own = {name: pa.array(cells[name], types[name]) for name in COLUMNS}
    return pa.table({name: whose[name] for name in OF_RUN} | own)


def _types() -> Mapping[str, pa.DataType]:
    import pyarrow as pa

    text = pa.string()
    return {
        "key": text, "field": text, "name": text, "kind": text, "n": pa.int64(), "value": pa.float64(),
        "whole": pa.int64(), "text": text, "values": pa.list_(pa.float64()), "raw": pa.binary(),
    }  # fmt: skip


def facts_about(groups: Sequence[Group]) -> PartFacts:
    """The list of a part that holds these groups."""
    runs = tuple(
        run.model_copy(update={"group": number}) for number, each in enumerate(groups) for run in each.runs
    )
    return PartFacts(format=FORMAT, runs=runs)


def packed(groups: Sequence[Group], facts: PartFacts) -> bytes:
    """A part with these groups."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink, schema = pa.BufferOutputStream(), groups[0].table.schema
    with pq.ParquetWriter(
        sink, schema, compression="zstd", use_dictionary=CODED, write_statistics=False, store_schema=False
    ) as writer:
        for each in groups:
            writer.write_table(each.table, row_group_size=max(1, each.table.num_rows))
        writer.add_key_value_metadata({FACTS: facts.model_dump_json()})
    return bytes(sink.getvalue())


def name_of(data: bytes) -> str:
    """The name of a part with these bytes."""
    return hashlib.sha256(data).hexdigest()[:DIGITS] + ENDING


def facts_of(path: Path) -> PartFacts:
    """What a part holds, as its footer says.

    Raises Unreadable: it is no such part. OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        return _facts(_opened(stream))


def _opened(source: Any) -> pq.ParquetFile:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(source)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Unreadable(f"no whole Parquet file ({_first(error)})") from None


def _facts(file: pq.ParquetFile) -> PartFacts:
    text = (file.metadata.metadata or {}).get(FACTS.encode())
    if text is None:
        raise Unreadable("its footer lists no runs")
    try:
        facts = PartFacts.model_validate_json(text)
    except ValidationError as error:
        raise Unreadable(f"its footer is not as portsim writes it ({_first(error)})") from None
    if facts.format != FORMAT:
        raise Unreadable(f"it has format {facts.format}, and this portsim reads format {FORMAT}")
    return facts


def _first(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]


class Part:
    """A part that was read whole and is as it was written: its answers, run by run.

    Raises Unreadable: its bytes do not fit its name, or are no part.
    """

    def __init__(self, name: str, data: bytes) -> None:
        import pyarrow as pa

        if name_of(data) != name:
            raise Unreadable("its bytes are not those that were written")
        self.file = _opened(pa.BufferReader(data))
        self.facts = _facts(self.file)
        self._last: tuple[int, pa.Table] | None = None

    def group(self, number: int) -> pa.Table:
        """A row group, of which the last one is kept at hand."""
        import pyarrow as pa

        if self._last is None or self._last[0] != number:
            try:
                self._last = number, self.file.read_row_group(number).combine_chunks()
            except (pa.ArrowException, OSError, ValueError, IndexError) as error:
                raise Unreadable(f"row group {number} cannot be read ({_first(error)})") from None
        return self._last[1]

    @property
    def groups(self) -> Iterator[Group]:
        """Its row groups with their runs."""
        for number in range(self.file.num_row_groups):
            yield Group(self.group(number), [run for run in self.facts.runs if run.group == number])

    def answer(self, run: RunFacts, question: str) -> Any:
        """What the run answered to a question.

        Raises Unreadable: the rows are not as portsim writes them.
        """
        table, (first, n) = self.group(run.group), run.questions[question]
        if first + n > table.num_rows:
            raise Unreadable(f"rows {first} to {first + n} of {table.num_rows} are asked for")
        missing = {*COLUMNS, *OF_RUN} - set(table.column_names)
        if missing:
            raise Unreadable(f"it has no column {min(missing)}")
        return read(_columns(table.slice(first, n)))


def _columns(rows: pa.Table) -> dict[str, list[Any]]:
    """Rows as lists, with the numbers of an array as an array."""
    import pyarrow as pa

    types = _types()
    for name in COLUMNS:
        if rows.schema.field(name).type != types[name]:
            raise Unreadable(f"column {name} holds {rows.schema.field(name).type}, allowed {types[name]}")
    columns = {name: rows[name].to_pylist() for name in COLUMNS if name != "values"}
    numbers: list[Any] = []
    for chunk in rows["values"].chunks:
        assert isinstance(chunk, pa.ListArray)
        flat, ends = chunk.values.to_numpy(zero_copy_only=False), chunk.offsets.to_numpy()
        there = chunk.is_valid().to_numpy(zero_copy_only=False)
        numbers += [flat[ends[at] : ends[at + 1]] if there[at] else None for at in range(len(chunk))]
    columns["values"] = numbers
    return columns
