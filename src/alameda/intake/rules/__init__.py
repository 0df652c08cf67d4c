"""What bytes, cells and values are. Pure."""
