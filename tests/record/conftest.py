"""The record's own fixtures, for tests that may also use the command line."""

from alameda.record.tests.conftest import cheat, data_dir, grow, sequence

__all__ = ["cheat", "data_dir", "grow", "sequence"]
