"""Offered load worked out by hand: forks, holds, started threads, calendars, breakdowns, hours, volumes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from worlds import flow, lasting, one, port, share, stream_of

from portsim.model.calendar import Calendar, Profile
from portsim.model.demand import Demand, Trait
from portsim.model.durations import RandomTime
from portsim.model.flow import Flow
from portsim.model.place import Breakdown, Place, Terminal
from portsim.model.port import Port
from portsim.model.sourced import Count
from portsim.model.step import Step
from portsim.model.steps import if_room, inside, maybe, signal, start, travel, visit, wait_until, when
from portsim.model.world import World
from portsim.scenario.offered_load import Load, expected_work, offered_loads, overloads
from portsim.scenario.rates import daily_rate, expected_shipments, volume_keys

WORK, HELP = visit("gate", "work"), visit("desk", "help")
TASKS = {"work": lasting("10 min"), "help": lasting("30 min"), "drive": lasting("4 min")}
SERVERS = {name: Place(servers=one(), noun="servers") for name in ("gate", "desk", "tractor")}


def made(steps: Sequence[Step], *others: Flow, **more: object) -> World:
    """Trucks, 72 a day, of one flow at one terminal; chances of a half and a fifth, a trait of a quarter."""
    parts: dict[str, object] = {
        "places": SERVERS,
        "chances": {"half": share(0.5), "fifth": share(0.2)},
        "traits": {
            "quarter": Trait(share=share(0.25), of=("truck",)),
            "van": Trait(share=share(0.25), of=("car",)),
        },
        **more,
    }
    demand = {"truck": stream_of(72), "car": stream_of(1, ("idle",))}
    flows = [flow("f", *steps), flow("idle", signal("there")), *others]
    return World(port(TASKS, demand, **parts), {each.name: each for each in flows})


def work(*steps: Step, others: Sequence[Flow] = (), **more: object) -> dict[str, float]:
    """Minutes of each place for one truck."""
    return expected_work(made(steps, *others, **more), "truck")


class TestWork:
    def test_every_visit_counts(self) -> None:
        assert work(WORK, HELP, visit("gate", "work", label="again")) == {"gate": 20, "desk": 30}

    def test_a_travel_occupies_nobody(self) -> None:
        assert work(travel("drive"), WORK) == {"gate": 10}

    def test_a_fork_counts_by_its_chance_and_what_else_by_the_rest(self) -> None:
        fork = maybe("fifth", (HELP,), orelse=(WORK,))
        assert work(fork) == pytest.approx({"desk": 0.2 * 30, "gate": 0.8 * 10})

    def test_after_a_fork_all_go_on(self) -> None:
        assert work(maybe("fifth", (HELP,)), WORK) == pytest.approx({"desk": 6, "gate": 10})

    def test_forks_within_forks_multiply(self) -> None:
        inner = maybe("half", (HELP,), orelse=(WORK,))
        fork = maybe("fifth", (visit("gate", "work", label="at_once"),), orelse=(inner,))
        assert work(fork) == pytest.approx({"gate": 0.2 * 10 + 0.8 * 0.5 * 10, "desk": 0.8 * 0.5 * 30})

    def test_a_trait_counts_by_its_share_of_the_streams_that_have_it(self) -> None:
        fork = when("quarter", (HELP,), orelse=(WORK,))
        assert work(fork) == pytest.approx({"desk": 0.25 * 30, "gate": 0.75 * 10})
        other = when("van", (HELP,), orelse=(WORK,))
        assert work(other) == pytest.approx({"desk": 0, "gate": 10})

    def test_several_traits_are_taken_as_independent(self) -> None:
        traits = {name: Trait(share=share(0.5), of=("truck",)) for name in ("coded", "heavy")}
        fork = when(("coded", "heavy"), (HELP,), orelse=(WORK,))
        assert work(fork, traits=traits) == pytest.approx({"desk": 0.25 * 30, "gate": 0.75 * 10})

    def test_a_calendar_counts_by_the_share_of_the_week_in_which_it_is_open(self) -> None:
        """Six hours on each of seven days: a quarter of the week."""
        day = Calendar(hours=(("06:00", "12:00"),), source="user")
        fork = when("day", (HELP,), orelse=(WORK,))
        assert work(fork, calendars={"day": day}) == pytest.approx({"desk": 0.25 * 30, "gate": 0.75 * 10})

    def test_a_hold_lasts_as_long_as_all_that_is_done_in_it(self) -> None:
        held = inside("tractor", (travel("drive"), HELP, maybe("half", (WORK,))))
        assert work(held) == pytest.approx({"tractor": 4 + 30 + 0.5 * 10, "desk": 30, "gate": 5})

    def test_a_hold_within_a_hold_occupies_both(self) -> None:
        held = inside("tractor", (travel("drive"), inside("desk", (WORK,))))
        assert work(held) == {"tractor": 14, "desk": 10, "gate": 10}

    def test_a_started_thread_works_too(self) -> None:
        assert work(start("box"), WORK, others=[flow("box", HELP)]) == {"desk": 30, "gate": 10}

    def test_a_thread_that_is_started_in_a_fork_works_by_its_chance(self) -> None:
        fork = maybe("fifth", (start("box"),), orelse=(WORK,))
        assert work(fork, others=[flow("box", HELP)]) == pytest.approx({"desk": 6, "gate": 8})


def loads(world: World) -> dict[tuple[str, str], float]:
    return {(load.place, load.terminal): load.mean for load in offered_loads(world)}


class TestLoad:
    """72 trucks a day with 10 minutes each are 720 minutes of work: half of one server's day of 1440."""

    def at_gate(self, gate: Place, **more: object) -> float:
        return loads(made([WORK], places={**SERVERS, "gate": gate}, **more))["gate", "t"]

    def test_is_the_work_per_server(self) -> None:
        assert self.at_gate(Place(servers=one(1))) == pytest.approx(0.5)
        assert self.at_gate(Place(servers=one(4))) == pytest.approx(0.125)

    def test_is_at_least_so_much_where_servers_are_held_over_a_wait(self) -> None:
        steps = [inside("desk", (WORK, wait_until("called"))), inside("tractor", (travel("drive"),))]
        found = offered_loads(made(steps, flow("other", signal("called"))))
        assert {load.place: load.at_least for load in found} == {
            "gate": False,
            "desk": True,
            "tractor": False,
        }

    def test_counts_the_servers_of_all_blocks(self) -> None:
        assert self.at_gate(Place(servers=one(2), blocks=one(3))) == pytest.approx(0.5 / 6)

    def test_counts_the_hours_in_which_they_work(self) -> None:
        day = Calendar(hours=(("08:00", "16:00"),), source="user")
        assert self.at_gate(Place(servers=one(1), calendar="day"), calendars={"day": day}) == pytest.approx(
            1.5
        )

    @pytest.mark.parametrize(
        ("hours", "work", "most"),
        [
            ((("08:00", "16:00"),), lasting("1 h"), 1 + 60 / 480),  # an exponential time has no memory
            ((("08:00", "16:00"),), lasting("1 h", "constant"), 1 + 30 / 480),  # half of it is left
            ((("08:00", "16:00"),), lasting("1 h", "erlang", k=4), 1 + 37.5 / 480),  # (1 + 1/4) / 2
            (
                (("08:00", "12:00"), ("13:00", "17:00")),
                lasting("2 h"),
                1 + (60 + 120) / 480,
            ),  # an hour's break
            ((("00:00", "08:00"),), lasting("1 h"), 1 + 60 / 480),  # a week begins, or ends, with them
            ((("16:00", "24:00"),), lasting("1 h"), 1 + 60 / 480),
            ((("00:00", "24:00"),), lasting("1 h"), 1.0),
        ],
    )
    def test_work_under_way_at_closing_time_is_finished(
        self, hours: tuple[tuple[str, str], ...], work: RandomTime, most: float
    ) -> None:
        gate = {"gate": Place(servers=one(1), calendar="day")}
        day = {"day": Calendar(hours=hours, source="user")}
        steps = {"f": flow("f", visit("gate", "work"))}
        for per_day in (0.01, 8, 8.1 * most, 7.9 * most):
            world = World(
                port({"work": work}, {"truck": stream_of(per_day)}, places=gate, calendars=day), steps
            )
            (load,) = offered_loads(world)
            assert load.most == pytest.approx(most)
            assert load.grows == (load.mean > most + 1e-9)

    def at_day_gate(self, streams: Mapping[str, Step], **tasks: RandomTime) -> Load:
        """A truck a day of each stream, at a gate that is open for eight hours."""
        day = {"day": Calendar(hours=(("08:00", "16:00"),), source="user")}
        made = port(
            tasks,
            {name: stream_of(1, (name,)) for name in streams},
            places={"gate": Place(servers=one(1), calendar="day")},
            calendars=day,
            chances={"fifth": share(0.2)},
        )
        (load,) = offered_loads(World(made, {name: flow(name, step) for name, step in streams.items()}))
        return load

    def test_what_is_left_of_work_is_that_of_all_who_come(self) -> None:
        """Times of 1 and 2 h: (1 + 4) / 2 (1 + 2) h = 50 min are left. Where one in five takes the 2 h, 6/5 h
        in the mean: (1 x 4/5 + 4 x 1/5) / 2 x 6/5 h = 40 min."""
        short, long = lasting("1 h", "constant"), lasting("2 h", "constant")
        one_each = {"quick": visit("gate", "short"), "slow": visit("gate", "long")}
        assert self.at_day_gate(one_each, short=short, long=long).most == pytest.approx(1 + 50 / 480)
        fork = maybe("fifth", (visit("gate", "long"),), orelse=(visit("gate", "short"),))
        assert self.at_day_gate({"f": fork}, short=short, long=long).most == pytest.approx(1 + 40 / 480)

    def test_a_gate_that_opens_later_than_in_the_first_week_can_do_nothing(self) -> None:
        late = {"late": Calendar(hours=(("08:00", "16:00"),), on=(8,), source="user")}
        world = made(
            [WORK], places={**SERVERS, "gate": Place(servers=one(1), calendar="late")}, calendars=late
        )
        gate = next(load for load in offered_loads(world) if load.place == "gate")
        assert (gate.mean, gate.most) == (inf, 1.0)

    @pytest.mark.parametrize(
        ("steps", "most"),
        [
            ((if_room("gate", (WORK,)),), inf),
            ((if_room("gate", (maybe("half", (WORK,)),)),), inf),
            ((if_room("gate", (inside("gate", (travel("drive"),)),)),), inf),
            ((if_room("desk", (WORK,)),), 1.0),  # room at another place
            ((if_room("gate", (), orelse=(WORK,)),), 1.0),  # who finds none comes all the same
            ((if_room("gate", (WORK,)), visit("gate", "help")), 1.0),  # and so do some later
            ((visit("gate", "help"), if_room("gate", (WORK,))), 1.0),
        ],
    )
    def test_a_place_that_turns_away_whoever_finds_no_room_never_has_too_much(
        self, steps: tuple[Step, ...], most: float
    ) -> None:
        (gate,) = (load for load in offered_loads(made(steps)) if load.place == "gate")
        assert gate.most == most

    @pytest.mark.parametrize(("per_day", "warned"), [(8, 0), (8.08, 0), (8.12, 1), (8.9, 1)])
    def test_a_load_is_high_from_nine_tenths_of_what_servers_can_do(
        self, per_day: float, warned: int
    ) -> None:
        """An hour each at a gate of eight hours, an hour longer with what is under way: 9 a day can be
        served, nine tenths are 8.1."""
        day = {"day": Calendar(hours=(("08:00", "16:00"),), source="user")}
        made = port(
            {"work": lasting("1 h")},
            {"truck": stream_of(per_day)},
            places={"gate": Place(servers=one(1), calendar="day", noun="lanes")},
            calendars=day,
        )
        assert len(overloads(World(made, {"f": flow("f", WORK)}))) == warned

    def test_counts_the_time_in_which_they_are_not_broken(self) -> None:
        """Ten hours up, two hours down: five sixths."""
        failing = Breakdown(between=lasting("10 h"), repair=lasting("2 h", "constant"))
        assert self.at_gate(Place(servers=one(1), breakdown=failing)) == pytest.approx(0.5 * 6 / 5)

    def test_counts_both_its_hours_and_its_breakdowns(self) -> None:
        day = Calendar(hours=(("08:00", "16:00"),), source="user")
        failing = Breakdown(between=lasting("10 h"), repair=lasting("2 h", "constant"))
        gate = Place(servers=one(1), calendar="day", breakdown=failing)
        assert self.at_gate(gate, calendars={"day": day}) == pytest.approx(0.5 * 3 * 6 / 5)

    def test_is_infinite_without_a_server(self) -> None:
        assert self.at_gate(Place(servers=one(0))) == inf

    def test_a_place_without_work_has_none(self) -> None:
        assert loads(made([WORK]))["desk", "t"] == 0
        assert all(load.most == 1 for load in offered_loads(made([WORK])))

    def test_is_that_of_each_terminal_by_its_share_and_its_servers(self) -> None:
        terminals = {
            "north": Terminal(title="N", share=share(0.75)),
            "south": Terminal(title="S", share=share(0.25)),
            "airport": Terminal(title="A", share=share(1), mode="air"),
        }
        counts = Count(value={"north": 1, "south": 2}, source="user")
        found = loads(made([WORK], places={"gate": Place(servers=counts)}, terminals=terminals))
        assert found == pytest.approx({("gate", "north"): 0.375, ("gate", "south"): 0.0625})
        blocks = Place(servers=one(3), blocks=counts)
        found = loads(made([WORK], places={"gate": blocks}, terminals=terminals))
        assert found == pytest.approx({("gate", "north"): 0.125, ("gate", "south"): 0.125 / 6})

    def test_streams_add_up(self) -> None:
        world = World(port(TASKS, {"truck": stream_of(72), "van": stream_of(36)}), {"f": flow("f", WORK)})
        assert loads(world)["gate", "t"] == pytest.approx(0.75)

    def test_an_overload_is_said_with_its_place_and_terminal(self) -> None:
        busy = World(port(TASKS, {"truck": stream_of(216)}), {"f": flow("f", WORK)})
        assert overloads(busy) == [
            "places.gate: offered load 1.50 at t: more work arrives than the lanes can do, "
            "so the queue grows for as long as the run lasts"
        ]
        full = World(port(TASKS, {"truck": stream_of(144)}), {"f": flow("f", WORK)})
        assert loads(full)["gate", "t"] == pytest.approx(1)
        assert overloads(full) == [
            "places.gate: offered load 1.00 at t: the lanes are hardly ever free, so the queue is long "
            "and hangs on small changes"
        ]
        calm = World(port(TASKS, {"truck": stream_of(129)}), {"f": flow("f", WORK)})
        assert loads(calm)["gate", "t"] == pytest.approx(129 / 144) and overloads(calm) == []


