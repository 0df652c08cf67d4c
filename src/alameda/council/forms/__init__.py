"""What people type and what addresses ask: parsing and shape, no rules."""
