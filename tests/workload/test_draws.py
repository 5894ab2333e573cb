"""Common random numbers: what a draw depends on, and what it does not."""

import random

import numpy as np
import pytest
from worlds import draw, flow, lasting, one, port, share, simulate, stream_of

from portsim.engine.compiled.tables import lay_out
from portsim.engine.lowering import programs_of
from portsim.model.calendar import Calendar, Profile
from portsim.model.chance import NEVER, LevelChance
from portsim.model.demand import Declaration, Planned, Trait
from portsim.model.numbers import ConstantNumber, Geometric
from portsim.model.place import Place, Terminal
from portsim.model.port import Port
from portsim.model.sourced import Time
from portsim.model.steps import maybe, travel, visit
from portsim.model.world import World
from portsim.scenario.load import load
from portsim.workload.build import Stream, build
from portsim.workload.declarations import declarations
from portsim.workload.draws import Draws

STEPS = (travel("road"), visit("gate", "work"), maybe("trouble", (visit("gate", "help"),)), travel("home"))
F = flow("f", *STEPS)
BOXES = Declaration(boxes=Geometric(mean=3.3, source="user"), spread=Time(value="4 h", source="user"))
PROFILE = Profile(hours=(1.0,) * 12 + (3.0,) * 12, source="user")


def world(per_day: float = 800, **tasks: object) -> Port:
    given = {
        "road": lasting("9 min", "lognormal", cv=0.7),
        "work": lasting("1 min", "erlang", k=3),
        "help": lasting("4 min"),
        "home": lasting("5 min", "constant"),
    }
    plan = Planned(name="slot", dwell=lasting("10 h"), profile="day")
    return port(
        given | tasks,  # type: ignore[arg-type]
        {"truck": stream_of(per_day, profile="day", declaration=BOXES, planned=plan)},
        profiles={"day": PROFILE},
        chances={"trouble": share(0.1)},
        traits={
            "aeo": Trait(share=share(0.3), of=("truck",)),
            "exam": Trait(share=share(0.1), of=("truck",), per="declaration"),
        },
        calendars={"ferry": Calendar(departures=("08:00",), source="user")},
    )


def columns(stream: Stream) -> dict[str, np.ndarray]:
    """Every drawn column of a stream under a name of its own."""
    found = {"arrival": stream.arrival, "terminal": stream.terminal, "carrier": stream.carrier}
    groups = {
        "trait": stream.traits,
        "planned": stream.planned,
        "block": stream.block,
        "chance": stream.chances,
        "duration": stream.durations,
    }
    for group, members in groups.items():
        found |= {f"{group} {name}": column for name, column in members.items()}
    return found


def differing(one: Stream, two: Stream) -> set[str]:
    """Names of the columns that both have and that are not equal to the bit."""
    a, b = columns(one), columns(two)
    return {name for name in a.keys() & b.keys() if not np.array_equal(a[name], b[name])}


def truck(given: Port, *steps: object, days: float = 1, seed: int = 1, replication: int = 0) -> Stream:
    told = flow("f", *steps) if steps else F  # type: ignore[arg-type]
    return draw(given, [told], days, seed, replication)["truck"]


class TestAddress:
    def test_the_same_address_gives_the_same_numbers(self) -> None:
        assert np.array_equal(Draws(1, 2).at("a", "b").random(9), Draws(1, 2).at("a", "b").random(9))

    @pytest.mark.parametrize(
        ("seed", "replication", "words"),
        [(2, 2, ("a", "b")), (1, 3, ("a", "b")), (1, 2, ("a", "c")), (1, 2, ("b", "a")), (1, 2, ("a",))],
    )
    def test_another_address_gives_other_numbers(
        self, seed: int, replication: int, words: tuple[str, ...]
    ) -> None:
        there = Draws(seed, replication).at(*words).random(9)
        assert not np.isin(there, Draws(1, 2).at("a", "b").random(9)).any()

    def test_the_order_of_asking_does_not_matter(self) -> None:
        one, two = Draws(1, 0), Draws(1, 0)
        first = one.at("a").random(5), one.at("b").random(5)
        second = two.at("b").random(5), two.at("a").random(5)
        assert np.array_equal(first[0], second[1]) and np.array_equal(first[1], second[0])

    def test_seed_and_replication_are_not_added_up(self) -> None:
        assert not np.array_equal(Draws(1, 2).at("a").random(9), Draws(2, 1).at("a").random(9))

    def test_numbers_of_neighbouring_replications_are_not_correlated(self) -> None:
        rows = np.array([Draws(1, r).at("a").random(2000) for r in range(20)])
        apart = np.corrcoef(rows)[~np.eye(20, dtype=bool)]
        assert np.abs(apart).max() < 0.1