DAYTIME = Profile(hours=(0.0,) * 12 + (1.0,) * 12, source="user")
MONDAYS = Profile(hours=(1.0,) * 24, days=(1, 0, 0, 0, 0, 0, 0), source="user")


def at_gate(demand: Demand, **more: object) -> Load:
    world = World(port(TASKS, {"truck": demand}, **more), {"f": flow("f", WORK)})
    (load,) = offered_loads(world)
    return load


class TestHours:
    def test_without_a_profile_all_hours_are_alike(self) -> None:
        load = at_gate(stream_of(72))
        assert load.hours == pytest.approx((0.5,) * 168)
        assert load.peak[0] in range(168) and load.peak[1] == pytest.approx(0.5)

    def test_work_comes_in_the_hours_of_the_profile(self) -> None:
        load = at_gate(stream_of(72, profile="day"), profiles={"day": DAYTIME})
        assert load.hours == pytest.approx(((0.0,) * 12 + (1.0,) * 12) * 7)
        assert load.mean == pytest.approx(0.5) and load.peak == (12, pytest.approx(1.0))

    def test_a_week_has_days_of_its_own(self) -> None:
        """A week's 504 trucks come on Monday, 21 an hour: 210 minutes of work in each, for 84 hours."""
        load = at_gate(stream_of(72, profile="monday"), profiles={"monday": MONDAYS})
        assert load.coming == pytest.approx((3.5,) * 24 + (0.0,) * 144)
        assert load.hours == pytest.approx((3.5,) * 24 + (1.0,) * 60 + (0.0,) * 84)

    def test_planned_visits_come_in_the_hours_of_their_plan(self) -> None:
        plan = {"name": "slot", "dwell": lasting("10 h"), "profile": "day"}
        load = at_gate(stream_of(72, planned=plan), profiles={"day": DAYTIME})
        assert load.hours == pytest.approx(((0.0,) * 12 + (1.0,) * 12) * 7)


