"""Broken appointments: quotas by spans and terminals, slots, zones, the streams and the trait they name."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken import refusal
from tiny import TINY

from portsim.model.appointments import Quota
from portsim.scenario.load import load

pytestmark = pytest.mark.usefixtures("tiny_folder")

BOOKED = TINY.replace(
    "measures:\n",
    """\
traits:
  books: {share: {value: 50 %, source: A1}, of: [domestic]}
appointments:
  vbs:
    streams: [domestic]
    books: books
    quota: {value: {"06:00-22:00": 10}, source: A1}
    slot: {value: 1 h, source: A1}
    earliest: {value: 1 h, source: A1}
    latest: {value: 2 h, source: A1}
    no_show: {value: 3 %, source: A1}
    rebooking: {shape: constant, mean: 1 h, source: A1}
measures:
""",
)
SPANS = '{"06:00-22:00": 10}'
OFTEN = "{share: {value: 60 %, source: A1}, by: {shape: constant, mean: 1 h, source: A1}}"

FIRST = BOOKED.splitlines().index("appointments:") + 1  # its line; the rows below count from it


# fmt: off
BROKEN = [
    ("an unknown stream", "streams: [domestic]", "streams: [domestik]",
     "2:5: appointments.vbs.streams: unknown stream 'domestik' (nearest: domestic)"),
    ("a stream twice", "streams: [domestic]", "streams: [domestic, domestic]",
     "2:5: appointments.vbs.streams: domestic books under appointments.vbs already"),
    ("an unknown trait", "books: books", "books: boks",
     "3:5: appointments.vbs.books: unknown trait 'boks' (nearest: books)"),
    ("a trait of other trucks", "of: [domestic]", "of: [vessel]",
     "3:5: appointments.vbs.books: no truck of domestic has the trait books; add domestic to "
     "traits.books.of"),
    ("a terminal that there is not", SPANS, "{north: 10, south: 3}",
     "4:13: appointments.vbs.quota.value: got terminals north, south; give one quota for each of "
     "north"),
    ("a quota in words", SPANS, '{"06:00-22:00": ten}',
     "4:21: appointments.vbs.quota.value.06:00-22:00: got 'ten', allowed a whole number >= 0 or a mapping "
     "of spans of the day to such numbers"),
    ("spans that overlap over midnight", SPANS, '{"06:00-22:00": 10, "21:00-07:00": 3}',
     "4:5: appointments.vbs.quota: spans of the day must not overlap; 21:00-07:00 and another both have "
     "06:00"),
    ("spans beside terminals", SPANS, '{"06:00-22:00": 10, north: 3}',
     "4:5: appointments.vbs.quota: got 'north' beside 06:00-22:00; give spans of the day for all terminals, "
     "or terminals and, under each, its spans"),
    ("no booking in any slot", SPANS, '{"06:00-22:00": 0}',
     "4:5: appointments.vbs.quota: a quota needs a booking in some slot of the day; got 0 in all of them"),
    ("no time of day", SPANS, '{"06:00-26:00": 10}',
     "4:5: appointments.vbs.quota: got '26:00', allowed a time of day from 00:00 to 24:00"),
    ("a span without length", SPANS, '{"06:00-06:00": 10}',
     "4:5: appointments.vbs.quota: got '06:00-06:00', which has no length; the whole day is 00:00-24:00"),
    ("a span in short", SPANS, '{north: {"6-22": 10}}',
     "4:5: appointments.vbs.quota: got '6-22', allowed a span of the day such as 06:00-22:00"),
    ("a quota outside its range", SPANS, f"{SPANS}, range: [12, 20]",
     "4:5: appointments.vbs.quota: value of 06:00-22:00, 10 lies outside its own range, 12 to 20; set both "
     "so that they agree"),
    ("slots that do not fit the day", "slot: {value: 1 h", "slot: {value: 7 h",
     "1:3: appointments.vbs: slot: got 7 h, allowed a length that divides the day, 1 min or more, such as "
     "30 min or 1 h"),
    ("slots without length", "slot: {value: 1 h", "slot: {value: 0 h",
     "1:3: appointments.vbs: slot: got 0 s, allowed a length that divides the day, 1 min or more, such as "
     "30 min or 1 h"),
    ("a zone shorter than its slot", "    earliest", "    zone: {value: 30 min, source: A1}\n    earliest",
     "1:3: appointments.vbs: zone: got 30 min, allowed from the length of the slot, 60 min, to 1 day"),
    ("more than all off time", "    earliest", f"    early: {OFTEN}\n    late: {OFTEN}\n    earliest",
     "1:3: appointments.vbs: early and late: their shares add up to 1.2; allowed at most 1"),
    ("what early trucks do, where none is early", "    earliest", "    early_trucks: enter\n    earliest",
     "1:3: appointments.vbs: early_trucks: got enter, and none comes early; add early, or leave it out"),
    ("an unknown option", "    earliest", "    when_full: walks\n    earliest",
     "6:5: appointments.vbs.when_full: got 'walks', allowed walk_in, next_free (nearest: walk_in)"),
    ("no limit", "    earliest: {value: 1 h, source: A1}\n", "",
     "1:3: appointments.vbs: missing key 'earliest' (how much earlier than it wished a truck takes a slot, "
     "at most)"),
    ("an unknown source", "source: A1}\n    slot", "source: A9}\n    slot",
     "4:41: appointments.vbs.quota.source: unknown source 'A9' (allowed: A1, assumption, user)"),
]
# fmt: on


@pytest.mark.parametrize(
    ("old", "new", "message"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_broken_appointments_give_one_clear_message(old: str, new: str, message: str) -> None:
    assert BOOKED.count(old) == 1
    Path("tiny.yaml").write_text(BOOKED.replace(old, new))
    line, rest = message.split(":", 1)
    assert refusal(lambda: load("tiny.yaml")) == f"tiny.yaml:{FIRST + int(line)}:{rest}"


def refused_streams(stream: str, demand: str) -> str:
    text = BOOKED.replace("of: [domestic]", f"of: [{stream}]")
    text = text.replace("streams: [domestic]", f"streams: [{stream}]")
    text = text.replace("per_day: {value: 100 per day, source: A1}, profile: day", demand)
    lines = [line for line in text.splitlines() if not line.startswith(("profiles:", "  day: "))]
    Path("tiny.yaml").write_text("\n".join(lines))
    return refusal(lambda: load("tiny.yaml")).partition("appointments.vbs.streams: ")[2]


def test_carriers_and_what_they_bring_cannot_book() -> None:
    brought = "brought_by: vessel, number: {shape: constant, mean: 9, source: A1}"
    assert refused_streams("vessel", brought) == "vessel carries domestic, which cannot come without it"
    assert refused_streams("domestic", brought) == (
        "domestic comes with its carrier and has no planned time to come; name streams that have one"
    )


def test_appointments_of_a_port_load() -> None:
    Path("tiny.yaml").write_text(BOOKED)
    assert load("tiny.yaml").baseline.port.appointments["vbs"].zone_length == 60


def test_a_quota_says_itself_and_scales() -> None:
    spans = {"06:00-22:00": 10, "22:00-06:00": 3}
    for value, words, half in (
        (7, "7", "4"),
        ({"north": 5, "south": 8}, "north=5 south=8", "north=3 south=4"),
        (spans, "06:00-22:00 10 22:00-06:00 3", "06:00-22:00 5 22:00-06:00 2"),
        ({"north": spans}, "north=06:00-22:00 10 22:00-06:00 3", "north=06:00-22:00 5 22:00-06:00 2"),
    ):
        quota = Quota.model_validate({"value": value, "source": "user"})
        assert (quota.words(), quota.scaled(0.5).words()) == (words, half)


def test_the_example_of_the_page_is_valid() -> None:
    page = (Path(__file__).parents[2] / "docs" / "appointments.md").read_text()
    example = page.split("```yaml\n")[1].split("```")[0]
    Path("mine.yaml").write_text(
        f"extends: ocean_gate.yaml\nname: mine\ntitle: Mine\nclaims: null\ncompare: null\n{example}"
    )
    booked = load("mine.yaml").baseline.port.appointments["vbs"]
    assert (booked.zone_length, booked.when_full, booked.early) == (120, "walk_in", None)
