"""What the API of every module shares: shapes of questions, and lists a page at a time."""
