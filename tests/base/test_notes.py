"""Notes: one line each in the command line, a warning in Python."""

from __future__ import annotations

import warnings

import pytest

from portsim.base.notes import Note, note, notes_shown


def test_a_note_is_a_warning() -> None:
    with pytest.warns(Note, match=r"^a key has a new name$"):
        note("a key has a new name")


def test_each_text_is_shown_once() -> None:
    said: list[str] = []
    with notes_shown(said.append):
        for text in ("first", "second", "first", "first"):
            note(text)
    assert said == ["first", "second"]


def test_a_note_is_shown_although_warnings_are_silenced() -> None:
    said: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with notes_shown(said.append):
            note("first")
    assert said == ["first"]


def test_other_warnings_go_their_usual_way() -> None:
    said: list[str] = []
    with pytest.warns(DeprecationWarning, match="old") as caught, notes_shown(said.append):
        warnings.warn("old", DeprecationWarning, stacklevel=1)
    assert len(caught) == 1 and said == []


def test_outside_the_block_notes_are_warnings_again() -> None:
    said: list[str] = []
    with notes_shown(said.append):
        note("inside")
    with pytest.warns(Note):
        note("outside")
    assert said == ["inside"]
