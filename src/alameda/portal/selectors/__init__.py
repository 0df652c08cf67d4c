"""What the portal shows, gathered from the modules below."""
