"""A memory works out each thing once, under keys that name all that it depends on."""

from __future__ import annotations

from portsim.base.memory import Memory, Same


def test_a_thing_is_worked_out_at_the_first_call_only() -> None:
    memory, calls = Memory(), []
    for _ in range(3):
        assert memory.once("key", lambda: calls.append(1) or len(calls)) == 1  # type: ignore[func-returns-value]
    assert calls == [1]


def test_a_key_of_the_same_thing_is_of_no_other_that_is_equal_to_it() -> None:
    one, other = [1], [1]
    assert Same(one) == Same(one) and hash(Same(one)) == hash(Same(one))
    assert Same(one) != Same(other)
    memory = Memory()
    assert memory.once(Same(one), lambda: "one") == "one"
    assert memory.once(Same(other), lambda: "other") == "other"
    assert memory.once(Same(one), lambda: "again") == "one"
