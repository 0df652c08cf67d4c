"""Pure rules of the investment cycle."""
