"""Numbers and names as they are said: sensible digits, signs, one scale, plain words."""

from __future__ import annotations

import math

import pytest

from portsim.report.numbers import change, factor, figures, interval, percent, probability
from portsim.report.words import inline, label, wrap

NOTHING = float("nan")


@pytest.mark.parametrize(
    ("x", "unit", "said"),
    [
        (12.345, "min", "12.3 min"),
        (15.0, "min", "15 min"),
        (0.4567, "h", "0.46 h"),
        (99.96, "", "100"),
        (0.905, "share", "90.5 %"),
        (12_345.6, "boxes", "12,346 boxes"),
        (1_640_000, "yuan/year", "1.64 M yuan/year"),
        (999_999, "yuan", "1.0 M yuan"),
        (-0.0, "min", "0 min"),
        (0.00001234, "", "1.2e-05"),
        (0.000052, "h", "0.19 s"),
        (0.00000001, "min", "0 s"),
        (NOTHING, "min", "n/a"),
        (math.inf, "min", "n/a"),
    ],
)
def test_numbers_are_said_with_sensible_digits(x: float, unit: str, said: str) -> None:
    assert figures(x, unit) == said


def test_differences_carry_their_sign_and_intervals_one_scale() -> None:
    assert change(2.5, "min") == "+2.5 min"
    assert change(-0.123, "share") == "-12.3 points"
    assert change(-5.2e-05, "h") == "-0.19 s"  # 5.2e-05 x 3600
    assert change(-5.2e-09, "h") == "0 s"
    assert change(-5.2e-05, "moves/box") == "0 moves/box"
    assert change(-5.2e-05, "moves/box", found=True) == "-5.2e-05 moves/box"
    assert interval(-8e-05, -1e-05, "moves/box", signed=True, found=True) == "-8.0e-05 to -1.0e-05 moves/box"
    assert change(-5.2e-09, "h", found=True) == "-1.9e-05 s"  # 5.2e-09 x 3600
    assert change(0.0, "h", found=True) == "0 h"
    assert interval(-5.2e-05, 1e-4, "h", signed=True) == "-0.19 to +0.36 s"
    assert percent(-0.4512) == "-45.1 %"
    assert interval(650_000, 1_780_000, "yuan") == "0.65 to 1.78 M yuan"
    assert interval(15.0123, 15.0181, "min") == "15.012 to 15.018 min"
    assert interval(NOTHING, 1.0, "min") == "n/a"
    assert (probability(0.0002), probability(0.0213), factor(0.83), factor(NOTHING)) == (
        "<0.001",
        "0.021",
        "0.83 x",
        "n/a",
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("smart_cloud_routing", "Smart cloud routing"),
        ("qr_gate_pass", "QR gate pass"),
        ("lcl_pickup_within_1h", "LCL pick-up within 1 h"),
        ("truck_turn_time [min]", "Truck turn time"),
        ("dwell_p90", "Dwell P90"),
        ("gate_in to set_down", "Gate-in to set down"),
        ("", ""),
    ],
)
def test_any_name_becomes_plain_words(name: str, said: str) -> None:
    assert label(name) == said
    assert label(said) == said


def test_names_inside_a_sentence_start_small_unless_they_are_acronyms() -> None:
    assert inline("gate_queue_time") == "gate queue time"
    assert inline("QR_gate_pass") == "QR gate pass"
    assert inline("a year") == "a year"


def test_wrapping_a_text_drops_nothing() -> None:
    text = "gate-in to box set down at the exam site"
    assert wrap(text, 12).replace("\n", " ") == text
