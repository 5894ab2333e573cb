"""Numbers and times that stand as text: which sign is the decimal, and what they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Bools, Floats
from portsim.model.log_map import Unit

if TYPE_CHECKING:
    import pyarrow as pa

BLANKS = ["", "NA", "N/A", "n/a", "#N/A", "NULL", "null", "NaN", "nan", "None", "NaT"]
PLAIN = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
CLOCK = r"^(?:(?P<d>\d+) days?,? )?(?P<a>\d+):(?P<b>[0-5]\d)(?::(?P<c>[0-5]\d(?:[.,]\d+)?))?$"
PER: dict[Unit, float] = {"minutes": 1, "seconds": 1 / 60, "hours": 60, "days": 1440}
# what only one of two ways of writing can be; `.` and `,` are those of a number
POINT = (r"^[+-]?\d{1,3}(,\d{3})+\.\d+$", r"^[+-]?\d{1,3}(,\d{3}){2,}$")
COMMA = (
    r"^[+-]?\d+,(\d{1,2}|\d{4,})$",
    r"^[+-]?\d{4,},\d+$",
    r"^[+-]?0,\d+$",
    r"^[+-]?\d{1,3}(\.\d{3})+,\d+$",
)


@dataclass(frozen=True)
class Signs:
    """The sign before the decimals, and the one between thousands; empty for none."""

    decimal: str = "."
    thousands: str = ""

    def words(self) -> str:
        said = f"decimal '{self.decimal}'" if self.decimal != "." else ""
        between = f"thousands '{self.thousands}'" if self.thousands else ""
        return ", ".join(filter(None, (said, between)))


class Doubtful(Exception):
    """Numbers that can be read in two ways: one of them, by its row in its column."""

    def __init__(self, column: int, row: int) -> None:
        super().__init__(column, row)
        self.column, self.row = column, row


def trimmed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The cells without blanks around them; None where nothing is left, or what stands for nothing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = pc.utf8_trim_whitespace(column)
    nothing = pc.is_in(column, value_set=pa.array(BLANKS))
    return pc.if_else(nothing, pa.scalar(None, pa.string()), column)


def coded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """The cells as numbers of the different ones among them."""
    import pyarrow as pa

    whole = column.combine_chunks()
    whole = pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole
    return whole.dictionary_encode()


def signs_of(columns: Iterable[pa.ChunkedArray], decimal: str | None, thousands: str | None) -> Signs:
    """The signs of the numbers of a file: those stated, else those that some number leaves no doubt of.

    Raises Doubtful: `1,250` alone, or numbers of both ways.
    """
    columns = list(columns)
    if decimal is not None or thousands is not None:
        other = {",": ".", ".": ","}
        return Signs(decimal or other.get(thousands or "", "."), thousands or "")
    with_comma = [_fitting(column, (r"^[+-]?[\d.]*,[\d.,]*$",)) for column in columns]
    if not any(each.any() for each in with_comma):
        return Signs()
    point = any(_fitting(column, POINT).any() for column in columns)
    comma = [_fitting(column, COMMA) for column in columns]
    if point == any(each.any() for each in comma):
        doubt = comma if point else with_comma
        at = next(n for n, each in enumerate(doubt) if each.any())
        raise Doubtful(at, int(np.argmax(doubt[at])))
    return Signs(".", ",") if point else Signs(",", ".")


def _fitting(column: pa.ChunkedArray, patterns: Iterable[str]) -> Bools:
    import pyarrow.compute as pc

    out = np.zeros(len(column), dtype=np.bool_)
    for pattern in patterns:
        out |= pc.match_substring_regex(column, pattern).fill_null(False).to_numpy()
    return out


def numbers_of(column: pa.ChunkedArray, signs: Signs) -> Floats:
    """The numbers of trimmed cells, shape (n,); NaN for blank cells and for what is no number."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if signs.thousands:
        mark, sign = _escaped(signs.thousands), _escaped(signs.decimal)
        grouped = pc.match_substring_regex(column, rf"^[+-]?\d{{1,3}}({mark}\d{{3}})+({sign}\d*)?$")
        column = pc.if_else(grouped, pc.replace_substring(column, signs.thousands, ""), column)
    if signs.decimal == ",":
        column = pc.if_else(
            pc.match_substring(column, "."), "?", pc.replace_substring(column, ",", ".", max_replacements=1)
        )
    good = pc.match_substring_regex(column, PLAIN)
    good = pc.and_(good, pc.less(pc.utf8_length(column), 300))
    numbers = pc.if_else(good, column, pa.scalar(None, pa.string())).cast(pa.float64())
    return np.asarray(
        numbers.to_numpy(zero_copy_only=False) if isinstance(numbers, pa.Array) else numbers.to_numpy()
    )


def _escaped(sign: str) -> str:
    return rf"\{sign}" if sign in "." else sign


def times_of(column: pa.ChunkedArray, signs: Signs, unit: Unit | None) -> Floats:
    """Lengths of time [min] of trimmed cells, shape (n,): numbers in the unit, or h:mm:ss.

    Two parts alone (5:30) are read only as the unit says, h:mm or mm:ss. NaN for blanks and all else.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    out = numbers_of(column, signs) * PER.get(unit or "minutes", np.nan)
    if not np.isnan(out).any():
        return out
    parts = pc.extract_regex(column, CLOCK)
    if parts.null_count == len(parts):
        return out

    def part(name: str) -> Floats:
        text = pc.struct_field(parts, name)
        text = pc.if_else(
            pc.equal(text, ""), pa.scalar(None, pa.string()), pc.replace_substring(text, ",", ".")
        )
        return np.asarray(text.cast(pa.float64()).to_numpy())

    days, first, second, third = map(part, "dabc")
    whole = np.nan_to_num(days) * 1440
    three = whole + first * 60 + second + third / 60
    two = {"h:mm": first * 60 + second, "mm:ss": first + second / 60}.get(
        unit or "", np.full(len(out), np.nan)
    )
    return np.where(np.isnan(out), np.where(np.isnan(third), whole + two, three), out)


YES, NO = ("1", "true", "yes", "y", "1.0"), ("0", "false", "no", "n", "0.0")


def flags_of(column: pa.ChunkedArray, values: tuple[str, ...] | None) -> Floats:
    """1 and 0 of trimmed cells, shape (n,): whether a cell is one of the values, or yes and no in the usual
    words, and then NaN for blanks and all else."""
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = pc.utf8_lower(column)
    yes = YES if values is None else tuple(value.strip().lower() for value in values)
    ones = pc.is_in(cells, value_set=pa.array(yes)).to_numpy()
    zeros = pc.is_in(cells, value_set=pa.array(NO)).to_numpy() if values is None else ~ones
    return np.where(ones, 1.0, np.where(zeros, 0.0, np.nan))
