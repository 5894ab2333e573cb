"""Slots are given out by the clock: the nearest free one, in the order of wishes, never above the quota."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portsim.workload.slots import Rule, Slots, book, own_slot, rebook

HOURLY = Rule(slot=60, zone=60, earliest=180, latest=180)
SIX = 360.0  # 06:00


def booked(wished: list[float], quota: list[int], rule: Rule = HOURLY, not_before: float = 0.0) -> list[int]:
    floor = np.full(len(wished), not_before)
    return book(np.array(wished), floor, rule, Slots(np.array(quota))).tolist()


def test_ten_get_the_hour_and_two_the_next() -> None:
    """Twelve wishes from 06:31 to 06:42 at ten an hour: the next hour is nearer than the last."""
    wished = [SIX + 31 + n for n in range(12)]
    assert booked(wished, [10] * 24) == [6] * 10 + [7] * 2


def test_before_the_half_hour_the_earlier_slot_is_nearer() -> None:
    assert booked([SIX + 10, SIX + 20, SIX + 20], [1] * 24) == [6, 5, 7]  # 05:00 is full: 20 to 7, 80 to 4
    assert booked([SIX + 40, SIX + 40, SIX + 40], [1] * 24) == [6, 7, 5]


def test_of_two_that_are_as_near_the_later_is_taken() -> None:
    assert booked([SIX + 30, SIX + 30], [1] * 24) == [6, 7]


def test_a_wish_on_the_hour_is_of_the_hour_that_begins() -> None:
    assert own_slot(np.array([0.0, 59.99, 60.0, 119.0]), 60.0).tolist() == [0, 0, 1, 1]
    assert own_slot(np.array([0.3]), 0.1).tolist() == [
        2
    ]  # 0.3 / 0.1 is rounded to 3, and 3 x 0.1 is above 0.3


@pytest.mark.parametrize(
    ("wish", "order"),
    [
        (20, [6, 5, 4, 7, 3, 8]),  # 05 and 06 hold it; 04-06 is 20 off, 07 40, 03-05 80, 08 100
        (40, [6, 5, 7, 4, 8, 3]),
    ],
)
def test_overlapping_zones_of_two_hours_that_begin_each_hour(wish: float, order: list[int]) -> None:
    rule = Rule(slot=60, zone=120, earliest=180, latest=180)
    assert booked([SIX + wish] * 6, [1] * 24, rule) == order


def test_limits_are_kept_and_who_finds_none_has_no_slot() -> None:
    rule = Rule(slot=60, zone=60, earliest=20, latest=100)
    # 06:20: its own; 05:00 closes 20 before; 07:00 is 40 off, 08:00 100; 04:00 closes 80 before
    assert booked([SIX + 20] * 6, [1] * 24, rule) == [6, 5, 7, 8, -1, -1]
    assert booked([SIX + 20] * 4, [1] * 24, Rule(60, 60, earliest=0, latest=0)) == [6, -1, -1, -1]


def test_who_is_within_a_limit_gets_what_an_earlier_wish_could_not_take() -> None:
    """07:00 is 51 off the first wish and 41 off the second: only the second may take it."""
    rule = Rule(slot=60, zone=60, earliest=0, latest=45)
    assert booked([SIX + 5, SIX + 9, SIX + 19], [1] * 24, rule) == [6, -1, 7]


def test_beyond_the_limits_the_next_free_slot_is_taken() -> None:
    rule = Rule(slot=60, zone=60, earliest=0, latest=0, beyond=True)
    assert booked([SIX + 20] * 4, [0] * 6 + [1, 0, 0, 2, 0, 0], rule) == [6, 9, 9, -1]


def test_no_earlier_slot_before_the_truck_has_something_to_fetch() -> None:
    assert booked([SIX + 10] * 2, [1] * 24, not_before=SIX - 30) == [6, 7]
    assert booked([SIX + 10] * 2, [1] * 24, not_before=SIX - 60) == [6, 5]


def test_a_missed_slot_is_rebooked_in_the_next_that_begins_after() -> None:
    slots = Slots(np.array([1] * 6 + [1, 0, 2, 1]))
    moments = np.array([SIX + 1, SIX, SIX + 2, SIX + 3])  # 06:00 goes to who asks at 06:00, the first of them
    assert rebook(moments, Rule(60, 60, 0, latest=120), slots).tolist() == [8, 6, 8, -1]  # 09:00 is 177 off


def test_an_empty_list_books_nothing() -> None:
    assert booked([], [1] * 24) == []


# --- against one truck after the other


def one_by_one(wished: list[float], floors: list[float], quota: list[int], rule: Rule) -> list[int]:
    """The rule as it is said: each truck in turn looks at every slot."""
    left, found = list(quota), []
    for wish, floor in zip(wished, floors, strict=True):
        own = int(wish // rule.slot)
        best = None
        for slot, free in enumerate(left):
            opens, closes = slot * rule.slot, slot * rule.slot + rule.zone
            sooner, wait = max(wish - closes, 0.0), max(opens - wish, 0.0)
            if free and sooner <= rule.earliest and wait <= rule.latest and (slot >= own or opens >= floor):
                best = min(best or (np.inf, 0, -1), (sooner + wait, -slot, slot))
        if best is None and rule.beyond:
            best = next(((0.0, 0, k) for k, free in enumerate(left) if free and k > own), None)
        found.append(best[2] if best else -1)
        if best:
            left[best[2]] -= 1
    return found


RULES = st.builds(
    lambda slot, more, earliest, latest, beyond: Rule(slot, slot + more, earliest, latest, beyond),
    st.sampled_from([15.0, 30.0, 60.0]),
    st.sampled_from([0.0, 15.0, 30.0, 60.0, 100.0]),
    st.sampled_from([0.0, 20.0, 90.0, 600.0]),
    st.sampled_from([0.0, 45.0, 200.0, 600.0]),
    st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_many_at_a_time_as_one_by_one(data: st.DataObject) -> None:
    rule = data.draw(RULES)
    last = 600 // int(rule.slot)
    quota = data.draw(st.lists(st.integers(0, 4), min_size=last, max_size=last))
    wished = sorted(data.draw(st.lists(st.integers(0, 599), max_size=60)))
    floors = [float(max(0, wish - data.draw(st.sampled_from([0, 50, 600])))) for wish in wished]
    slots = Slots(np.array(quota))
    got = book(np.array(wished, dtype=float), np.array(floors), rule, slots).tolist()
    assert got == one_by_one([float(w) for w in wished], floors, quota, rule)
    assert [slots.free(k) for k in range(last)] == [q - got.count(k) for k, q in enumerate(quota)]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 700), max_size=40), st.lists(st.integers(0, 3), min_size=10, max_size=10))
def test_rebooking_never_goes_above_the_quota(moments: list[int], quota: list[int]) -> None:
    got = rebook(np.array(moments, dtype=float), Rule(60, 60, 0, 120), Slots(np.array(quota))).tolist()
    assert all(got.count(k) <= q for k, q in enumerate(quota))
    assert all(0 <= k * 60 - moment <= 120 for k, moment in zip(got, moments, strict=True) if k >= 0)


def test_who_goes_beyond_a_limit_still_comes_before_the_next() -> None:
    """Both wish for the full slot from 360; the one from 420 has a place. The first is 60 min early for it,
    beyond the limit of 45, and the second 45 min."""
    rule = Rule(60.0, 60.0, 0.0, 45.0, beyond=True)
    quota = np.array([0, 0, 0, 0, 0, 0, 0, 1, 0, 0])
    assert book(np.array([360.0, 375.0]), np.zeros(2), rule, Slots(quota)).tolist() == [7, -1]
