"""The civil servant's workplace: what waits for me, and one screen for each act."""
