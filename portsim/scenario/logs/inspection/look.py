"""One column of a log as it looks: what its cells are, how many are filled and different, examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from portsim.scenario.logs.cells.alike import mix
from portsim.scenario.logs.cells.dates import OF_DAY, moments_of
from portsim.scenario.logs.cells.figures import CLOCK, NO, YES, coded, numbers_of, signs_of, trimmed
from portsim.scenario.logs.mapping.sources import SHEET_DAYS, YEARS

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["blank", "dates", "days", "time of day", "numbers", "yes or no", "text"]
TRIED = 4_000  # different cells by which the kind of a column is known
ODD = 2  # different cells of a column of dates that can be none, however few there are
EXAMPLES = 3
FEW = 60  # different cells of a column whose cells are counted one by one


@dataclass(frozen=True)
class Look:
    """A column: `different` counts its cells without blanks around them.

    often: the cells of a column with few different ones, and how often each stands there, most often first.
    """

    name: str
    kind: Kind
    filled: int
    different: int
    examples: tuple[str, ...]
    often: Mapping[str, int]


def look_at(name: str, column: pa.ChunkedArray, keys: NDArray[np.uint64]) -> Look:
    """A column as it looks; its cells go into `keys`, one for each row, which are equal for equal rows."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known = coded(trimmed(column))
    codes = known.indices.fill_null(-1).to_numpy().astype(np.int64)
    mix(keys, codes)
    cells = known.dictionary
    often: dict[str, int] = {}
    if len(cells) <= FEW:
        counts = np.bincount(codes[codes >= 0], minlength=len(cells)).tolist()
        pairs = zip(cells.to_pylist(), counts, strict=True)
        often = dict(sorted(pairs, key=lambda each: -each[1]))
    tried = cells
    if len(cells) > TRIED:
        tried = pc.take(cells, pa.array(np.unique(np.linspace(0, len(cells) - 1, TRIED).astype(np.int64))))
    return Look(
        name,
        _kind(pa.chunked_array([tried])) if len(cells) else "blank",
        int((codes >= 0).sum()),
        len(cells),
        tuple(cells[: EXAMPLES if len(cells) > 5 else 5].to_pylist()),
        often,
    )


def _kind(cells: pa.ChunkedArray) -> Kind:
    """What most of different cells are."""
    import pyarrow.compute as pc

    most = 0.9 * len(cells)
    some = max(min(most, len(cells) - ODD), len(cells) // 2 + 1)  # of few cells
    if (~np.isnat(moments_of(cells, True).when) | ~np.isnat(moments_of(cells, False).when)).sum() >= some:
        return "dates"
    clocks = (pc.match_substring_regex(cells, form).to_numpy() for form in (CLOCK, OF_DAY))
    if any(each.sum() >= some for each in clocks):
        return "time of day"
    small = {each.lower() for each in cells[:5].to_pylist()}
    if len(cells) <= 2 and small <= {*YES, *NO}:
        return "yes or no"
    numbers = numbers_of(cells, signs_of([cells], ",", None))
    plain = numbers_of(cells, signs_of([cells], ".", None))
    for each in (plain, numbers):
        if np.isfinite(each).sum() >= most:
            return "days" if _are_days(each) else "numbers"
    return "text"


def _are_days(numbers: Any) -> bool:
    """Whether numbers can be seconds or milliseconds since 1970, or days of a spreadsheet with decimals."""
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    if any(YEARS[0] * by <= low and high < YEARS[1] * by for by in (1, 1000)):
        return True
    return SHEET_DAYS[0] <= low and high < SHEET_DAYS[1] and bool((numbers % 1 != 0).any())
