"""Customs declarations: lodged, sorted into channels, some checked by officers, some asked for more papers.

A declaration is released when the last of its boxes has passed its exam.
Boxes wait for the release of the papers, then for the papers themselves: company hands them to company.
"""

from __future__ import annotations

from portsim.model.flow import flow
from portsim.model.steps import Body, maybe, signal, start, travel, visit, wait_for_all, when
from portsim.model.words import Maybe

ROUNDS = ("first", "second", "third")  # a fourth round would come less than once in a hundred thousand


def further_papers(officer: str, window: str, number: int = 0) -> Maybe:
    """Customs asks, the company drives to the window, an officer reviews; perhaps there is another round."""
    each = ROUNDS[number]
    again = (further_papers(officer, window, number + 1),) if number + 1 < len(ROUNDS) else ()
    return maybe(
        "papers_asked" if number == 0 else "asked_again",
        (
            travel("prepare_papers", label=f"prepare_papers_{each}"),
            travel("drive_to_window", label=f"drive_to_window_{each}", counts="window_trip"),
            visit(window, "file_papers", label=f"file_papers_{each}", counts="document_window"),
            visit(officer, "review_papers", label=f"review_papers_{each}"),
            *again,
        ),
        label=f"papers_asked_{each}",
    )


def lodgement(officer: str, window: str) -> Body:
    """Lodged and sorted; the yellow channel goes to the officers and the window at these places."""
    return (
        signal("lodged", at_end="lodgement"),
        travel("sort_into_channels", at_end="selectivity"),
        when("selected_for_exam", (signal("exam_order"),)),
        when(
            "documents_checked",
            (
                visit(officer, "check_documents", at_start="check_start"),
                further_papers(officer, window),
                signal("documents_found_good", at_end="check_end"),
            ),
        ),
    )


LODGEMENT = lodgement("document_officer", "customs_window")

HAND_OVER: Body = (
    travel("hand_over", counts="handover"),
    maybe(
        "second_handover",
        (
            travel("hand_over", label="hand_over_second", counts="handover"),
            maybe("third_handover", (travel("hand_over", label="hand_over_third", counts="handover"),)),
        ),
    ),
    signal("papers_handed_over", at_end="papers_handed_over"),
)

HAND_OVERS = ("hand_over", "hand_over_second", "hand_over_third")

EXAMINED = when("selected_for_exam", (wait_for_all("exam_done", at_end="all_examined"),), label="examined")

RELEASED = signal("papers_released", at_end="papers_released")

flow(
    "export_declaration",
    (
        *LODGEMENT,
        EXAMINED,
        RELEASED,
        when("needs_certificate", (start("certificate_of_origin"),)),
        *HAND_OVER,
    ),
)

flow("import_declaration", (*LODGEMENT, travel("pay_duties"), EXAMINED, RELEASED, *HAND_OVER))
flow("lot_declaration", (*LODGEMENT, travel("pay_duties"), RELEASED, *HAND_OVER))

flow(
    "certificate_of_origin",
    (
        travel("write_application"),
        travel("drive_to_counter", counts="counter_trip"),
        visit("certificate_counter", "issue_certificate"),
    ),
)