class TestVolumes:
    """Two vessels a day bring 90 boxes each, on declarations of 3; 40 boxes were there at the start."""

    def harbour(self, **box: object) -> Port:
        user = {"source": "user"}
        number = {"shape": "poisson", "mean": 90, **user}
        boxes = {"boxes": {"shape": "geometric", "mean": 3, **user}, "spread": {"value": "4 h", **user}}
        dwell = {"shape": "constant", "mean": "1 h", **user}
        demand = {
            "vessel": stream_of(2, ("idle",)),
            "box": {
                "flows": ("f",),
                "brought_by": "vessel",
                "number": number,
                "declaration": boxes,
                **box,
            },
            "papers": {
                "flows": ("g",),
                "declares": {"stream": "box", "early": "soon", "before": dwell, "after": dwell},
            },
            "pallet": {"flows": ("idle",), "brought_by": "vessel", "number": number},
            "notes": {
                "flows": ("idle",),
                "declares": {"stream": "pallet", "early": "soon", "before": dwell, "after": dwell},
            },
            "old": stream_of(
                40, ("idle",), before_start={"value": "2 day", **user}, taken_by="vessel", dwell=dwell
            ),
        }
        made = {name: TypeAdapter(Demand).validate_python(each) for name, each in demand.items()}
        places = {name: SERVERS[name] for name in ("gate", "desk")}
        return port(TASKS, made, profiles={"day": DAYTIME}, places=places)

    def test_a_day_brings_what_the_vessels_bring_and_their_declarations(self) -> None:
        rates = {name: daily_rate(self.harbour(), name) for name in self.harbour().demand}
        assert rates == {"vessel": 2, "box": 180, "papers": 60, "pallet": 180, "notes": 180, "old": 0}

    def test_days_bring_their_multiple(self) -> None:
        assert expected_shipments(self.harbour(), 3) == 3 * (2 + 180 + 60 + 180 + 180)

    def test_a_log_stands_for_what_its_stream_brings(self, tmp_path: Path) -> None:
        (tmp_path / "log.csv").write_text("arrival\n5\n7\n9\n2880\n")  # the last one on the third day
        logged = stream_of(100, log=str(tmp_path / "log.csv"))
        both = port(TASKS, {"truck": logged, "van": stream_of(20)})
        assert expected_shipments(both, 2) == 3 + 40

    def test_a_stream_of_less_than_one_a_day_has_a_volume_too(self) -> None:
        seldom = port(TASKS, {"truck": stream_of(0.5)})
        assert list(volume_keys(seldom, "truck")) == ["demand.truck.per_day"]

    def test_a_volume_is_named_by_the_numbers_it_is_the_product_of(self) -> None:
        keys = {name: list(volume_keys(self.harbour(), name)) for name in self.harbour().demand}
        vessel = "demand.vessel.per_day"
        assert keys == {
            "vessel": [vessel],
            "box": ["demand.box.number", vessel],
            "papers": ["demand.box.declaration.boxes", "demand.box.number", vessel],
            "pallet": ["demand.pallet.number", vessel],
            "notes": ["demand.pallet.number", vessel],
            "old": [],
        }

    def hours_at(self, place: str, **box: object) -> tuple[float, ...]:
        flows = [flow("f", WORK), flow("g", HELP), flow("idle", signal("there"))]
        world = World(self.harbour(**box), {each.name: each for each in flows})
        return next(load.coming for load in offered_loads(world) if load.place == place)

    def test_what_even_vessels_bring_is_even(self) -> None:
        """180 boxes a day, 10 minutes each; 60 declarations, 30 minutes each."""
        assert self.hours_at("gate") == pytest.approx((180 / 24 * 10 / 60,) * 168)
        assert self.hours_at("desk") == pytest.approx((60 / 24 * 30 / 60,) * 168)

    def test_declarations_come_in_the_hours_of_what_they_declare(self) -> None:
        plan = {"name": "slot", "dwell": lasting("9 h"), "profile": "day"}
        afternoons = ((0.0,) * 12 + (60 / 12 * 30 / 60,) * 12) * 7
        assert self.hours_at("desk", planned=plan) == pytest.approx(afternoons)