class TestReplication:
    def test_the_same_one_is_drawn_alike(self) -> None:
        assert differing(truck(world()), truck(world())) == set()

    def test_another_one_differs_in_all_that_is_chance(self) -> None:
        one, two = truck(world(), replication=0), truck(world(), replication=1)
        n = min(one.n, two.n)
        for name in ("aeo", "exam"):
            assert not np.array_equal(one.traits[name][:n], two.traits[name][:n])
        for key in (("f", "road"), ("f", "work"), ("f", "help")):
            assert np.isin(one.durations[key], two.durations[key]).mean() < 0.001  # seven digits can meet
        assert not np.isin(one.arrival, two.arrival).any()
        assert not np.isin(one.planned["slot"], two.planned["slot"]).any()

    def test_another_seed_differs(self) -> None:
        assert not np.isin(truck(world(), seed=1).arrival, truck(world(), seed=2).arrival).any()


class TestEdits:
    def test_an_inserted_step_leaves_every_other_draw_as_it_was(self) -> None:
        edited = (travel("road", label="detour"), *STEPS, visit("gate", "help", label="twice"))
        assert differing(truck(world()), truck(world(), *edited)) == set()

    def test_a_removed_step_leaves_every_other_draw_as_it_was(self) -> None:
        assert differing(truck(world()), truck(world(), *STEPS[1:])) == set()

    def test_an_inserted_chance_leaves_every_other_draw_as_it_was(self) -> None:
        edited = (maybe("trouble", (STEPS[0],), label="first"), *STEPS[1:])
        assert differing(truck(world()), truck(world(), *edited)) == set()

    def test_steps_in_another_order_keep_their_draws(self) -> None:
        assert differing(truck(world()), truck(world(), *reversed(STEPS))) == set()

    def test_two_steps_of_one_task_have_draws_of_their_own(self) -> None:
        stream = truck(world(), travel("road"), travel("road", label="back"))
        assert np.isin(stream.durations["f", "road"], stream.durations["f", "back"]).mean() < 0.001

    def test_another_stream_leaves_the_first_as_it_was(self) -> None:
        given = world()
        both = given.model_copy(update={"demand": {"car": stream_of(300), **given.demand}})
        assert differing(truck(given), truck(both)) == set()


class TestNumbers:
    def test_another_mean_changes_its_own_times_alone(self) -> None:
        changed = world(work=lasting("3 min", "erlang", k=3))
        assert differing(truck(world()), truck(changed)) == {"duration ('f', 'work')"}

    def test_another_mean_stretches_the_same_draws(self) -> None:
        one, three = truck(world()), truck(world(work=lasting("3 min", "erlang", k=3)))
        np.testing.assert_allclose(three.durations["f", "work"], 3 * one.durations["f", "work"], rtol=1e-6)

    def test_another_shape_changes_its_own_times_alone(self) -> None:
        changed = world(road=lasting("9 min", "exponential"))
        assert differing(truck(world()), truck(changed)) == {"duration ('f', 'road')"}

    def test_a_larger_chance_adds_shipments_and_drops_none(self) -> None:
        few, many = world(), world().model_copy(update={"chances": {"trouble": share(0.3)}})
        before, after = (truck(w).chances["f", "trouble"] for w in (few, many))
        assert after[before].all() and after.sum() > before.sum()

    def test_a_larger_share_adds_shipments_and_drops_none(self) -> None:
        traits = world().traits | {"aeo": Trait(share=share(0.6), of=("truck",))}
        before = truck(world()).traits["aeo"]
        after = truck(world().model_copy(update={"traits": traits})).traits["aeo"]
        assert after[before].all() and after.sum() > before.sum()

    def test_a_new_trait_leaves_every_other_draw_as_it_was(self) -> None:
        traits = {"new": Trait(share=share(0.5), of=("truck",)), **world().traits}
        assert differing(truck(world()), truck(world().model_copy(update={"traits": traits}))) == set()


class TestHorizon:
    def test_a_longer_run_keeps_the_earlier_arrivals(self) -> None:
        short, long = truck(world(), days=1), truck(world(), days=9)
        assert np.array_equal(short.arrival, long.arrival[: short.n])
        assert long.arrival[short.n] >= 1440

    def test_a_longer_run_keeps_the_draws_of_the_earlier_shipments(self) -> None:
        short, long = truck(world(), days=1), truck(world(), days=9)
        for name in ("road", "work", "help"):
            assert np.array_equal(short.durations["f", name], long.durations["f", name][: short.n])
        assert np.array_equal(short.planned["slot"], long.planned["slot"][: short.n])
        assert np.array_equal(short.traits["aeo"], long.traits["aeo"][: short.n])


