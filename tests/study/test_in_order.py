"""Results in order, with only so many pieces under way."""

from __future__ import annotations

import pytest

from portsim.study.in_order import in_order


class Noted:
    """A result that is there when it is asked for."""

    def __init__(self, number: int, cancelled: list[int]) -> None:
        self.number, self.cancelled = number, cancelled

    def result(self) -> int:
        if self.number == 13:
            raise ValueError("thirteen")
        return 10 * self.number

    def cancel(self) -> None:
        self.cancelled.append(self.number)


def test_no_more_than_so_many_have_begun_and_are_not_yielded() -> None:
    begun: list[int] = []
    cancelled: list[int] = []

    def begin(number: int) -> Noted:
        begun.append(number)
        return Noted(number, cancelled)

    found = in_order(begin, range(6), lambda: 3)
    assert begun == []
    assert next(found) == 0 and begun == [0, 1, 2]
    assert next(found) == 10 and begun == [0, 1, 2, 3]
    assert list(found) == [20, 30, 40, 50] and cancelled == []


def test_workers_that_come_later_get_work_too() -> None:
    begun: list[int] = []
    ahead = iter([1, 4, 4, 4, 4, 4, 4])

    def begin(number: int) -> Noted:
        begun.append(number)
        return Noted(number, [])

    found = in_order(begin, range(6), lambda: next(ahead))
    assert next(found) == 0 and begun == [0]
    assert next(found) == 10 and begun == [0, 1, 2, 3, 4]


def test_one_piece_is_under_way_where_none_may_be() -> None:
    assert list(in_order(lambda n: Noted(n, []), range(3), lambda: 0)) == [0, 10, 20]


@pytest.mark.parametrize("last", [13, None])
def test_what_has_begun_is_cancelled_at_an_error_and_where_no_more_is_wanted(last: int | None) -> None:
    cancelled: list[int] = []
    found = in_order(lambda n: Noted(n, cancelled), [1, last or 2, 3, 4], lambda: 3)
    assert next(found) == 10
    if last:
        with pytest.raises(ValueError, match="thirteen"):
            next(found)
        assert cancelled == [13, 3, 4]
    else:
        found.close()  # type: ignore[attr-defined]
        assert 2 in cancelled and 4 not in cancelled
