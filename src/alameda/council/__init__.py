"""The Regional Council: members, sessions, votes, agreements and what became of them."""
