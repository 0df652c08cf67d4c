"""The command `alameda`: parses, calls, prints."""
