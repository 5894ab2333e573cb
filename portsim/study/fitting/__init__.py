"""Fitting: which shapes measured times and arrivals have, and how sure that is. Arithmetic alone, no run."""
