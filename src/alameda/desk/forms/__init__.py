"""What a person types at the desk, a file a noun; the rules are the actions'."""
