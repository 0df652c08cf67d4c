"""The settings of each way to run: base, dev, test, prod."""
