"""The answer of a study in a few lines of plain text: what pays, which claims hold, where the page is."""
