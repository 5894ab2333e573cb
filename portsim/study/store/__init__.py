"""The store: what runs answered, on disk, for every later study."""
