"""How feeds and calendars are written. Pure: no Django."""
