"""The invented people and their organisation chart."""
