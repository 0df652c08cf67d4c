"""Home, search and the comuna page."""
