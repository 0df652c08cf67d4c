"""Subject and Link: the spine between modules."""
