"""The moment of a forecast is read as the dates of a log are."""

from __future__ import annotations

import pytest

from portsim.base.errors import PortsimError
from portsim.study.forecasting.moment import moment_of


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("20.3.2026 9:00", "Fri 09:00, 2026-03-20"),
        ("3.4.2026 9:00", "Fri 09:00, 2026-04-03"),  # with points the day is first
        ("3/20/26, 9:05", "Fri 09:05, 2026-03-20"),
        ("20 March 2026 9:00 pm", "Fri 21:00, 2026-03-20"),
        ("2026年3月20日 下午9时05分", "Fri 21:05, 2026-03-20"),
        ("4/4/2026 9:00", "Sat 09:00, 2026-04-04"),
        ("20/3/2026", "Fri 00:00, 2026-03-20"),
        ("2026-03-20 09:00", "Fri 09:00, 2026-03-20"),
    ],
)
def test_a_date_is_read_in_any_way_of_a_log(now: str, words: str) -> None:
    assert moment_of(now, {}, listed=True).words() == words


def test_an_offset_is_kept_beside_a_day_that_comes_first() -> None:
    found = moment_of("20.3.2026 9:00+08:00", {}, listed=True)
    assert found.words() == "Fri 09:00, 2026-03-20"
    assert found.clock is not None
    assert found.clock.zone == "UTC+08:00"


def test_a_date_of_two_readings_is_refused_with_both() -> None:
    with pytest.raises(PortsimError) as error:
        moment_of("03/04/2026 9:00", {}, listed=True)
    assert str(error.value) == (
        "now: got '03/04/2026 9:00', which can be 2026-04-03 or 2026-03-04; write the year first"
    )


@pytest.mark.parametrize("now", ["31.2.2026 9:00", "13/13/2026", "20.3. 9:00"])
def test_a_date_that_there_is_not_is_refused(now: str) -> None:
    with pytest.raises(PortsimError, match=f"^now: got '{now}', allowed a date and a time such as"):
        moment_of(now, {}, listed=True)
