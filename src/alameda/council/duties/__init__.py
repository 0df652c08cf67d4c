"""Who waits for what in the Council, until when."""
