"""Every write of the investment cycle, a file a noun."""
