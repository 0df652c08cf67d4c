"""Opening files that strangers made."""
