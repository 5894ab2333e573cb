"""The memory of a run is free as soon as nobody asks anything of it any more."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from types import FunctionType

import pytest

import portsim
from portsim.claims.claim import load_claims
from portsim.study.question import asked
from portsim.study.replication import Job, replicate


@contextmanager
def no_search_for_circles() -> Iterator[None]:
    """Objects go where nothing refers to them; those in circles, of which each refers to the next, stay."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


def module_of(item: object) -> str:
    return item.__module__ if isinstance(item, FunctionType) else type(item).__module__


@pytest.mark.parametrize("name", ["xiamen", "ocean_gate"])
def test_a_replication_leaves_nothing_that_waits_for_a_search_for_circles(name: str) -> None:
    """Its arrays would stay with it: of a study of a month gigabytes."""
    scenario = portsim.load(name).with_engine("compiled")
    scenario = scenario.with_study(days=1, warm_up_days=1, run_out="2 day", replications=6)
    claims = {} if scenario.claims is None else load_claims(scenario.claims, scenario)
    question = asked(scenario.library)
    names = scenario.alternatives[:3]
    with no_search_for_circles():
        replicate(scenario, claims, {}, Job(0, names, question))
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        assert [str(item) for item in gc.garbage if module_of(item).startswith("portsim")] == []
