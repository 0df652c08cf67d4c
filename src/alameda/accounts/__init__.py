"""People, organisations, units, roles and sign-in."""
