"""Charts: each takes a table and axes, and gives the drawing back."""
