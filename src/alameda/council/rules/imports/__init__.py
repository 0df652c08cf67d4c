"""How past sessions are read from a file that somebody else made. Pure: no Django."""
