"""The standards of others, at their own addresses."""
