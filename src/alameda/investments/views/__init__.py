"""The public pages of the investment cycle."""
