"""The shapes of the answers. Money is whole pesos, days are ISO 8601, empty means not known."""
