"""What holds in a council, as data and pure functions: no Django, no clock."""
