"""The what-if page: a scenario's numbers as sliders, and figures that follow them, on 127.0.0.1 alone."""
