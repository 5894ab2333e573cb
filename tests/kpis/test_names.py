"""Names that a KPI or a ledger entry misspells are refused before the run."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from tiny import EVIDENCE, TINY

import portsim
from portsim.base.errors import ConfigError
from portsim.kpis.checks import check_names
from portsim.model.library import Library
from portsim.testing import contract

OWN = """\
import portsim

portsim.kpi("own", "Own", "min", "less", {quantity})
"""


MORE = """\
cohorts: {weighed: {took: [lift_domestic]}, heavy: {at: [yard_crane]}}
"""


def tiny(folder: Path, quantity: str) -> portsim.Scenario:
    (folder / "evidence.yaml").write_text(EVIDENCE)
    (folder / "own.py").write_text(OWN.format(quantity=quantity))
    (folder / "tiny.yaml").write_text(f"plugins: [own.py]\n{TINY}{MORE}")
    return portsim.load(str(folder / "tiny.yaml"))


def checked(folder: Path, quantity: str) -> None:
    check_names(tiny(folder, quantity))


@pytest.mark.parametrize(
    ("quantity", "what"),
    [
        ('portsim.Between("gate_inn", "gate_out")', "milestone 'gate_inn' (nearest: gate_in)"),
        ('portsim.Between("gate_in", "gate_uot")', "milestone 'gate_uot' (nearest: gate_out)"),
        ('portsim.Between("gate_in", "gate_out", ("domestc",))', "stream 'domestc' (nearest: domestic)"),
        ('portsim.Spent("both", labels=("lift_domestik",))', "step 'lift_domestik' (nearest: lift_domestic)"),
        ('portsim.Spent("both", places=("yard_crain",))', "place 'yard_crain' (nearest: yard_crane)"),
        ('portsim.Spent("count", counts=("lifft",))', "count 'lifft' (nearest: lift)"),
        (
            'portsim.Between("gate_in", "gate_out", traits=("weighd",))',
            "trait 'weighd' (nearest: weighed)",
        ),
        (
            'portsim.Spent("both", flows=("domestic_truk",))',
            "flow 'domestic_truk' (nearest: domestic_truck)",
        ),
        ('portsim.Spent("both", traits=("hevy",))', "trait 'hevy' (nearest: heavy)"),
        ('portsim.Spent("both", traits=("has_cod",))', "trait 'has_cod' (nearest: has_code)"),
        ('portsim.Yearly("exam_lifts", ("hevy",))', "trait 'hevy' (nearest: heavy)"),
        ('portsim.Cost(traits=("hevy",))', "trait 'hevy' (nearest: heavy)"),
        ('portsim.Yearly("exam_lift")', "ledger entry 'exam_lift' (nearest: exam_lifts)"),
        ('portsim.Cost(entries=("exam_lift",))', "ledger entry 'exam_lift' (nearest: exam_lifts)"),
        ('portsim.Busy(("gate_en",))', "place 'gate_en' (nearest: gate_in)"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_nearest(tmp_path: Path, quantity: str, what: str) -> None:
    with pytest.raises(ConfigError) as caught:
        checked(tmp_path, quantity)
    assert str(caught.value) == f"{(tmp_path / 'own.py').resolve()}:3: KPI 'own': unknown {what}"


def test_a_ledger_entry_like_no_other_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        checked(tmp_path, 'portsim.Yearly("nope")')
    where = f"{(tmp_path / 'own.py').resolve()}:3: KPI 'own'"
    assert str(caught.value).startswith(f"{where}: unknown ledger entry 'nope' (allowed: ")


@pytest.mark.parametrize(
    ("quantity", "wrong"),
    [
        ('portsim.Between("gate_inn", "gate_out")', "unknown milestone 'gate_inn' (nearest: gate_in)"),
        ('portsim.Yearly("exam_lift")', "unknown ledger entry 'exam_lift' (nearest: exam_lifts)"),
    ],
)
def test_an_installed_package_is_for_many_ports_and_its_contract_checks_its_names(
    tmp_path: Path, quantity: str, wrong: str
) -> None:
    scenario = tiny(tmp_path, quantity)
    *others, own = scenario.library.plugins
    installed = scenario.with_library(Library((*others, replace(own, digest="", sent=False))))
    if "ledger entry" in wrong:  # no port brings one
        with pytest.raises(ConfigError, match=re.escape(wrong)):
            check_names(installed)
    else:
        check_names(installed)
    (spelling,) = (each for each in contract(installed, "own") if each.must == "misspells no name")
    with pytest.raises(AssertionError, match=re.escape(f"KPI 'own': {wrong}")):
        spelling()


@pytest.mark.parametrize(
    "quantity",
    [
        'portsim.Between("gate_in", "gate_out", traits=("heavy", "weighed"))',
        'portsim.Between("aa", "zz", traits=("yy",))',
        'portsim.Spent("both", flows=("domestic_truck", "xx"))',
        'portsim.Yearly("exam_lifts", ("heavy",))',
    ],
)
def test_what_is_right_or_of_another_port_is_let_through(tmp_path: Path, quantity: str) -> None:
    checked(tmp_path, quantity)
