"""Every write of the investments module, a file a noun."""
