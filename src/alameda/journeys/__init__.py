"""Use cases that need two modules, each in one function and one transaction."""
