"""A table without rows has columns of the types that they have in a table with rows."""

from __future__ import annotations

import pytest

import portsim
from portsim.study.question import QUESTION
from portsim.study.without_rows import TYPES, typed

# of one name in two tables: a mean over replications in one, a count in another
TWO_TYPES = {("shipments", "unfinished")}


@pytest.mark.usefixtures("tiny_folder", "quick_engine")
def test_types_are_those_of_the_tables_with_rows() -> None:
    study = portsim.compare("tiny.yaml", days=1, replications=2, workers=1)
    without = set()
    for name in study.scenario.library[QUESTION]:
        table = study.table(name)
        if not len(table):
            without.add(name)
            assert [column for column in table if table[column].dtype == object] == [], name
            continue
        assert set(table.columns) <= TYPES.keys(), name
        empty = typed(table[:0].astype(object))
        other = {(name, column) for column in table if empty[column].dtype != table[column].dtype}
        assert other <= TWO_TYPES
    assert {"events", "backlog", "logs"} <= without
