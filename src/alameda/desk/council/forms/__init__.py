"""What is typed on them."""
