"""From a file to checked alternatives."""
