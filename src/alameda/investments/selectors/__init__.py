"""Reads of the investment cycle."""
