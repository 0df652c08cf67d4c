"""Documents: made from templates or uploaded, kept by what they contain, never changed."""
