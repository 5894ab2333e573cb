"""Code of small plug-ins, and studies of a small terminal with them."""

from __future__ import annotations

import textwrap
from pathlib import Path

import portsim
from portsim.scenario.scenario import Scenario
from portsim.study.question import StudyResult

HEAD = """
from dataclasses import dataclass
from typing import ClassVar
import numpy as np
import pandas as pd
import portsim
from matplotlib.figure import Figure
"""
QUANTITY = """
@dataclass(frozen=True)
class Own(portsim.Quantity):
    def samples(self, records):
        {body}
    def steps(self, world):
        return ()
    def reads(self, world):
        return ()

portsim.kpi("own", "My own", "min", "less", Own())
"""
MEASURE_CODE = """
@portsim.measure("weigh")
class Weigh(portsim.Measure):
    '''Trucks are weighed.'''
    title: ClassVar[str] = "Weigh trucks"

    def apply(self, world):
        {body}
"""
TABLE = "portsim.table(portsim.Question('{name}', 'Mine', lambda study: {answer}, file='{file}'))\n"
WEIGHED = """
extends: tiny.yaml
name: weighed
title: Weighed
measures:
  weigh: {uptake: {value: 50 %, source: A1}}
compare: {weigh: [weigh]}
"""


def plugin(code: str, name: str = "mine.py") -> Path:
    Path(name).write_text(HEAD + textwrap.dedent(code))
    return Path(name)


def loaded(code: str) -> Scenario:
    return portsim.load("tiny.yaml", plugins=plugin(code)).only("lanes")


def compared(code: str, workers: int = 1) -> StudyResult:
    return portsim.compare(loaded(code), workers=workers)
