"""Hostile files in, accounted rows out, taken back: the steps that every import is made of."""
