"""Diagrams of flows: what is kept stands in a frame, forks have their answers, and any label can be drawn."""

import pytest

from portsim.model.describe import mermaid
from portsim.model.flow import Flow
from portsim.model.steps import inside, maybe, travel, visit


def test_steps_that_are_done_while_a_server_is_kept_stand_in_a_frame() -> None:
    flow = Flow(
        "haul",
        (inside("tractor", (maybe("above", (visit("crane", "shift"),)), travel("drive"))), travel("rest")),
    )
    assert mermaid(flow) == "\n".join(
        [
            "flowchart TD",
            "  begin([haul])",
            '  s1["queues for tractor and keeps it"]',
            '  subgraph with_s1[" "]',
            '    s2{{"by chance (above)"}}',
            '    s3["queues for crane, shift"]',
            '    s4["takes drive"]',
            "  end",
            '  s5["takes rest"]',
            "  finish([end])",
            "  begin --> s1",
            "  s1 --> s2",
            "  s2 -->|yes| s3",
            "  s3 --> s4",
            "  s2 -->|no| s4",
            "  s4 --> s5",
            "  s5 --> finish",
        ]
    )


@pytest.mark.parametrize("label", ["end", "style", "class", "begin", "finish", "two words"])
def test_no_label_is_taken_for_a_word_of_the_diagram(label: str) -> None:
    flow = Flow("f", (travel('say "stop"', label=label),))
    assert mermaid(flow).splitlines()[2:] == [
        '  s1["takes say #quot;stop#quot;"]',
        "  finish([end])",
        "  begin --> s1",
        "  s1 --> finish",
    ]


def test_a_flow_without_steps_ends_where_it_begins() -> None:
    assert mermaid(Flow("nothing", ())).splitlines()[1:] == [
        "  begin([nothing])",
        "  finish([end])",
        "  begin --> finish",
    ]
