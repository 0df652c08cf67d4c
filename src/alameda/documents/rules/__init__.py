"""What a document is made of and what a file may be. Pure: no Django."""
