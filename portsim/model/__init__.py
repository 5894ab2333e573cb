"""What a port is and what is done in it, as frozen values."""
