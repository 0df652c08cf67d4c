"""One idiom for the acts of staff: a screen of small forms, each acted on once; what waits."""
