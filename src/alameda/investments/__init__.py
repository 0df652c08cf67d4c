"""Public investments, from idea to last payment."""
