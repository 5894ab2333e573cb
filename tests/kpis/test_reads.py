"""Which steps and parameters a KPI reads: what lies on a way between its milestones, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from worlds import flow, lasting, one, port, share, stream_of

from portsim.kpis.between import Between
from portsim.kpis.busy import Busy
from portsim.kpis.spent import Spent
from portsim.model.demand import Trait
from portsim.model.flow import Flow
from portsim.model.place import Place
from portsim.model.steps import Step, signal, start, travel, visit, wait_until, when
from portsim.model.world import World

TASKS = ("first", "second", "third", "fourth", "fifth")
IN, OUT = signal("in", at_end="in"), signal("out", at_end="out")


def world(*flows: Flow, begin: tuple[str, ...] = ("f",), traits: Sequence[str] = ()) -> World:
    made = port(
        {task: lasting("1 min") for task in TASKS},
        {"truck": stream_of(10, begin), "van": stream_of(10, ("g",))},
        traits={trait: Trait(share=share(0.5), of=("truck",)) for trait in traits},
    )
    told = {each.name: each for each in (*flows, flow("g", travel("fifth")))}
    return World(made, told)


def labels(world: World, of: Between | Spent | Busy) -> list[str]:
    return [read.step.label for read in of.steps(world)]


def steps(*body: Step, traits: Sequence[str] = ()) -> World:
    return world(flow("f", *body), traits=traits)


class TestBetween:
    def test_reads_what_comes_after_the_first_milestone_and_up_to_the_last(self) -> None:
        made = steps(travel("first"), IN, travel("second"), travel("third", at_end="done"), travel("fourth"))
        assert labels(made, Between("in", "done")) == ["second", "third"]

    def test_a_step_that_stamps_the_last_milestone_when_it_is_queued_for_is_not_read(self) -> None:
        made = steps(IN, travel("first"), visit("gate", "second", at_queue="here"))
        assert labels(made, Between("in", "here")) == ["first"]

    def test_what_another_branch_does_is_not_read(self) -> None:
        """Routed boxes go on to the exam, while the others still go to the yard: a way is one branch."""
        fork = when("routed", (travel("first"), OUT, travel("second")), orelse=(travel("third"),))
        made = steps(IN, fork, travel("fourth"), traits=["routed"])
        assert labels(made, Between("in", "out")) == [fork.label, "first"]

    def test_shipments_known_to_have_a_trait_read_only_its_branch(self) -> None:
        fork = when("routed", (travel("first"),), orelse=(travel("second"),))
        made = steps(IN, fork, OUT, traits=["routed"])
        assert labels(made, Between("in", "out")) == [fork.label, "first", "second"]
        assert labels(made, Between("in", "out", traits=("routed",))) == [fork.label, "first"]
        assert "traits.routed.share" in Between("in", "out").reads(made)

    def test_a_thread_that_nobody_waits_for_is_not_read(self) -> None:
        """The truck drives out while its box goes on: the box's exam is no part of the truck turn time."""
        box = flow("box", travel("third"), travel("fourth"))
        made = world(flow("f", IN, travel("first"), start("box"), travel("second"), OUT), box)
        assert labels(made, Between("in", "out")) == ["first", "second"]

    def test_a_thread_that_is_waited_for_is_read_as_far_as_its_signal(self) -> None:
        box = flow("box", travel("third"), signal("ready"), travel("fourth"))
        made = world(flow("f", IN, start("box"), wait_until("ready"), OUT), box)
        assert labels(made, Between("in", "out")) == ["third", "wait_ready"]

    def test_what_a_waiting_thread_did_before_the_first_milestone_is_not_read(self) -> None:
        other = flow("other", wait_until("called"), travel("third"), signal("done"))
        truck = flow("f", travel("first"), IN, signal("called"), wait_until("done"), OUT)
        made = world(truck, other, begin=("f", "other"))
        assert labels(made, Between("in", "out")) == ["third", "wait_done", "wait_called"]


class TestSpent:
    def test_reads_the_chosen_steps_and_the_forks_before_them(self) -> None:
        fork = when("routed", (travel("first", counts="lift"),))
        made = steps(IN, fork, travel("second"), traits=["routed"])
        lifts = Spent("count", counts=("lift",), since="in")
        assert labels(made, lifts) == [fork.label, "first"]
        assert lifts.reads(made) == ("traits.routed.share",)  # how long a lift takes changes no count

    def test_streams_that_never_pass_the_milestone_are_not_read(self) -> None:
        made = steps(IN, travel("first"))
        assert labels(made, Spent("service", since="in")) == ["first"]
        assert labels(made, Spent("service", since="arrival")) == ["first", "fifth"]

    def test_a_fork_before_the_start_of_a_thread_is_read_too(self) -> None:
        fork = when("routed", (start("box"),))
        made = world(flow("f", IN, fork), flow("box", travel("first", counts="lift")), traits=["routed"])
        assert labels(made, Spent("count", counts=("lift",), since="in")) == [fork.label, "first"]

    def test_a_fork_whose_branches_both_start_the_thread_is_not(self) -> None:
        fork = when("routed", (start("box"),), orelse=(travel("second"), start("box", label="start_later")))
        made = world(flow("f", IN, fork), flow("box", travel("first", counts="lift")), traits=["routed"])
        assert labels(made, Spent("count", counts=("lift",), since="in")) == ["first"]


def test_the_use_of_a_place_reads_the_steps_there_and_the_streams_that_come() -> None:
    made = steps(IN, visit("gate", "first"), travel("second"))
    assert labels(made, Busy(("gate",))) == ["first"]
    assert Busy(("gate",)).reads(made) == ("tasks.first", "places.gate.lanes", "demand.truck")


def test_a_place_is_read_with_its_blocks_and_its_breakdowns() -> None:
    broken = Place.model_validate(
        {
            "lanes": one(),
            "blocks": one(2),
            "breakdown": {"between": lasting("10 h"), "repair": lasting("1 h")},
        }
    )
    made = steps(IN, visit("gate", "first"), OUT)
    whole = World(made.port.model_copy(update={"places": {"gate": broken}}), made.flows)
    keys = Between("in", "out").reads(whole)
    assert keys == ("tasks.first", "places.gate.lanes", "places.gate.blocks", "places.gate.breakdown")
