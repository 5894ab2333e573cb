"""Unknown inputs found from observed figures: history matching in waves, then a posterior of points that
ran."""
