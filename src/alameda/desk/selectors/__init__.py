"""What waits for whom, and what each screen shows."""
