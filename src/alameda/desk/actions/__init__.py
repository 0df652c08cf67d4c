"""Every write of the desk's own tables; the acts themselves belong to the modules."""
