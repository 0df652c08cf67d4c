"""The invented Council: its people, sessions, votes and agreements."""
