"""Uncertainty of the inputs: many worlds drawn from the ranges, what they say, and which inputs decide it."""
