"""The one walk: what comes before a step, what is held around it, and which forks it is in."""

from __future__ import annotations

import pytest
from worlds import flow

from portsim.base.errors import PortsimError
from portsim.model.flow import reachable
from portsim.model.journey import Passage, journey, passages
from portsim.model.step import Step, rebuilt, walk
from portsim.model.steps import inside, maybe, signal, start, travel, visit, wait_until, when

YARD = flow(
    "f",
    travel("in"),
    when("coded", (travel("road"),), orelse=(maybe("lost", (travel("ask"),)), travel("back"))),
    inside("crane", (inside("tractor", (travel("haul"),)), visit("bay", "open"))),
)


def by_label(*steps: Step, traits: tuple[str, ...] = ()) -> dict[str, Passage]:
    made = flow("f", *steps)
    return {each.step.label: each for each in journey(("f",), {"f": made}, traits)}


def test_steps_are_walked_outer_before_inner_in_reading_order() -> None:
    labels = ["in", "when_coded", "road", "lost", "ask", "back", "in_crane", "in_tractor", "haul", "open"]
    assert [step.label for step in walk(YARD.steps)] == labels
    assert [each.step.label for each in passages(YARD)[0]] == labels


def test_a_step_follows_the_last_of_every_body_of_the_fork_before_it() -> None:
    steps = {each.step.label: each.before for each in passages(YARD)[0]}
    assert steps["in"] == ()
    assert steps["road"] == ((("f", "when_coded"), "yes"),)
    assert steps["lost"] == ((("f", "when_coded"), "no"),)
    assert steps["back"] == ((("f", "ask"), ""), (("f", "lost"), "no"))
    assert steps["in_crane"] == ((("f", "road"), ""), (("f", "back"), ""))
    assert steps["open"] == ((("f", "haul"), ""),)


def test_the_last_steps_are_those_that_nothing_follows() -> None:
    assert passages(YARD)[1] == ((("f", "open"), ""),)
    assert passages(flow("f"))[1] == ()
    assert passages(flow("f", maybe("lost", (travel("ask"),))))[1] == (
        (("f", "ask"), ""),
        (("f", "lost"), "no"),
    )


def test_a_step_is_inside_the_places_held_around_it() -> None:
    holds = {each.step.label: each.holds for each in passages(YARD)[0]}
    assert holds["in_crane"] == ()
    assert holds["in_tractor"] == holds["open"] == ("crane",)
    assert holds["haul"] == ("crane", "tractor")


def test_a_step_is_in_the_forks_around_it_each_with_the_number_of_the_body() -> None:
    forks = {each.step.label: each.forks for each in passages(YARD)[0]}
    assert forks["road"] == ((("f", "when_coded"), 0),)
    assert forks["ask"] == ((("f", "when_coded"), 1), (("f", "lost"), 0))
    assert forks["haul"] == ()


def test_a_started_thread_is_walked_where_it_starts_and_in_the_forks_there() -> None:
    flows = {
        "f": flow("f", inside("crane", (maybe("lost", (start("box"),)),)), travel("out")),
        "box": flow("box", travel("haul")),
    }
    walked = journey(("f",), flows)
    assert [each.key for each in walked] == [
        ("f", "in_crane"),
        ("f", "lost"),
        ("f", "start_box"),
        ("box", "haul"),
        ("f", "out"),
    ]
    haul = walked[3]
    assert haul.before == ((("f", "start_box"), ""),)
    assert haul.holds == (), "the crane is held by the thread that starts the box, not by the box"
    assert haul.forks == ((("f", "lost"), 0),)


def test_a_thread_that_is_started_in_two_branches_is_walked_twice() -> None:
    fork = when("coded", (start("box"),), orelse=(start("box", label="later"),))
    flows = {"f": flow("f", fork), "box": flow("box", travel("haul"))}
    hauls = [each for each in journey(("f",), flows) if each.step.label == "haul"]
    assert [each.forks for each in hauls] == [((("f", "when_coded"), 0),), ((("f", "when_coded"), 1),)]


class TestShipmentsWithTraits:
    FORK = when(("coded", "early"), (travel("road"),), orelse=(travel("detour"),))

    def test_who_has_all_traits_of_a_fork_takes_its_body(self) -> None:
        walked = by_label(self.FORK, traits=("early", "coded"))
        assert list(walked) == ["when_coded_and_early", "road"]
        assert walked["road"].forks == (), "all of them take it"

    def test_who_has_some_of_them_can_take_either(self) -> None:
        assert list(by_label(self.FORK, traits=("early",))) == ["when_coded_and_early", "road", "detour"]

    def test_a_chance_stays_open(self) -> None:
        assert "ask" in by_label(maybe("coded", (travel("ask"),)), traits=("coded",))


def test_a_body_is_rebuilt_from_the_inside() -> None:
    """An outer step is changed after the steps inside it, so it sees them as they have become."""
    seen: list[tuple[str, ...]] = []

    def note(step: Step) -> Step:
        seen.append((step.label, *(inner.label for body in step.bodies for inner in body)))
        return travel("new", label=f"new_{step.label}") if not step.bodies else step

    built = rebuilt((inside("crane", (travel("haul"), visit("bay", "open"))),), note)
    assert seen == [("haul",), ("open",), ("in_crane", "new_haul", "new_open")]
    assert [step.label for step in walk(built)] == ["in_crane", "new_haul", "new_open"]


def test_a_word_says_what_it_sends_awaits_and_starts() -> None:
    assert signal("called").sends == ("called",)
    assert wait_until("called", of="carrier").awaits == ("carrier", "called")
    assert start("box").starts == ("box",)
    assert travel("haul", at_start="off", at_end="there").stamps == {"at_start": "off", "at_end": "there"}


def test_a_flow_that_does_not_exist_is_named_with_the_nearest() -> None:
    with pytest.raises(PortsimError, match=r"^unknown flow 'bax' \(nearest: box\)$"):
        reachable(("f",), {"f": flow("f", start("bax")), "box": flow("box")})
