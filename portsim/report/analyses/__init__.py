"""What analyses show: their charts, and what the terminal prints of them."""
