"""How things are measured on the records of one replication."""
