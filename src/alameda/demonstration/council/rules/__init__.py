"""An invented council: who sits on it, what it deals with and how it votes. Pure."""
