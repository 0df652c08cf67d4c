"""Counts behind the filters of a list. Pure."""
