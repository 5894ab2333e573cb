"""The report: tables in words, charts and the written page, made from finished tables only."""
