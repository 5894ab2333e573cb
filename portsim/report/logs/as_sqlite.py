"""A log as OCEL 2.0, SQLite: the relational schema of the standard, with a table for each type.

Source: Berti et al., OCEL (Object-Centric Event Log) 2.0 Specification, 2024, section 5 (relational).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from portsim.report.logs.events import events
from portsim.report.logs.log import Log
from portsim.report.logs.names import Names
from portsim.report.logs.ocel import Attributes, Thing, Value, event_types, object_types, objects, things
from portsim.report.logs.tally import Tally

SHARED = """
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES event_map_type(ocel_type));
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES object_map_type(ocel_type));
CREATE TABLE event_object (ocel_event_id TEXT REFERENCES event(ocel_id),
    ocel_object_id TEXT REFERENCES object(ocel_id), ocel_qualifier TEXT,
    PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier)) WITHOUT ROWID;
CREATE TABLE object_object (ocel_source_id TEXT REFERENCES object(ocel_id),
    ocel_target_id TEXT REFERENCES object(ocel_id), ocel_qualifier TEXT,
    PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier)) WITHOUT ROWID;
"""
OF_KIND: Mapping[Value, str] = {
    "string": "TEXT",
    "integer": "INTEGER",
    "boolean": "BOOLEAN",
    "time": "TIMESTAMP",
}
PLAIN = re.compile(r"\W+")
Cell = str | int | None


def write_sqlite(log: Log, file: Path, tally: Tally) -> None:
    """Fill an empty file with a log, piece by piece.

    The file has no journal beside it, as it is thrown away where anything goes wrong. Raises sqlite3.Error:
    the disk is full, or the file cannot be written.
    """
    names = Names(log)
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN; {SHARED}")
        of_events = _Tables(database, "event", event_types(log))
        of_objects = _Tables(database, "object", object_types(log))
        for found in objects(log, names):
            of_objects.add(found)
            _relate(database, "object_object", found)
        for piece in events(log):
            said = list(things(log, names, piece, tally.events))
            of_events.add(said)
            _relate(database, "event_object", said)
            tally.add(piece)
        database.execute("COMMIT")


class _Tables:
    """The tables of events, or of objects: one of all, and one for each type with its attributes."""

    def __init__(self, database: sqlite3.Connection, what: str, types: Mapping[str, Attributes]) -> None:
        self.database, self.what, self.types = database, what, types
        self.called = table_names(types, {"object", "map_type"})
        changed = ", ocel_changed_field TEXT" if what == "object" else ""
        key = "TEXT" if what == "object" else "TEXT PRIMARY KEY"
        for name, attributes in types.items():
            database.execute(f"INSERT INTO {what}_map_type VALUES (?, ?)", (name, self.called[name]))
            columns = "".join(f", {_quoted(each)} {OF_KIND[kind]}" for each, kind in attributes.items())
            database.execute(
                f"CREATE TABLE {self._table(name)} (ocel_id {key} REFERENCES {what}(ocel_id), "
                f"ocel_time TIMESTAMP{changed}{columns})"
            )

    def add(self, them: Iterable[Thing]) -> None:
        """Write events or objects, those of a type at once."""
        rows: dict[str, list[tuple[Cell, ...]]] = {}
        for each in them:
            attributes = self.types[each.type]
            values = (_cell(each.attributes.get(name), kind) for name, kind in attributes.items())
            changed = (None,) if self.what == "object" else ()
            rows.setdefault(each.type, []).append((each.id, each.time, *changed, *values))
        for name, own in rows.items():
            ids = ((row[0], name) for row in own)
            self.database.executemany(f"INSERT INTO {self.what} VALUES (?, ?)", ids)
            holes = ", ".join("?" * len(own[0]))
            self.database.executemany(f"INSERT INTO {self._table(name)} VALUES ({holes})", own)

    def _table(self, name: str) -> str:
        return _quoted(f"{self.what}_{self.called[name]}")


def table_names(types: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """What stands in the name of the table of each type: letters, digits and _; no name twice, in small
    letters or capitals, and none of `taken`."""
    used, found = set(taken), dict[str, str]()
    for name in types:
        plain = PLAIN.sub("_", name)
        made, number = plain, 2
        while made.casefold() in used:
            made, number = f"{plain}_{number}", number + 1
        used.add(made.casefold())
        found[name] = made
    return found


def _relate(database: sqlite3.Connection, table: str, them: Iterable[Thing]) -> None:
    rows = ((each.id, name, how) for each in them for name, how in each.related)
    database.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", rows)


def _cell(text: str | None, kind: Value) -> Cell:
    """A value as SQLite keeps it: whole numbers, and true or false as 1 or 0."""
    if text is None or kind in ("string", "time"):
        return text
    return int(text) if kind == "integer" else int(text == "true")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
