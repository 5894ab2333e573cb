"""The compiled engine: tables, memory and one interpreter in machine code."""
