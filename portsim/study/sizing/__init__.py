"""Sizing a port: targets, grids of numbers, and the arithmetic that picks the best of many systems."""
