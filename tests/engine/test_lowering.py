"""Words become instructions; the programs of a world are lowered once."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from worlds import flow, lasting, port, stream_of

from portsim.base.errors import PortsimError
from portsim.engine import lowering
from portsim.engine.lowering import lower, programs_of
from portsim.engine.program import Kind, listing
from portsim.model.step import Step
from portsim.model.steps import inside, maybe, signal, start, travel, visit, wait_for_next, wait_until, when
from portsim.model.world import World
from portsim.scenario.load import load
from portsim.study.run import run

ALL_WORDS = flow(
    "f",
    travel("road"),
    inside("tractor", (visit("crane", "lift", priority="urgent"),)),
    maybe("lost", (travel("ask"),)),
    when(("coded", "desk_hours"), (signal("called"),), orelse=(start("box"),)),
    wait_until("called", of="declaration"),
    wait_for_next("shift"),
)
BOX = flow("box", travel("haul"))


def test_all_words_as_the_engines_read_them() -> None:
    programs = lower({"truck": ("f",)}, {"f": ALL_WORDS, "box": BOX}, ["desk_hours"])
    assert listing("f", programs) == (
        "f, as truck runs it:\n"
        " 0  travel road\n"
        " 1  enter  in_tractor: one server of tractor, normal\n"
        " 2  visit  lift: one server of crane, urgent\n"
        " 3  leave  in_tractor: tractor is given back\n"
        " 4  branch lost, otherwise go to 6\n"
        " 5  travel ask\n"
        " 6  branch coded and desk_hours, otherwise go to 9\n"
        " 7  signal called\n"
        " 8  jump   go to 10\n"
        " 9  start  box\n"
        "10  wait   wait_called: called of the declaration\n"
        "11  next   shift\n"
        "12  end"
    )
    (branch,) = (row for row in programs.tables["truck"][0] if row.traits)
    assert (branch.traits, branch.calendars) == (("coded",), ("desk_hours",))
    assert [row.kind for row in programs.tables["truck"][1]] == [Kind.TRAVEL, Kind.END]
    assert programs.threads == {"truck": ("f", "box")}


def test_a_flow_that_does_not_exist_is_refused() -> None:
    with pytest.raises(PortsimError, match=r"^unknown flow 'bax' \(nearest: box\)$"):
        lower({"truck": ("f",)}, {"f": flow("f", start("bax")), "box": BOX})


def test_a_word_that_is_not_lowered_is_refused() -> None:
    class Sleep(Step):
        def sentence(self, calendars: Collection[str]) -> str:
            return "sleeps"

    with pytest.raises(PortsimError, match=r"^flow f: 'nap' is a word that no engine can run$"):
        lower({"truck": ("f",)}, {"f": flow("f", Sleep(label="nap"))})


def test_a_flow_that_no_stream_runs_has_no_listing() -> None:
    programs = lower({"truck": ("box",)}, {"box": BOX, "f": ALL_WORDS})
    with pytest.raises(PortsimError, match=r"^flow f: no stream runs through it$"):
        listing("f", programs)


def test_programs_are_lowered_once_for_a_world_and_anew_for_a_changed_one() -> None:
    made = World(port({"haul": lasting("1 min")}, {"truck": stream_of(1, ("box",))}), {"box": BOX})
    assert programs_of(made) is programs_of(made)
    changed = made.written_by("measure").before("box", "haul", signal("begun"))
    assert len(programs_of(changed).slots) == len(programs_of(made).slots) + 1


def test_all_replications_of_an_alternative_take_the_same_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    lowered: list[tuple[str, ...]] = []

    def counted(begun, flows, hours=(), owners=None, levels=None):  # type: ignore[no-untyped-def]
        lowered.append(tuple(begun))
        return lower(begun, flows, hours, owners, levels)

    lowering._programs.cache_clear()  # of earlier tests
    monkeypatch.setattr(lowering, "lower", counted)
    scenario = load("ocean_gate").with_engine("compiled")  # by both engines the same ones
    scenario = scenario.with_study(days=1, warm_up_days=0, run_out="0 day")
    for replication in range(2):
        for alternative in ("baseline", "digital_port"):
            run(scenario, replication, alternative)
    assert len(lowered) == 2
