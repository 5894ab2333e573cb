"""Each statistic of a KPI on five figures, by hand; what unfinished shipments do to it; weighed means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pytest
from worlds import Given, by_hand, flow, play, port, stream_of, workload

from portsim.base.arrays import Floats
from portsim.base.errors import PortsimError
from portsim.kpis.between import Between
from portsim.kpis.kpi import KPI, Figure, Kpi, Quantity, kpi
from portsim.kpis.spent import Spent
from portsim.kpis.statistic import statistic_of
from portsim.kpis.ways import Read
from portsim.kpis.weighed import Weighed
from portsim.model.declare import declared_in
from portsim.model.demand import Demand
from portsim.model.steps import travel
from portsim.model.world import World
from portsim.records.records import Records


@dataclass(frozen=True)
class Figures(Quantity):
    """Samples that are given, whatever was run."""

    given: tuple[float, ...]

    def samples(self, records: Records) -> Floats:
        return np.array(self.given)

    def steps(self, world: World) -> tuple[Read, ...]:
        return ()

    def reads(self, world: World) -> tuple[str, ...]:
        return ()


class Odd(Figures):
    __hash__ = None  # type: ignore[assignment]  # as of a dataclass that is not frozen


FIVE = (8.0, 1.0, 20.0, 2.0, 4.0)


@pytest.fixture(scope="module")
def records() -> Records:
    return by_hand([travel("road")], [0], road=1)


def value(records: Records, statistic: str, given: tuple[float, ...] = FIVE, **more: float) -> float:
    return Kpi("k", "A figure", "min", "less", Figures(given), statistic, **more).value(records)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("statistic", "expected"),
    [
        ("mean", 7.0),  # 35 / 5
        ("median", 4.0),
        ("p90", 15.2),  # 0.9 of the way from the 1st to the 5th is 3.6 steps: 8 + 0.6 (20 - 8)
        ("p95", 17.6),  # 3.8 steps: 8 + 0.8 (20 - 8)
        ("p0.5", 1.02),  # two hundredths of a step: 1 + 0.02 (2 - 1)
        ("p12.5", 1.5),  # half a step: 1 + 0.5 (2 - 1)
        ("max", 20.0),
        ("per_hour", 60 / 7),  # not the mean of 60/1, 60/2, ..., which is 23.1
    ],
)
def test_a_statistic_of_five_figures(records: Records, statistic: str, expected: float) -> None:
    assert value(records, statistic) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("statistic", "expected"), [("mean", 70.0), ("median", 40.0), ("p90", 152.0), ("max", 200.0)]
)
def test_the_scale_turns_minutes_into_the_unit(records: Records, statistic: str, expected: float) -> None:
    assert value(records, statistic, scale=10) == pytest.approx(expected)


@pytest.mark.parametrize(("statistic", "nearest"), [("mediam", "median"), ("p900", "p90"), ("p955", "p95")])
def test_a_misspelt_statistic_is_refused_with_the_nearest(statistic: str, nearest: str) -> None:
    with pytest.raises(ValueError, match=rf"got '{statistic}' \(nearest: {nearest}\)$"):
        kpi("k", "K", "min", "less", Figures(FIVE), statistic)


def test_a_rate_is_not_scaled(records: Records) -> None:
    assert value(records, "per_hour", scale=10) == pytest.approx(60 / 7)


@pytest.mark.parametrize("off", [-1e-7, 0, 1e-7])
def test_a_time_that_is_the_limit_but_for_rounding_is_within_it(off: float) -> None:
    """Tasks of 3, 4.1, 4.3, 4 and 1 min take 16.40000009 min, as their times have seven digits."""
    samples = np.array([3.0, 16.4 * (1 + off), 16.401])
    assert statistic_of("share_within", samples, 16.4) == pytest.approx(2 / 3)
    assert statistic_of("share_above", samples, 16.4) == pytest.approx(1 / 3)
    assert statistic_of("share_within", -samples, -16.4) == pytest.approx(2 / 3)


@pytest.mark.parametrize(("statistic", "expected"), [("share_within", 0.6), ("share_above", 0.4)])
def test_a_share_is_not_scaled_also_where_it_is_asked_of_a_scaled_figure(
    records: Records, statistic: str, expected: float
) -> None:
    assert value(records, statistic, within=4.0, scale=10) == pytest.approx(expected)


@pytest.mark.parametrize(("within", "expected"), [(0.9, 0.0), (4.0, 0.6), (3.9, 0.4), (20.0, 1.0)])
def test_who_takes_just_the_target_time_is_within_it(
    records: Records, within: float, expected: float
) -> None:
    assert value(records, "share_within", within=within) == pytest.approx(expected)


@pytest.mark.parametrize(("limit", "expected"), [(0.9, 1.0), (4.0, 0.4), (3.9, 0.6), (20.0, 0.0)])
def test_the_share_above_a_limit_is_all_but_the_share_within_it(
    records: Records, limit: float, expected: float
) -> None:
    assert value(records, "share_above", within=limit) == pytest.approx(expected)


@pytest.mark.parametrize(
    "statistic", ["p", "p0", "p100", "p9O", "p\u0669\u0660", "P90", "average", "", "p-5"]
)
def test_no_other_word_is_a_statistic(statistic: str) -> None:
    with pytest.raises(ValueError, match=f"^KPI 'k': statistic: got '{statistic}'"):
        kpi("k", "K", "min", "less", Figures(FIVE), statistic)


@pytest.mark.parametrize(
    ("statistic", "more", "message"),
    [
        ("share_above", {}, "within: got 0.0; share_above needs a limit above 0"),
        ("mean", {"within": 5.0}, "within: got 5.0; mean reads no limit"),
        ("share_within", {"within": 5.0, "scale": 60.0}, "scale: got 60.0; share_within is not scaled"),
    ],
)
def test_what_a_statistic_does_not_read_is_refused(
    statistic: str, more: dict[str, float], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^KPI 'k': {message}$"):
        kpi("k", "K", "min", "less", Figures(FIVE), statistic, **more)


@pytest.mark.parametrize(("statistic", "spread"), [("p90", False), ("max", False), ("mean", True)])
def test_a_scale_below_0_is_for_means_alone(statistic: str, spread: bool) -> None:
    with pytest.raises(ValueError) as caught:
        kpi("k", "K", "min", "less", Figures(FIVE), statistic, scale=-1.0, spread=spread)
    what = "spread" if spread else statistic
    assert (
        str(caught.value)
        == f"KPI 'k': scale: got -1.0; {what} needs a scale above 0, or the largest is the smallest"
    )


@pytest.mark.parametrize("matters", [0.0, -1.0, np.inf, np.nan])
def test_what_matters_is_a_finite_difference_above_0(matters: float) -> None:
    with pytest.raises(ValueError) as caught:
        kpi("k", "K", "min", "less", Figures(FIVE), matters=matters)
    assert str(caught.value) == f"KPI 'k': matters: got {matters}, allowed a finite number above 0 [min]"


def test_a_direction_that_there_is_not_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match=r"^KPI 'k': better: got 'les' \(nearest: less\)$"):
        kpi("k", "K", "min", "les", Figures(FIVE))  # type: ignore[arg-type]


def test_what_takes_no_time_has_no_rate(records: Records) -> None:
    assert np.isnan(value(records, "per_hour", (0.0, 0.0)))
    assert value(records, "per_hour", (0.0, 1.0)) == 120.0


@pytest.mark.parametrize("statistic", ["mean", "median", "p90", "max", "share_within", "per_hour"])
def test_nothing_to_measure_is_no_figure(records: Records, statistic: str) -> None:
    assert np.isnan(value(records, statistic, ()))


# --- what a KPI says of itself


class TestKpi:
    def test_is_declared_with_all_it_is_given(self, records: Records) -> None:
        full = kpi(
            "fast",
            "Fast ones",
            "share",
            "more",
            Figures(FIVE),
            "share_within",
            within=4,
            spread=True,
        )
        plain = kpi("time", "Time", "min", "less", Figures(FIVE))
        assert full == Kpi("fast", "Fast ones", "share", "more", Figures(FIVE), "share_within", 1, 4, True)
        assert plain == Kpi("time", "Time", "min", "less", Figures(FIVE), "mean", 1, 0, False)
        assert Kpi("time", "Time", "min", "less", Figures(FIVE)) == plain
        assert plain.value(records) == 7
        first, second = declared_in(globals())
        assert (first.kind, first.name, first.thing) == (KPI, "fast", full)
        assert (second.kind, second.name, second.thing) == (KPI, "time", plain)

    def test_a_limit_may_be_below_1_and_what_matters_is_kept(self) -> None:
        made = kpi("quick", "Quick ones", "share", "more", Figures(FIVE), "share_within", within=0.5)
        assert made.within == 0.5 and made.matters is None
        assert kpi("some", "Some", "min", "less", Figures(FIVE), matters=0.5).matters == 0.5

    @pytest.mark.parametrize(("unit", "money"), [("M yuan/y", True), ("yuan", True), ("min", False)])
    def test_is_in_money_where_its_unit_is_yuan(self, unit: str, money: bool) -> None:
        assert Kpi("k", "K", unit, "less", Figures(FIVE)).in_money == money

    def test_says_its_title_and_unit(self) -> None:
        assert KPI.says(Kpi("time", "Time", "min", "less", Figures(FIVE))) == "Time [min]"
        assert (KPI.noun, KPI.plural) == ("KPI", "KPIs")

    def test_of_a_cohort_measures_its_shipments_alone(self) -> None:
        chosen = ON_THE_ROAD.among(("coded",))
        assert chosen.of == Between("left", "there", traits=("coded",))
        assert (chosen.name, chosen.unit) == (ON_THE_ROAD.name, ON_THE_ROAD.unit)
        assert ON_THE_ROAD.among(()) is ON_THE_ROAD

    def test_takes_a_quantity_that_equals_another_of_the_same_figures(self) -> None:
        with pytest.raises(TypeError) as caught:
            kpi("odd", "Odd", "min", "less", Odd(FIVE))
        assert str(caught.value) == "KPI 'odd': its quantity Odd is not frozen; make it a frozen dataclass"


class TestQuantity:
    """What holds of a quantity that says nothing else."""

    def test_has_no_cohorts(self) -> None:
        with pytest.raises(PortsimError, match=r"^Figures has no shipments to choose a cohort from$"):
            Figures(FIVE).among(("coded",))

    def test_is_complete_adds_up_in_minutes_and_has_no_price(self, records: Records) -> None:
        given = Figures(FIVE)
        assert given.unfinished(records) == 0
        assert given.adds_up and given.behind_in_minutes and given.behind(records) == {}
        assert not given.single
        assert given.prices(World(port({}, {"truck": stream_of(1)}), {})) is None


# --- what is unfinished


def left_behind(unfinished: int, of: int) -> Records:
    """Trucks on a road of one minute, of which the last few are still there at the horizon, minute 1000."""
    lasts = [1.0] * (of - unfinished) + [9999.0] * unfinished
    return by_hand([travel("road", at_start="left", at_end="there")], [0.0] * of, road=lasts)


ON_THE_ROAD = Kpi("k", "Time on the road", "min", "less", Between("left", "there"))


def test_who_is_still_on_the_road_has_waited_so_far_and_will_wait_longer() -> None:
    """Of 100 trucks 2 have been on the road for 1000 minutes, 98 were for 1 minute."""
    records = left_behind(2, 100)
    assert ON_THE_ROAD.figure(records, 60.0) == (20.98, pytest.approx(20.98 + 2 * 60 / 100), 0.02)
    assert replace(ON_THE_ROAD, statistic="max").figure(records, 60.0) == (1000, 1060, 0.02)
    assert replace(ON_THE_ROAD, statistic="max").figure(records, 90.0) == (1000, 1090, 0.02)


@pytest.mark.parametrize(
    ("statistic", "value", "later"),
    [
        ("median", 1.0, 1.0),  # as short as it is whatever becomes of the last 2
        ("p90", 1.0, 1.0),
        ("p99", pytest.approx(1000.0), pytest.approx(1060.0)),  # 98.01 of 99 steps: between the last two
    ],
)
def test_a_percentile_is_exact_as_long_as_all_that_is_open_lies_above_it(
    statistic: str, value: float, later: float
) -> None:
    figure = replace(ON_THE_ROAD, statistic=statistic).figure(left_behind(2, 100), 60.0)
    assert figure[:2] == (value, later)


@pytest.mark.parametrize(("limit", "value", "later"), [(5.0, 0.98, 0.98), (1010.0, 1.0, 0.98)])
def test_a_share_is_exact_where_all_that_is_open_is_beyond_the_limit(
    limit: float, value: float, later: float
) -> None:
    share = replace(ON_THE_ROAD, statistic="share_within", within=limit)
    assert share.figure(left_behind(2, 100), 60.0)[:2] == (value, later)


def test_what_is_complete_is_exact() -> None:
    assert ON_THE_ROAD.figure(left_behind(0, 3), 60.0) == Figure(1.0, 1.0, 0.0)


def test_time_spent_counts_as_far_as_it_has_gone() -> None:
    """Two trucks spent a minute on the road, two are on it since minute 0."""
    spent = Kpi("k", "K", "min", "less", Spent("both", labels=("road",), since="left"))
    assert spent.figure(left_behind(2, 4), 60.0) == (2002 / 4, 2002 / 4 + 30, 0.5)


# --- means over streams


def two_streams(**lasts: float) -> Records:
    """Trucks, 100 stated a day, of which two are run, and vans, 300 a day, of which one is."""
    road = flow("road", travel("drive", at_start="left", at_end="there"))
    rail = flow("rail", travel("ride", at_start="left", at_end="there"))
    given = {
        "truck": Given([0, 1], ("road",), {"drive": [lasts["truck"], lasts["truck"] + 4]}),
        "van": Given([0], ("rail",), {"ride": lasts["van"]}),
    }
    demand: Mapping[str, Demand] = {"truck": stream_of(100, ("road",)), "van": stream_of(300, ("rail",))}
    records = play(workload([road, rail], given, {}))
    return replace(records, world=World(port({}, demand), records.flows))


BOTH = Weighed((Between("left", "there", ("truck",)), Between("left", "there", ("van",))))


class TestWeighed:
    def test_each_stream_has_the_weight_of_its_stated_volume(self) -> None:
        """Trucks take 8 and 12 minutes, a van 20: (100 x 10 + 300 x 20) / 400, not 15 and not 40 / 3."""
        assert BOTH.samples(two_streams(truck=8, van=20)).tolist() == [17.5]

    def test_its_parts_are_the_streams_and_add_up(self) -> None:
        assert BOTH.behind(two_streams(truck=8, van=20)) == {"truck": 2.5, "van": 15.0}

    def test_what_is_unfinished_in_one_stream_makes_it_a_bound(self) -> None:
        """The van is on the road since minute 0, up to the horizon: (100 x 10 + 300 x 1000) / 400."""
        records = two_streams(truck=8, van=9999)
        assert BOTH.samples(records).tolist() == [752.5]
        assert BOTH.samples(records.later(40)).tolist() == [752.5 + 30]
        assert BOTH.unfinished(records) == 1.0

    def test_a_stream_that_the_world_does_not_have_is_left_out(self) -> None:
        with_trains = Weighed((*BOTH.parts, Between("left", "there", ("train",))))
        assert with_trains.samples(two_streams(truck=8, van=20)).tolist() == [17.5]

    def test_a_stream_of_which_none_are_stated_weighs_nothing(self) -> None:
        """A what-if without vans: (100 x 10) / 100, although no van comes whose time could be measured."""
        records = two_streams(truck=8, van=20)
        demand: Mapping[str, Demand] = {"truck": stream_of(100, ("road",)), "van": stream_of(0, ("rail",))}
        gone = {**records.by_stream, "van": replace(records.by_stream["van"], window=(500.0, 1000.0))}
        without = replace(records, world=World(port({}, demand), records.flows), grouped=gone)
        assert len(BOTH.parts[1].samples(without)) == 0
        assert BOTH.samples(without).tolist() == [10.0] and BOTH.behind(without) == {"truck": 10.0}

    def test_a_world_with_none_of_the_streams_has_no_figure(self) -> None:
        trains = Weighed((Between("left", "there", ("train",)),))
        records = two_streams(truck=8, van=20)
        assert len(trains.samples(records)) == 0 and trains.behind(records) == {}
        assert trains.unfinished(records) == 0.0
