"""Every write of the Council, a file a noun."""
