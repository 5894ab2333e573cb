"""When a measure pays: net benefit by payer, and the value of an input at which it stops paying."""
