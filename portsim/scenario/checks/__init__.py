"""What can be known to be wrong before minute zero."""
