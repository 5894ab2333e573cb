"""The map of a log applied to its cells."""
