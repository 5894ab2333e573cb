"""A tiny port with all that a study can be asked about, and answers held against each other bit by bit."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from kept import kept_folder
from observed import MORE, ROWS
from tiny import EVIDENCE, GATE_CLAIMS, TINY

from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.answers import About, Answers
from portsim.study.question import StudyResult
from portsim.study.store.store import Store
from portsim.study.study import compare

STORM = """\
what_ifs:
  storm:
    event: {per_year: {value: 4, source: A1}}
    set:
      places.gate_in.calendar: storm_hours
      calendars.storm_hours:
        hours: [["00:00", "24:00"]]
        but_for: {hours: [["12:00", "14:00"]], on: [0], source: A1}
        source: A1
"""
TARIFFS = """\
tariffs:
  truck_hour: {cost: {value: 120 yuan/h, source: A1}, payer: haulier}
  lift: {cost: {value: 75 yuan, source: A1}, payer: terminal}
"""


def asked_all(folder: Path) -> Scenario:
    """The tiny port with claims, observed figures, tariffs and an event: every question has an answer."""
    text = TINY.replace("what_ifs:\n", STORM).replace("compare:\n", "compare:\n  storm: [storm]\n")
    (folder / "all.yaml").write_text(f"claims: claims.yaml\nvalidation: figures.yaml\n{text}{TARIFFS}")
    (folder / "evidence.yaml").write_text(EVIDENCE + ROWS)
    (folder / "claims.yaml").write_text(GATE_CLAIMS)
    (folder / "figures.yaml").write_text(MORE)
    return load(str(folder / "all.yaml"))


class Remembering(Answers):
    """Answers in memory that can be gone through."""

    def __init__(self) -> None:
        super().__init__()
        self.all: dict[About, dict[str, object]] = {}

    def keep_all(self, runs: Mapping[About, Mapping[str, object]], *_: object) -> None:
        for about, own in runs.items():
            self.all.setdefault(about, {}).update(own)


def same(one: object, other: object) -> None:
    """Assert that two values are of the same types and have the same bits, all the way down."""
    assert type(one) is type(other)
    if isinstance(one, np.ndarray | np.generic):
        assert one.dtype == other.dtype and one.shape == other.shape  # type: ignore[attr-defined]
        assert one.tobytes() == other.tobytes()  # type: ignore[attr-defined]
    elif isinstance(one, float):
        assert np.float64(one).tobytes() == np.float64(other).tobytes()  # type: ignore[arg-type]
    elif isinstance(one, dict):
        assert list(one) == list(other)  # type: ignore[call-overload]
        assert [list(map(type, each)) for each in one if isinstance(each, tuple)] == [
            list(map(type, each))
            for each in other  # type: ignore[attr-defined]
            if isinstance(each, tuple)
        ]
        for key in one:
            same(one[key], other[key])  # type: ignore[index]
    elif dataclasses.is_dataclass(one):
        for field in dataclasses.fields(one):
            same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, tuple | list):
        assert len(one) == len(other)  # type: ignore[arg-type]
        for mine, its in zip(one, other, strict=True):  # type: ignore[call-overload]
            same(mine, its)
    else:
        assert one == other


@cache
def asked_once() -> tuple[StudyResult, Path]:
    """The study of the small port, and the store that it left."""
    folder = kept_folder("store")
    (folder / "tiny.yaml").write_text(TINY)
    (folder / "evidence.yaml").write_text(EVIDENCE)
    store = folder / "store"
    return compare(load(str(folder / "tiny.yaml")), workers=1, answers=Store(store)), store


def kept(scenario: Scenario, store: Path) -> StudyResult:
    """The study of a scenario which is the small port, whose answers are in this store now."""
    study, there = asked_once()
    assert scenario.identity == study.scenario.identity
    shutil.copytree(there, store)
    return study
