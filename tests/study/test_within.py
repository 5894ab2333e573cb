"""How a half-width is asked for: shares, times, points and other amounts."""

from __future__ import annotations

import pytest

from portsim.base.errors import PortsimError
from portsim.study.until_precise.within import Within, asked_within

UNITS = ("min", "h", "share", "M yuan/y", "moves/box")


@pytest.mark.parametrize(
    "texts, found",
    [
        ("5 %", Within(0.05)),
        ("2.5%", Within(0.025)),
        ((), Within(0.05)),
        ("0.5 min", Within(0.05, {"min": 0.5, "h": 0.5 / 60})),
        ("1 h", Within(0.05, {"min": 60.0, "h": 1.0})),
        ("2 points", Within(0.05, {"share": 0.02})),
        ("1 point", Within(0.05, {"share": 0.01})),
        ("0.2 M yuan/y", Within(0.05, {"M yuan/y": 0.2})),
        ("0.2 m yuan/Y", Within(0.05, {"M yuan/y": 0.2})),
        (["10 %", "30 s", "0.1 moves/box"], Within(0.1, {"min": 0.5, "h": 0.5 / 60, "moves/box": 0.1})),
    ],
)
def test_what_is_asked(texts: str | list[str], found: Within) -> None:
    asked = asked_within(texts, UNITS)
    assert asked.share == pytest.approx(found.share)
    assert asked.amounts == pytest.approx(found.amounts)


@pytest.mark.parametrize(
    "texts, message",
    [
        ("", "within: got '', allowed a share such as '5 %', or an amount such as '0.5 min' or '1 points'"),
        ("5", "within: got '5', allowed a share such as '5 %'"),
        ("nan %", "within: got 'nan %', allowed a share"),
        ("5 % 3 %", "within: got '5 % 3 %'; no figure is in '% 3 %'"),
        ("0 %", "within: got '0 %', allowed above 0, such as '5 %'"),
        ("-5 %", "within: got '-5 %', allowed above 0"),
        ("1e999 min", "within: got '1e999 min', allowed above 0"),
        ("100 %", "within: got '100 %', allowed a share below 100 %"),
        (["5 %", "3 %"], "within: got '3 %' beside '5 %'; a share is given once"),
        (["1 min", "1 h"], "within: got '1 h', but [min] has an amount already; give one"),
        ("1 share", "within: got '1 share'; no figure is in 'share'"),
        ("1 M yuan", "within: got '1 M yuan'; no figure is in 'M yuan' (nearest: M yuan/y)"),
        ("1 trips", "within: got '1 trips'; no figure is in 'trips' "),
        ("9" * 50 + " min", "allowed a share"),
    ],
)
def test_what_cannot_be_asked(texts: str | list[str], message: str) -> None:
    with pytest.raises(PortsimError) as error:
        asked_within(texts, UNITS)
    assert message in str(error.value)


def test_a_number_alone_is_refused() -> None:
    with pytest.raises(PortsimError, match=r"within: got 0.05, allowed a share such as '5 %'"):
        asked_within([0.05], UNITS)  # type: ignore[list-item]


def test_an_amount_that_no_figure_has_is_refused() -> None:
    with pytest.raises(PortsimError, match=r"no figure is in 'points' \(allowed: %, M yuan/y\)"):
        asked_within("1 points", ("M yuan/y",))
