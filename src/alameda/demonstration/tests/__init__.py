"""Tests of the invented region."""
