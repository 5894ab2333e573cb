"""The port of `costed.py` with an event and a transfer: in yuan, in dollars, and in yuan to be converted."""

import re

from costed import COSTED
from stored import STORM

RATE = 8.0  # yuan in a dollar: prices in dollars are then exact
NOTE = "a haulier asked 150 yuan"
DEAR = "  dear: {set: {tariffs.truck_hour.cost: 200 yuan/h}}\n"
LIFT = """\
  lift:
    cost: {value: 72 yuan, source: A1}
    payer: terminal
    charged_to: haulier
    fee: {value: 96 yuan, source: A1}
"""
IN_YUAN = (
    COSTED.replace("what_ifs:\n", STORM + DEAR)
    .replace("compare:\n", "compare:\n  storm: [storm]\n  dear: [dear, more_lanes]\n")
    .replace("range: [60 yuan/h, 380 yuan/h]}", f"range: [60 yuan/h, 380 yuan/h], note: {NOTE}}}")
    + LIFT
)
MONEY = "money: {currency: USD, yuan: {value: 8, source: assumption, range: [7, 9]}}\n"
CONVERTED = IN_YUAN + MONEY


def _dollars(found: re.Match[str]) -> str:
    return f"{float(found[1]) / RATE:g} USD"


IN_DOLLARS = re.sub(r"([0-9]+) yuan", _dollars, IN_YUAN.replace(NOTE, "NOTE")).replace("NOTE", NOTE) + MONEY