class TestRate:
    def test_a_changed_rate_moves_arrivals_and_keeps_their_draws(self) -> None:
        few, many = truck(world(800)), truck(world(880))
        assert many.n > few.n
        for name in ("road", "work", "help"):
            assert np.array_equal(few.durations["f", name], many.durations["f", name][: few.n])
        assert np.array_equal(few.traits["aeo"], many.traits["aeo"][: few.n])

    def test_the_nth_arrival_comes_earlier_at_a_higher_rate(self) -> None:
        few, many = truck(world(800)), truck(world(880))
        assert (many.arrival[: few.n] < few.arrival).all()

    def test_at_an_even_rate_the_nth_arrival_scales(self) -> None:
        few, many = (
            truck(port(world().tasks, {"truck": stream_of(d)}, chances={"trouble": share(0.1)}))
            for d in (800, 1600)
        )
        np.testing.assert_allclose(many.arrival[: few.n] * 2, few.arrival, rtol=1e-9)


class TestOthers:
    def test_draws_do_not_depend_on_the_process_s_own_generators(self) -> None:
        np.random.seed(1)
        random.seed(1)
        one = truck(world())
        np.random.seed(2)
        random.seed(2)
        assert differing(one, truck(world())) == set()

    def test_draws_leave_the_process_s_own_generators_alone(self) -> None:
        np.random.seed(5)
        random.seed(5)
        before = np.random.get_state()[1].tolist(), random.getstate()  # type: ignore[index, union-attr]
        simulate(world(), [F], 1, 0)
        after = np.random.get_state()[1].tolist(), random.getstate()  # type: ignore[index, union-attr]
        assert before == after


@pytest.fixture(scope="module")
def shipped() -> dict[str, dict[str, Stream]]:
    """Streams of all alternatives of a shipped scenario by name."""
    scenario = load("ocean_gate")
    worlds = {name: scenario.world(name) for name in scenario.alternatives}
    drawn = {name: build(w, 2 * 1440.0, 1, 0) for name, w in worlds.items()}
    return {name: {s.name: s for s in each.streams} for name, each in drawn.items()}


class TestShippedScenario:
    def test_no_measure_renumbers_shipments_or_changes_a_draw(
        self, shipped: dict[str, dict[str, Stream]]
    ) -> None:
        for alternative, found in shipped.items():
            for name, stream in found.items():
                assert differing(stream, shipped["baseline"][name]) == set(), (alternative, name)

    def test_streams_have_draws_of_their_own(self, shipped: dict[str, dict[str, Stream]]) -> None:
        export, domestic = shipped["baseline"]["export"], shipped["baseline"]["domestic"]
        assert not np.isin(export.arrival, domestic.arrival).any()
        assert not np.isin(
            export.durations["export_truck", "gate_in"], domestic.durations["domestic_truck", "gate_in"]
        ).any()


NORTH_SOUTH = {n: Terminal(title=n, share=share(0.5)) for n in ("north", "south")}


def test_a_longer_run_keeps_the_draws_of_what_was_there_at_the_start() -> None:
    plan = Planned(name="slot", dwell=lasting("30 h"), profile="day")
    early = Time(value="5 day", source="user")
    given = world().model_copy(
        update={"demand": {"truck": stream_of(300, before_start=early, planned=plan)}, "traits": {}}
    )
    short, long = truck(given, days=1), truck(given, days=4)
    kept = np.isin(long.planned["slot"], short.planned["slot"])
    assert np.array_equal(long.durations["f", "road"][kept], short.durations["f", "road"])


def test_a_longer_run_keeps_the_declarations_of_the_earlier_boxes() -> None:
    given = world().model_copy(update={"terminals": NORTH_SOUTH})
    short, long = truck(given, days=2), truck(given, days=9)
    early = short.arrival < 1440
    assert np.array_equal(short.traits["exam"][early], long.traits["exam"][: short.n][early])


