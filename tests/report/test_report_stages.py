"""The stages on the written report: side by side for the channels, and no row that a measure leaves alone."""

from __future__ import annotations

from paged import page, stages_of


def test_stages_that_a_measure_leaves_as_they_were_are_not_on_the_page() -> None:
    """A minute of the 120 min of the whole way in the red channel is not a hundredth of it; 30 min are."""
    text = page()
    assert "| Digital port | To set down | 80 → 50 |" in text
    assert "| Digital port | To searched |" not in text
    assert "| Red channel | Digital port | 40 | 81 min |" in text
    assert "| Green channel | Digital port |" not in text


def test_stages_stand_side_by_side_for_the_channels_and_add_up_to_whole_times() -> None:
    text = page()
    whole = "| **Arrival to searched** | Red channel | Baseline | 40 | at least 120 min | 110 to 130 min | "
    assert f"{whole}105 min | 180 min |" in text
    assert "| 60 to 300 min | 10 % | 240 min | 85 % |" in text
    assert (
        "| Stage | Red channel: mean [min] | Took it | Mean of those | P90 | Green channel: mean [min] |"
        in text
    )
    assert "| To searched | 30 | 25 % | 120 | 150 | 0 | 0 % |  |  |" in text
    assert "| Still under way | 10 | 10 % | 100 | 150 | 0 | 0 % |  |  |" in text


def test_a_long_way_is_shown_in_hours() -> None:
    times = ("mean", "ci_low", "ci_high", "mean_taken", "median", "p90", "shortest", "longest", "target")
    days = stages_of()
    text = page(stages=days.assign(**{name: days[name] * 60 for name in times}))
    assert (
        "| Red channel | Baseline | 40 | at least 120 h | 110 to 130 h |" in text and ": mean [h] |" in text
    )
    assert "| 240 h | 85 % |" in text
