"""Alameda: open government in one system."""

__version__ = "0.1.0"
