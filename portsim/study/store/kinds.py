"""Answers as rows of plain columns, and back: the words that both directions share.

A value is a row, and what it holds follows it, row by row. There is no pickle: a store may come from somebody
else, so that a row becomes a plain value, an array of numbers or one of the known classes (`classes.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

NONE, BOOL, INT, FLOAT, TEXT = "none", "bool", "int", "float", "text"
TUPLE, LIST, MAPPING = "tuple", "list", "mapping"
ARRAY, SCALAR, CLASS = "array", "scalar", "class"  # of numpy, with type and shape; with the name of the class
PLAIN: Mapping[type, str] = {type(None): NONE, bool: BOOL, int: INT, float: FLOAT, str: TEXT}
SEQUENCES: Mapping[type, str] = {tuple: TUPLE, list: LIST}
COLUMNS = ("key", "field", "name", "kind", "n", "value", "whole", "text", "values", "raw")
DEEPEST = 12  # values in values
