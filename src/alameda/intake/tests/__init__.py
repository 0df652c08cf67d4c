"""Tests of the opening and reading of files that strangers made."""
