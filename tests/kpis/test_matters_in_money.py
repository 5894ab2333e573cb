"""What matters of a figure in money is stated in yuan, and counts in the money of the scenario."""

from __future__ import annotations

from dataclasses import replace

from shipped import KPIS

from portsim.base.currency import Currency, counting_in
from portsim.report.answer.paying import _amount
from portsim.report.payers import least

DOLLAR = Currency("USD", 8.0)


def test_a_kpi_in_money_is_converted_and_any_other_is_not() -> None:
    cost = replace(KPIS["company_cost"], matters=2.0)  # M yuan a year
    time = replace(KPIS["truck_turn_time"], matters=2.0)  # min
    assert (cost.smallest(100), time.smallest(100)) == (2.0, 2.0)
    with counting_in(DOLLAR):
        assert (cost.smallest(100), time.smallest(100)) == (0.25, 2.0)
        assert KPIS["company_cost"].smallest(100) == 1.0  # a share of the baseline, in any money


def test_who_moves_less_than_five_thousand_yuan_is_not_named_in_any_money() -> None:
    assert least() == 5000
    assert _amount(4000, 3900, 4100) == "0"
    with counting_in(DOLLAR):
        assert least() == 625
        assert _amount(4000, 3900, 4100) == "+0.004 (+0.0039 to +0.0041)"
        assert _amount(600, 590, 610) == "0"
