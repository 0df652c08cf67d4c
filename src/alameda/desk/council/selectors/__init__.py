"""What they show."""
