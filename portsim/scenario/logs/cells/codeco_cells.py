"""The cells of the gate moves of an EDIFACT file (CODECO), a row per container, with the visits of trucks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Bools
from portsim.scenario.logs.cells.cells import Asked, Cells
from portsim.scenario.logs.cells.codeco import CODECO, Moves
from portsim.scenario.logs.cells.dates import moments_of
from portsim.scenario.logs.cells.edifact import edifact
from portsim.scenario.logs.cells.truck_visits import BOTH, IN, OUT, Visits, truck_visits

if TYPE_CHECKING:
    import pyarrow as pa

CANCELS, REPLACES = ("1",), ("4", "5")  # 1225: cancellation; change, replace
OF_TRUCKS = (
    "# so each row is a truck, which arrives with its first move; only those with a box each way:",
    "# where: {visit_moves: in and out}",
    '# columns: {arrival: in, terminal: terminal, "FLOW.LABEL": {from: in, to: out}}',
)
OF_BOXES = ("# so each row is a box, on its way in or out, as no move names its truck",)


def codeco_cells(path: str, asked: Asked, where: str) -> Cells:
    """The cells of all moves: what the message says of each, the visit of its truck, and what moves that has.

    Moves that a later message cancels or replaces are left out, and said.

    Raises ConfigError: as `edifact` and `Moves`; there is not one move.
    """
    import pyarrow as pa

    file = edifact(path, asked, where)
    moves = Moves(file)
    if not moves.messages:
        raise file.fail(f"there is no {CODECO} message in it, got {_counted(moves.unread) or 'none'}")
    if not moves.at:
        raise file.fail(f"there is not one container (EQD+CN) in its {CODECO} messages")
    columns = moves.rows.columns()
    kept, corrections = _corrected(columns, moves.functions)
    columns = {name: column.filter(pa.array(kept)) for name, column in columns.items()}
    at = np.array(moves.at)[kept]
    if not len(at):
        raise file.fail("all moves in it are cancelled")
    visits = _visits(columns)
    columns["visit"] = pa.chunked_array([pa.array([f"V{number}" for number in visits.visit.tolist()])])
    says = pa.array(visits.says).take(pa.array(visits.visit - 1))
    columns["visit_moves"] = pa.chunked_array([says])
    guess = " (a guess)" if file.guessed else ""
    said = [f"EDIFACT, {file.encoding.upper()}{guess}", _messages(moves), *corrections, *_odd(moves, columns)]
    said.append(_of_visits(visits, columns))
    trucks = columns["truck"].null_count < len(at)
    return Cells(
        "; ".join(said),
        columns,
        lambda row: f"segment {at[row]}",
        names=tuple(columns),
        hints=OF_TRUCKS if trucks else OF_BOXES,
        events=("visit", "direction", "time") if trucks else None,
    )


def _corrected(columns: dict[str, pa.ChunkedArray], functions: list[str]) -> tuple[Bools, list[str]]:
    """Which moves stand, shape (moves,), and what is to be said of the others.

    A message that cancels, changes or replaces is of the last move before it of the same container and
    direction.
    """
    kept = np.ones(len(functions), dtype=np.bool_)
    if not set(functions) & {*CANCELS, *REPLACES}:
        return kept, []
    last: dict[tuple[str, str], int] = {}
    found = Counter[str]()
    pairs = zip(columns["container"].to_pylist(), columns["direction"].to_pylist(), strict=True)
    for row, (pair, function) in enumerate(zip(pairs, functions, strict=True)):
        if function in (*CANCELS, *REPLACES):
            before = last.pop(pair, None)
            if before is None:
                found["corrections of moves that are not there"] += 1
            else:
                kept[before] = False
                found["moves cancelled" if function in CANCELS else "moves replaced"] += 1
        if function in CANCELS:
            kept[row] = False
        else:
            last[pair] = row
    return kept, [f"{what}: {number:,}" for what, number in found.items()]


def _visits(columns: dict[str, pa.ChunkedArray]) -> Visits:
    """The visits of trucks: of moves by road with the sign of a truck, at one terminal."""
    import pyarrow.compute as pc

    terminal = pc.fill_null(columns["terminal"], "")
    truck = pc.binary_join_element_wise(columns["truck"], terminal, "\n")
    when = moments_of(columns["time"], True).when
    return truck_visits(truck.to_pylist(), columns["direction"].to_pylist(), when)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in counts.most_common())


def _messages(moves: Moves) -> str:
    kinds = ", ".join(f"{number:,} {CODECO} {kind}" for kind, number in moves.messages.most_common())
    return f"messages: {kinds}" + (f", not read: {_counted(moves.unread)}" if moves.unread else "")


def _odd(moves: Moves, columns: dict[str, pa.ChunkedArray]) -> Iterator[str]:
    """What is left out or does not fit, in words."""
    if moves.other:
        yield f"not read: equipment that is no container ({_counted(moves.other)})"
    ways = Counter(columns["direction"].to_pylist())
    other = Counter({name or "no document": number for name, number in ways.items() if name not in (IN, OUT)})
    if other:
        yield f"moves of documents that are neither gate-in (34) nor gate-out (36): {_counted(other)}"
    for what, number in moves.odd.items():
        yield f"{what} ({number:,}, the first at segment {moves.first[what]:,})"


def _of_visits(visits: Visits, columns: dict[str, pa.ChunkedArray]) -> str:
    """How moves were put together, and what is left over."""
    with_truck = ~columns["truck"].is_null().to_numpy()
    of_trucks = np.unique(visits.visit[with_truck])
    counts = Counter(visits.says[number - 1] for number in of_trucks.tolist())
    said = f"visits of trucks: {counts[BOTH]:,} in and out"
    if len(visits.stays):
        middle, high = np.quantile(visits.stays, [0.5, 0.95])
        said += f" (P50 {middle:.0f} min, P95 {high:.0f} min, longest {visits.stays.max():.0f} min)"
    said += f", {counts[IN]:,} in alone, {counts[OUT]:,} out alone"
    without = int((~with_truck).sum())
    return f"{said}; moves without a truck: {without:,}" if without else said
