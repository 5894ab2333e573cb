"""A stream comes at a rate, is brought, or declares another: each kind has its own keys."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError
from worlds import lasting

from portsim.model.demand import Arrivals, Brought, Declared, Demand, Shipments

RATE = {"value": "48 per day", "source": "A1"}
TWO = {"shape": "constant", "mean": 2, "source": "A1"}
HOUR = {"shape": "constant", "mean": "1 h", "source": "A1"}
PLAN = {"name": "pickup", "dwell": HOUR, "profile": "day"}
DECLARES = {"stream": "box", "early": "early", "before": HOUR, "after": HOUR}
BOXES = {"boxes": TWO, "spread": {"value": "4 h", "source": "A1"}}


def read(**keys: object) -> Shipments:
    return TypeAdapter(Demand).validate_python({"flows": ["f"], **keys})


@pytest.mark.parametrize(
    ("keys", "kind", "carrier", "volume", "profiles"),
    [
        ({"per_day": RATE}, Arrivals, None, "48 per day", []),
        (
            {"per_day": RATE, "profile": "week", "planned": PLAN},
            Arrivals,
            None,
            "48 per day",
            [("profile", "week"), ("planned.profile", "day")],
        ),
        ({"per_day": RATE, "taken_by": "ship", "dwell": HOUR}, Arrivals, "ship", "48 per day", []),
        (
            {"brought_by": "ship", "number": TWO, "planned": PLAN},
            Brought,
            "ship",
            "constant, mean 2",
            [("planned.profile", "day")],
        ),
        ({"declares": DECLARES}, Declared, None, None, []),
    ],
)
def test_the_origin_decides_the_kind(
    keys: dict[str, object],
    kind: type[Shipments],
    carrier: str | None,
    volume: str | None,
    profiles: list[tuple[str, str]],
) -> None:
    stream = read(**keys)
    assert type(stream) is kind
    assert stream.carrier == carrier
    assert carrier is None or getattr(stream, stream.carrier_key) == carrier
    assert (None if stream.volume is None else stream.volume.words()) == volume
    assert list(stream.profiles()) == profiles
    assert not stream.there_before


def test_shipments_are_taken_after_their_dwell() -> None:
    stream = read(per_day=RATE, taken_by="ship", dwell=HOUR)
    assert isinstance(stream, Arrivals) and stream.taken is not None
    assert (stream.taken.by, stream.taken.dwell.average) == ("ship", 60)
    assert Arrivals.model_validate({"flows": ["f"], "per_day": RATE}).taken is None


def test_shipments_can_be_there_before_the_start() -> None:
    assert read(per_day=RATE, planned=PLAN, before_start={"value": "5 day", "source": "A1"}).there_before


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        ({"per_day": RATE}, "number"),
        ({"brought_by": "ship", "number": TWO}, "profile"),
        ({"brought_by": "ship", "number": TWO}, "taken_by"),
        ({"brought_by": "ship", "number": TWO}, "before_start"),
        ({"brought_by": "ship", "number": TWO}, "resample"),
        ({"declares": DECLARES}, "profile"),
        ({"declares": DECLARES}, "taken_by"),
        ({"declares": DECLARES}, "planned"),
        ({"declares": DECLARES}, "before_start"),
        ({"declares": DECLARES}, "declaration"),
        ({"declares": DECLARES}, "log"),
    ],
)
def test_a_kind_takes_no_keys_of_another(keys: dict[str, object], key: str) -> None:
    of_another = {
        "number": TWO,
        "profile": "day",
        "taken_by": "ship",
        "planned": PLAN,
        "before_start": {"value": "5 day", "source": "A1"},
        "declaration": BOXES,
        "log": "trucks.csv",
        "resample": {"method": "weekly"},
    }
    assert read(**keys)
    with pytest.raises(ValidationError) as caught:
        read(**keys, **{key: of_another[key]})
    assert [(error["type"], error["loc"][-1]) for error in caught.value.errors()] == [
        ("extra_forbidden", key)
    ]


@pytest.mark.parametrize("key", ["log", "planned", "declaration"])
def test_what_a_kind_does_not_take_it_does_not_have(key: str) -> None:
    assert getattr(read(declares=DECLARES), key) is None


def test_a_stream_says_what_it_is_made_of() -> None:
    stream = read(per_day=RATE, taken_by="ship", dwell=lasting("1 h", "erlang", k=2))
    assert stream.words() == (
        "flows f, mode sea, per_day 48 per day, taken_by ship, dwell erlang, mean 60 min"
    )