def dealt(per_day: float, spread: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Arrivals, terminals and declaration numbers of boxes that are dealt by five."""
    five = Declaration(boxes=ConstantNumber(mean=5, source="user"), spread=Time(value=spread, source="user"))
    rng = np.random.default_rng(7)
    arrival = np.sort(rng.uniform(0, 40 * 1440, int(40 * per_day)))
    terminal = rng.integers(0, 2, len(arrival))
    return arrival, terminal, declarations(five, "box", arrival, terminal, Draws(1, 0))


def test_a_declaration_belongs_to_one_terminal() -> None:
    _, terminal, number = dealt(200, "4 h")
    together = number >= 0
    assert together.mean() > 0.9
    assert all(len(set(terminal[number == each])) == 1 for each in set(number[together]))


@pytest.mark.parametrize("per_day", [5, 200])
def test_boxes_of_one_declaration_come_within_its_spread(per_day: float) -> None:
    arrival, _, number = dealt(per_day, "4 h")
    groups = [arrival[number == each] for each in set(number[number >= 0])]
    assert max(len(group) for group in groups) <= 5
    assert max(np.ptp(group) for group in groups) <= 240


def test_a_box_that_comes_alone_is_on_a_declaration_of_its_own() -> None:
    arrival, _, number = dealt(5, "1 min")
    assert len(set(number)) > 0.95 * len(arrival)


@pytest.mark.parametrize("name", ["ocean_gate", "xiamen"])
def test_alternatives_that_share_their_draws_have_those_they_would_have_alone(name: str) -> None:
    """Each measure alone at Ocean Gate; the port of Xiamen, which is far larger, without any and with all."""
    scenario = load(name).with_study(days=1, warm_up_days=0, run_out="0 day")
    scenario = scenario if name == "ocean_gate" else scenario.only("digital_port")
    study, shared = scenario.study, Draws(1, 0, shared=True)
    for alternative in scenario.alternatives:
        world = scenario.world(alternative)
        one = build(world, study.horizon, 1, 0, shared)
        two = build(world, study.horizon, 1, 0)
        assert one.capacity == two.capacity
        for mine, alone in zip(one.streams, two.streams, strict=True):
            for column in ("arrival", "terminal", "carrier", "declaration"):
                assert np.array_equal(getattr(mine, column), getattr(alone, column)), (alternative, column)
            for columns in ("traits", "chances", "durations", "planned", "block"):
                a, b = getattr(mine, columns), getattr(alone, columns)
                assert a.keys() == b.keys()
                assert all(np.array_equal(a[key], b[key]) for key in a), (alternative, columns)


def test_a_longer_run_on_shared_draws_is_drawn_anew() -> None:
    whole = World(world(), {"f": flow("f", *STEPS)})
    shared = Draws(1, 0, shared=True)
    short, long = (build(whole, days * 1440.0, 1, 0, shared).streams[0] for days in (1, 2))
    assert short.n < long.n == len(long.durations["f", "road"])


def test_the_durations_of_a_workload_are_one_array_that_the_compiled_engine_reads_as_it_is() -> None:
    world = load("ocean_gate").baseline
    drawn = build(world, 1440.0, 1, 0)
    tables, _ = lay_out(programs_of(world), drawn)
    last = drawn.streams[0].durations
    assert all(np.shares_memory(tables.times, column) for column in last.values() if len(column))


def test_tables_of_the_same_programs_do_not_write_to_each_other() -> None:
    """The rows that all runs of some programs have in common are made once; the columns are a run's own."""
    whole = World(world(), {"f": flow("f", *STEPS)})
    programs, short, long = programs_of(whole), build(whole, 1440.0, 1, 0), build(whole, 2880.0, 1, 0)
    first = lay_out(programs, short)[0].rows
    before = first.copy()
    other = lay_out(programs, long)[0].rows
    assert np.array_equal(first, before) and not np.array_equal(first["base"], other["base"])
    assert np.array_equal(lay_out(programs, short)[0].rows, before)


class TestChancesByLevel:
    def test_the_number_of_a_shipment_is_the_same_as_of_a_plain_chance(self) -> None:
        """Whoever takes the step at a plain chance of 30 % takes it at any level of one that is 30 % at all,
        and of one that rises to 30 % over ten servers from the level on at which it passes his number."""
        flat = LevelChance.model_validate({"at": "gate", "empty": 0.3, "value": 0.3, "source": "user"})
        risen = LevelChance.model_validate({"at": "gate", "value": 0.3, "source": "user"})
        made = world().model_copy(update={"places": {"gate": Place(servers=one(10))}})
        taken, at_all, rising = (
            truck(made.model_copy(update={"chances": {"trouble": chance}}))
            for chance in (share(0.3), flat, risen)
        )
        plain = taken.chances["f", "trouble"]
        assert (at_all.levels["f", "trouble"] == np.where(plain, 0, NEVER)).all()
        levels = rising.levels["f", "trouble"]
        assert ((levels <= 10) == plain).all()
        for level in (1, 5, 9):
            at_level = made.model_copy(update={"chances": {"trouble": share(0.3 * level / 10)}})
            assert ((levels <= level) == truck(at_level).chances["f", "trouble"]).all()
