"""A cohort: the records of one run with the traits of another; records are told apart by identity."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from worlds import by_hand

from portsim.base.errors import PortsimError
from portsim.base.memory import Memory
from portsim.model.steps import visit
from portsim.records.records import Records

GATE = visit("gate", "work", at_queue="gate_arrival", at_end="gate_out")


def two_trucks(work: float) -> Records:
    """Trucks that come at minutes 0 and 10."""
    return by_hand([GATE], [0, 10], {"gate": 1}, work=work)


def with_code(records: Records, *has: bool) -> Records:
    return replace(records, traits={"has_code": np.array(has)})


def test_a_cohort_has_the_traits_of_the_other_run_and_its_own_times() -> None:
    before, after = with_code(two_trucks(5), False, False), with_code(two_trucks(2), False, True)
    cohort = before.with_traits_of(after).by_stream["truck"]
    assert cohort.counted(("has_code",)).tolist() == [False, True]
    assert cohort.stamp("gate_out").tolist() == [5, 15]
    assert before.by_stream["truck"].counted(("has_code",)).tolist() == [False, False]


def test_a_cohort_shares_the_times_that_were_read_before() -> None:
    before, after = with_code(two_trucks(5), False, False), with_code(two_trucks(2), False, True)
    read = before.by_stream["truck"].stamp("gate_out")
    assert before.with_traits_of(after).by_stream["truck"].stamp("gate_out") is read


def test_a_cohort_needs_the_same_shipments() -> None:
    other = by_hand([GATE], [0, 10, 20], {"gate": 1}, work=5)
    message = "needs the same shipments in both alternatives; got 2 and 3"
    with pytest.raises(PortsimError, match=message):
        two_trucks(5).with_traits_of(other)


def test_two_runs_are_two_records_although_all_is_alike() -> None:
    one, other = two_trucks(5), two_trucks(5)
    assert one == one and one != other
    assert len({one, other}) == 2


def test_what_belongs_to_records_is_not_taken_for_that_of_others() -> None:
    memory = Memory()
    found = [memory.once(two_trucks(work), lambda work=work: work) for work in (5.0, 2.0, 4.0)]
    assert found == [5, 2, 4]


def test_a_key_is_worked_out_once() -> None:
    memory, calls = Memory(), iter((1, 2))
    assert [memory.once("key", lambda: next(calls)) for _ in range(3)] == [1, 1, 1]


def test_changed_records_have_forgotten_what_was_worked_out() -> None:
    records = two_trucks(5)
    assert records.once("mean", lambda: 5.0) == 5.0
    assert replace(records).once("mean", lambda: 2.0) == 2.0
