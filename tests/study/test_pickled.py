"""Scenarios, records, studies and answers are kept in files by pickle, as notebooks and caches do."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import portsim

pytestmark = [
    pytest.mark.usefixtures("tiny_folder", "quick_engine"),
    pytest.mark.filterwarnings("ignore::portsim.base.notes.Note"),
]
RUN: dict[str, Callable[[], object]] = {
    "scenario": lambda: portsim.load("tiny.yaml"),
    "drawn scenario": lambda: portsim.load("tiny.yaml").set("tasks.paper_check.mean", "2 min"),
    "records": lambda: portsim.run("tiny.yaml"),
    "study": lambda: portsim.compare("tiny.yaml", workers=1),
    "uncertainty": lambda: portsim.uncertainty("tiny.yaml", samples=8, tried=0, workers=1),
    "answers": lambda: portsim.Answers(),
}
READ = """
import pickle
from pathlib import Path
study = pickle.loads(Path("study.pickle").read_bytes())
print(study.table("comparison").to_csv(), end="")
print(study.scenario.identity, end="")
"""


@pytest.mark.parametrize("made", RUN.values(), ids=RUN)
def test_it_is_pickled(made: Callable[[], object]) -> None:
    one = made()
    assert type(pickle.loads(pickle.dumps(one))) is type(one)


def test_another_process_reads_a_study() -> None:
    study = portsim.compare("tiny.yaml", workers=1)
    Path("study.pickle").write_bytes(pickle.dumps(study))
    done = subprocess.run([sys.executable, "-c", READ], capture_output=True, text=True, check=True)
    assert done.stdout == study.comparison.to_csv() + study.scenario.identity
