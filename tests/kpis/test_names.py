"""Names that a KPI or a ledger entry misspells are refused before the run."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import EVIDENCE, TINY

import portsim
from portsim.base.errors import ConfigError
from portsim.kpis.checks import check_names

OWN = """\
import portsim

portsim.kpi("own", "Own", "min", "less", {quantity})
"""


def checked(folder: Path, quantity: str) -> None:
    (folder / "evidence.yaml").write_text(EVIDENCE)
    (folder / "own.py").write_text(OWN.format(quantity=quantity))
    (folder / "tiny.yaml").write_text(f"plugins: [own.py]\n{TINY}")
    check_names(portsim.load(str(folder / "tiny.yaml")))


@pytest.mark.parametrize(
    ("quantity", "what"),
    [
        ('portsim.Between("gate_inn", "gate_out")', "milestone 'gate_inn' (nearest: gate_in)"),
        ('portsim.Between("gate_in", "gate_uot")', "milestone 'gate_uot' (nearest: gate_out)"),
        ('portsim.Between("gate_in", "gate_out", ("domestc",))', "stream 'domestc' (nearest: domestic)"),
        ('portsim.Spent("both", labels=("lift_domestik",))', "step 'lift_domestik' (nearest: lift_domestic)"),
        ('portsim.Spent("both", places=("yard_crain",))', "place 'yard_crain' (nearest: yard_crane)"),
        ('portsim.Spent("count", counts=("lifft",))', "count 'lifft' (nearest: lift)"),
        ('portsim.Busy(("gate_en",))', "place 'gate_en' (nearest: gate_in)"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_nearest(tmp_path: Path, quantity: str, what: str) -> None:
    with pytest.raises(ConfigError) as caught:
        checked(tmp_path, quantity)
    assert str(caught.value) == f"{(tmp_path / 'own.py').resolve()}:3: KPI 'own': unknown {what}"


@pytest.mark.parametrize(
    "quantity", ['portsim.Between("gate_in", "gate_out")', 'portsim.Between("aa", "zz")']
)
def test_what_is_right_or_of_another_port_is_let_through(tmp_path: Path, quantity: str) -> None:
    checked(tmp_path, quantity)
