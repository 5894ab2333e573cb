"""A page read back: its elements as a tree, its sections by heading, its tables by caption."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

EMPTY = {"meta", "input", "link", "br", "hr", "img", "base"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def elements(self) -> Iterator[Element]:
        """All elements in it, in the order of the page."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.elements()

    def all(self, *tags: str) -> Iterator[Element]:
        """All elements of these tags in it, in the order of the page."""
        return (each for each in self.elements() if each.tag in tags)

    @property
    def text(self) -> str:
        """What a reader reads in it, in one line; scripts and styles are no text."""
        if self.tag in ("script", "style"):
            return ""
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join(" ".join(parts).split())


class _Reader(HTMLParser):
    """Reads strictly: every element is closed by its own end."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(made)
        if tag not in EMPTY:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> ends <{self.open[-1].tag}>, line {self.getpos()[0]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


@dataclass
class Page:
    root: Element

    def section(self, title: str) -> str:
        """The text of the section with this heading."""
        (found,) = [each for each in self.root.all("section") if self._title(each) == title]
        return found.text

    @property
    def titles(self) -> list[str]:
        """The headings of the sections, in their order."""
        return [self._title(each) for each in self.root.all("section")]

    def _title(self, section: Element) -> str:
        return next(section.all("h2", "h3", "h4")).text

    def rows(self, caption: str) -> list[list[str]]:
        """The rows of the table with this caption, headings first."""
        (found,) = [each for each in self.root.all("table") if next(each.all("caption")).text == caption]
        return [[cell.text for cell in row.all("th", "td")] for row in found.all("tr")]


def page_of(html: str) -> Page:
    """A page of HTML, every element of which must be closed by its own end."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root]
    return Page(reader.root)


def page_in(folder: Path) -> Page:
    """The page that a study left in its folder."""
    return page_of((folder / "report.html").read_text(encoding="utf-8"))
