"""Pages with marked parts: these are written anew, what is written by hand stays, wrong marks are named."""

import pytest

from portsim.base.errors import ConfigError
from portsim.report.filled import filled, page

PARTS = {"streams": lambda: "two streams", "places": lambda: "one place"}


def test_parts_are_written_anew_and_the_rest_stays() -> None:
    by_hand = (
        "# Port\r\nby hand\n<!-- portsim: streams -->\nold\n\nolder\n<!-- portsim: end -->\n"
        "between\n<!--portsim: places-->\n<!-- portsim: end -->\nno line end"
    )
    assert filled(by_hand, PARTS, "port.md") == (
        "# Port\r\nby hand\n<!-- portsim: streams -->\n\ntwo streams\n\n<!-- portsim: end -->\n"
        "between\n<!--portsim: places-->\n\none place\n\n<!-- portsim: end -->\nno line end"
    )


def test_lines_end_as_that_of_the_mark() -> None:
    page = "# Port\r\n<!-- portsim: streams -->\r\n<!-- portsim: end -->\r\n"
    assert filled(page, PARTS, "port.md") == (
        "# Port\r\n<!-- portsim: streams -->\r\n\r\ntwo streams\r\n\r\n<!-- portsim: end -->\r\n"
    )


@pytest.mark.parametrize("fence", ["```", "~~~"])
def test_marks_in_a_block_of_code_are_text(fence: str) -> None:
    code = f"{fence}markdown\n<!-- portsim: streams -->\n<!-- portsim: end -->\n{fence}\n"
    page = "<!-- portsim: places -->\n<!-- portsim: end -->\n"
    assert filled(code + page, PARTS, "port.md") == code + filled(page, PARTS, "port.md")


def test_a_page_that_is_current_stays_as_it_is() -> None:
    once = filled(page("A *port*", PARTS), PARTS, "port.md")
    assert once == (
        "# A \\*port\\*\n\n## Streams\n\n<!-- portsim: streams -->\n\ntwo streams\n\n<!-- portsim: end -->"
        "\n\n## Places\n\n<!-- portsim: places -->\n\none place\n\n<!-- portsim: end -->"
    )
    assert filled(once, PARTS, "port.md") == once


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "by hand\n",
            "port.md: got no mark, so there is no place for a part; write <!-- portsim: streams --> and "
            "below it <!-- portsim: end -->; the parts are streams, places",
        ),
        (
            "a\n<!-- portsim: stream -->\n<!-- portsim: end -->\n",
            "port.md:2:1: unknown part 'stream' (nearest: streams)",
        ),
        (
            "<!-- portsim: streams -->\nall that is below\n",
            "port.md:1:1: the part has no end; write <!-- portsim: end --> below it",
        ),
        (
            "<!-- portsim: streams -->\n<!-- portsim: places -->\n<!-- portsim: end -->\n",
            "port.md:2:1: got <!-- portsim: places -->, but the part of line 1 has no end; "
            "write <!-- portsim: end --> before it",
        ),
        (
            "a\n\n  <!-- portsim: end -->\n",
            "port.md:3:1: got <!-- portsim: end -->, but no part begins before it; remove it",
        ),
    ],
)
def test_a_wrong_mark_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        filled(text, PARTS, "port.md")
    assert str(error.value) == message
