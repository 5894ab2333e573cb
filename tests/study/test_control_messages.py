"""What `portsim.control` says of wrong input: one clear message, before a run."""

from __future__ import annotations

from pathlib import Path

import pytest
from risky import boxes
from tiny import EVIDENCE, TINY

import portsim
from portsim.base.errors import PortsimError

RATES = "traits.picked.share=10%,20%"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"over": ["traits.picked.shar=1%,2%"]}, "over traits.picked.shar: unknown key 'shar'"),
        ({"over": [RATES, RATES]}, "over traits.picked.share: stands twice"),
        ({"over": ["traits.picked.share=10%,nan"]}, "over traits.picked.share.value: got 'nan'"),
        ({"over": ["risk.selectivity=0.3,0.5"]}, "got 0.3, allowed 0.5 (selection by chance) to 1"),
        ({"over": ["traits.picked.share=0:1:0.001"]}, "1,001 values, allowed 1,000"),
        ({"over": ["traits.picked.share=0.1:0.9:0.001"]}, "control: 801 points, allowed 300"),
        ({"alternatives": ["digital"]}, "alternative: unknown alternative 'digital'"),
        ({"cost": ["places.bay.bays=1 yuan/y"]}, "cost places.bay.bays: is not varied by --over"),
        (
            {"cost": ["traits.picked.share=900000"]},
            "cost: got points, allowed yuan a year, as costs are added to the ledger's; write 900000 yuan/y",
        ),
        ({"replications": 1}, "replications: got 1, allowed 2 or more"),
        ({"days": -1}, "days: got -1"),
    ],
)
def test_what_is_asked_is_checked(tmp_path: Path, more: dict[str, object], words: str) -> None:
    asked = {"over": [RATES], "workers": 1, **more}
    with pytest.raises(PortsimError) as caught:
        portsim.control(boxes(tmp_path), **asked)  # type: ignore[arg-type]
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("selected: picked", "selected: pickd", "risk.selected: unknown trait 'pickd' (nearest: picked)"),
        ("suspect: odd_image", "suspect: image", "risk.suspect: unknown chance 'image'"),
        ("scanned: [scan]", "scanned: [scann]", "risk.scanned: unknown step 'scann' (nearest: scan)"),
        ("streams: {box:", "streams: {bx:", "risk.streams.bx: unknown stream 'bx' (nearest: box)"),
        ("kpis: [exam_time,", "kpis: [exam_tme,", "risk.kpis: unknown KPI 'exam_tme' (nearest: exam_time)"),
        ("servers: places.bay.bays", "servers: places.bay.bay", "'places.bay.bay' is no number"),
        ("P90 exam_time]", "exam_time]", "risk.kpis: exam_time stands twice"),
        (
            "prior: {value: 10 %",
            "prior: {value: 90 %",
            "risk, as stated: of the boxes examined 90 % would have something to find",
        ),
    ],
)
def test_the_section_risk_is_held_against_the_port(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(PortsimError) as caught:
        portsim.control(boxes(tmp_path, (old, new)), workers=1)
    assert words in str(caught.value)


def test_an_unknown_source_is_an_error_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(PortsimError, match=r"risk.by_scan.source: unknown source 'Z9'"):
        boxes(tmp_path, ("by_scan: {value: 50 %, source: user", "by_scan: {value: 50 %, source: Z9"))


def test_trusted_traders_can_be_spared_too_much(tmp_path: Path) -> None:
    aeo = "{share: {value: 90 %, source: user}, relative_risk: {value: 1, source: user}, relative_exam_rate: {value: 0, source: user}}"  # noqa: E501
    scenario = boxes(tmp_path, ("  by_scan:", f"  aeo: {aeo}\n  by_scan:"))
    with pytest.raises(
        PortsimError, match="the exam rate of all others would be 200 %; spare the trusted less"
    ):
        portsim.control(scenario, [RATES], workers=1)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("relative_risk", "so that nobody has the prior of 10 %; lower share, or raise relative_risk"),
        ("relative_exam_rate", "so that nobody has the exam rate of"),
    ],
)
def test_where_all_are_trusted_and_spared_nobody_is_left(tmp_path: Path, key: str, text: str) -> None:
    given = {"share": "100 %", "relative_risk": 1, "relative_exam_rate": 1, key: 0}
    aeo = ", ".join(f"{name}: {{value: {value}, source: user}}" for name, value in given.items())
    scenario = boxes(tmp_path, ("  by_scan:", f"  aeo: {{{aeo}}}\n  by_scan:"))
    with pytest.raises(PortsimError, match=f"{key} is 0 and all boxes of box are theirs, {text}"):
        portsim.control(scenario, [RATES], workers=1)


def test_a_scenario_without_risk_is_told_to_add_it(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    with pytest.raises(PortsimError, match=r"tiny.yaml: has no section risk, so nothing is known"):
        portsim.control(str(tmp_path / "tiny.yaml"))
