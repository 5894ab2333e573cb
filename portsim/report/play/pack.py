"""Numbers as a short text inside a page: byte planes, compressed with zlib, in base64.

Layout: the length of a JSON text in four bytes, the text, then the columns. The JSON has the list of columns
under `columns`, each with its name and length; a column is 32-bit integers, little endian, all lowest bytes
first, then all second ones and so on, so that small numbers leave long runs of zeros. Texts lie in the
JSON, so that no name of a scenario is ever part of the page's own HTML.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping

import numpy as np

from portsim.base.arrays import Ints
from portsim.report.play.tracks import NEVER, Tracks

OPEN = -1  # a step that has not started, or not ended, at the horizon
LEVEL = 6  # of compression: 9 takes eight times as long for 3 % less


def packed(facts: Mapping[str, object], columns: Mapping[str, Ints]) -> str:
    """A JSON value and columns of whole numbers as one text in base64."""
    listed = [{"name": name, "length": len(column)} for name, column in columns.items()]
    text = json.dumps({**facts, "columns": listed}, ensure_ascii=False).encode()
    planes = [column.astype("<i4").view(np.uint8).reshape(-1, 4).T.tobytes() for column in columns.values()]
    data = b"".join([len(text).to_bytes(4, "little"), text, *planes])
    return base64.b64encode(zlib.compress(data, LEVEL)).decode()


def deltas(tracks: Tracks, stay: Ints) -> dict[str, Ints]:
    """The columns of tracks as small numbers; `stay` is 1 for slots that keep a server, shape (slots,).

    `after` is how long after the step before it a step is reached: after its end, or after its start where
    that step is a stay, which holds the next ones inside it. `wait` and `work` are from queued to started and
    on to ended, OPEN for what has not come. All times in seconds.
    """
    first = np.zeros(len(tracks.slot), dtype=bool)
    counts = tracks.count.reshape(-1)
    begins = np.cumsum(counts) - counts
    first[begins[counts > 0]] = True
    until = np.where(stay[tracks.slot] == 1, tracks.started, tracks.ended)
    before = np.where(first, 0, np.concatenate([[0], until[:-1]]))
    before = np.where(before == NEVER, 0, before)
    after = tracks.queued - before
    wait = np.where(tracks.started == NEVER, OPEN, tracks.started - tracks.queued)
    work = np.where(tracks.ended == NEVER, OPEN, tracks.ended - tracks.started)
    return {
        "shipment": np.diff(tracks.shipment, prepend=0),
        "flow": tracks.flow,
        "same": tracks.same,
        "count": counts,
        "slot": tracks.slot,
        "pool": tracks.pool + 1,
        "after": np.where(after < 0, -2 * after - 1, 2 * after),
        "wait": wait + 1,
        "work": work + 1,
    }
