"""Parsing of what a person asked or typed."""
