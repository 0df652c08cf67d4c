"""Actors, errors, money and clocks: what everything stands on. No tables."""
