"""Alameda: open government in one system."""
