"""Replications until half-widths are as asked: how many a study needs, and which figure decides it."""
