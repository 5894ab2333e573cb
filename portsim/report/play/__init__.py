"""Playback: the same hours of two runs side by side, on a plan of the port, as one page."""
