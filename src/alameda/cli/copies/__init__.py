"""Copies of a whole instance: taken while it runs, held by their digests, put back elsewhere."""
