"""The flows of the port, one file each."""
