"""Who bears a cost: the payers, and the groups of them over which tables sum."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

Payer = Literal[
    "haulier",
    "shipper",
    "terminal",
    "customs",
    "cfs",
    "airline_and_cargo_terminal",
    "shipping_line",
    "public_purse",
]

PAYERS: tuple[Payer, ...] = get_args(Payer)
PUBLIC: tuple[Payer, ...] = ("customs", "public_purse")
COMPANIES: tuple[Payer, ...] = tuple(payer for payer in PAYERS if payer not in PUBLIC)
ALL, ALL_COMPANIES = "all_payers", "companies"  # how tables name the groups
TOTALS: Mapping[str, tuple[Payer, ...]] = MappingProxyType({ALL_COMPANIES: COMPANIES, ALL: PAYERS})
