"""Holidays of a country and dates become numbers of days, counted from the Monday on which a run begins."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import EVIDENCE, TINY

import portsim
from portsim.base.errors import ConfigError
from portsim.base.notes import notes_shown
from portsim.scenario.scenario import Scenario
from portsim.study.traces import tell_of_logs


def said(folder: Path, days: str, start: str = "2026-02-09") -> Scenario:
    (folder / "evidence.yaml").write_text(EVIDENCE)
    (folder / "whole.yaml").write_text(TINY)
    begin = f"study: {{start: {start}}}\n" if start else ""
    (folder / "own.yaml").write_text(
        f"extends: whole.yaml\nname: tiny\ntitle: A gate\n{begin}places:\n  gate_in:\n    lanes:\n"
        f"      shifts: {{day: {{value: 2, hours: 06:00-22:00, holidays: {days}, source: user}}}}\n"
    )
    return portsim.load(folder / "own.yaml")


def numbers(scenario: Scenario) -> tuple[int, ...]:
    servers = scenario.baseline.port.places["gate_in"].servers
    return tuple(servers.shifts["day"].holidays)  # type: ignore[union-attr]


class TestNumbers:
    def test_a_date_counts_from_the_start(self, tmp_path: Path) -> None:
        assert numbers(said(tmp_path, "[2026-02-09, 2026-02-17]")) == (0, 8)

    def test_spring_festival_of_2026_is_that_of_the_state_council(self, tmp_path: Path) -> None:
        """Off from 15 (a Sunday) to 23 February 2026, General Office of the State Council, 4 November 2025;
        of these the eve is the 16th, and the 20th and 23rd are weekdays moved to Saturdays."""
        days = numbers(said(tmp_path, "CN"))
        assert {7, 8, 9, 10, 11, 14} <= set(days)  # 16 to 20 and 23 February
        assert not {0, 1, 2, 3, 4, 15, 16} & set(days)

    def test_a_part_of_a_country_has_days_of_its_own(self, tmp_path: Path) -> None:
        """Epiphany, 6 January, is a holiday in Bavaria and not in Berlin."""
        bavaria = numbers(said(tmp_path, "[DE-BY]", start="2026-01-05"))
        berlin = numbers(said(tmp_path, "[DE-BE]", start="2026-01-05"))
        assert (1 in bavaria, 1 in berlin) == (True, False)

    def test_numbers_dates_and_countries_go_together(self, tmp_path: Path) -> None:
        days = numbers(said(tmp_path, "[5, 2026-02-14, 2026-02-10, US]"))
        assert days[:3] == (5, 1, 7)  # Washington's Birthday is 16 February; the 14th is day 5, said already

    def test_days_before_the_start_are_none(self, tmp_path: Path) -> None:
        assert numbers(said(tmp_path, "[2026-02-01, 2026-02-11]")) == (2,)

    def test_a_shift_on_days_before_the_start_alone_is_no_shift_of_all_days(self, tmp_path: Path) -> None:
        said(tmp_path, "[2026-02-01]")
        text = (tmp_path / "own.yaml").read_text()
        feast = "feast: {value: 9, hours: 08:00-12:00, on: [2025-05-01, 2026-02-08], source: user}"
        (tmp_path / "own.yaml").write_text(text.replace("shifts: {", f"shifts: {{{feast}, "))
        with pytest.raises(ConfigError) as error:
            portsim.load(tmp_path / "own.yaml")
        assert str(error.value) == (
            f"{tmp_path / 'own.yaml'}:8:54: places.gate_in.lanes.shifts.feast.on: "
            "got 2025-05-01, 2026-02-08, before day 0, 2026-02-09 (study.start), so on no day of a run; "
            "give a date of the run, or leave the part out"
        )

    def test_of_several_days_those_before_the_start_are_left_out(self, tmp_path: Path) -> None:
        said(tmp_path, "[2026-02-01]")
        text = (tmp_path / "own.yaml").read_text()
        (tmp_path / "own.yaml").write_text(text.replace("holidays: [2026", "on: [2026-02-12, 2026"))
        servers = portsim.load(tmp_path / "own.yaml").baseline.port.places["gate_in"].servers
        assert servers.shifts["day"].on == (3,)  # type: ignore[union-attr]

    def test_the_lanes_stand_still_on_that_day(self, tmp_path: Path) -> None:
        place = said(tmp_path, "[2026-02-10]").baseline.port.places["gate_in"]
        spans = place.servers.shifts["day"].spans(3 * 1440)  # type: ignore[union-attr]
        assert spans == [(360.0, 1320.0), (2 * 1440 + 360.0, 2 * 1440 + 1320.0)]

    def test_many_days_are_said_in_a_few_words(self, tmp_path: Path) -> None:
        words = said(tmp_path, "CN").baseline.port.places["gate_in"].words()
        assert "but for days 7 8 9 10 11 14 " in words and " more" in words

    def test_the_identity_is_that_of_the_numbers(self, tmp_path: Path) -> None:
        dates, plain = said(tmp_path, "[2026-02-10]"), said(tmp_path, "[1]", start="")
        assert dates.identity == plain.identity


class TestMessages:
    @pytest.mark.parametrize(
        ("days", "text"),
        [
            ("[XX]", "got XX, a country of which no holidays are known; give their dates"),
            (
                "[DE-B]",
                "got DE-B, a part of DE of which no holidays are known (nearest: DE-HB)",
            ),
            (
                "[mon]",
                "got 'mon', allowed numbers of days, dates such as 2026-05-04, or a country such as CN or "
                "US-CA",
            ),
            ("['2026-02-30']", "got '2026-02-30', allowed numbers of days, dates such as 2026-05-04, or a"),
        ],
    )
    def test_of_what_is_no_day(self, tmp_path: Path, days: str, text: str) -> None:
        with pytest.raises(ConfigError) as caught:
            said(tmp_path, days)
        where = "own.yaml:8:63: places.gate_in.lanes.shifts.day.holidays: "
        assert f"{where}{text}" in str(caught.value)

    def test_of_a_country_without_a_start(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError) as caught:
            said(tmp_path, "CN", start="")
        assert str(caught.value).endswith(
            "holidays: got CN, which needs the date of day 0: add study.start, a Monday such as 2026-03-02"
        )

    def test_of_a_start_that_is_no_monday(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError) as caught:
            said(tmp_path, "CN", start="2026-02-10")
        assert str(caught.value).endswith(
            "own.yaml:4:9: study.start: got 2026-02-10, a Tuesday; a run begins on a Monday, as its "
            "calendars are weekly: take 2026-02-09 or 2026-02-16"
        )


def test_a_log_of_other_weeks_than_the_holidays_is_said(tmp_path: Path) -> None:
    """A log of March beside holidays that count from February."""
    (tmp_path / "gate.csv").write_text("at\n2026-03-10 06:03\n2026-03-11 06:03\n")
    log = "log: {file: gate.csv, columns: {arrival: at}}"

    def noted(days: str, more: str = "", start: str = "2026-02-09") -> list[str]:
        said(tmp_path, days, start)
        with (tmp_path / "own.yaml").open("a") as file:
            file.write(f"demand: {{domestic: {{{log}{more}}}}}\n")
        scenario = portsim.load(tmp_path / "own.yaml").with_study(days=42)
        found: list[str] = []
        with notes_shown(found.append):
            tell_of_logs(scenario)
        return [each for each in found if "study.start" in each]

    assert noted("[2026-03-10]") == [
        "demand.domestic.log: day 1 of the log is 2026-03-09, and study.start is 2026-02-09: holidays "
        "fall on other days than in the log; set study.start to 2026-03-09, or start in its map"
    ]
    assert noted("[2026-03-10]", start="2026-03-09") == []  # they agree
    assert noted("[8]") == []  # no date is named
    assert (
        noted("[2026-03-10]", ", resample: {method: stationary, block: 1 day}") == []
    )  # days are drawn anew
