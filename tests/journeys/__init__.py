"""Whole walks through a real browser over a running site with demonstration data."""
