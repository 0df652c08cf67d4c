"""Following things without an account: feeds and calendars that any reader opens."""
