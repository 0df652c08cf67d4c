"""Every read of the Council that is more than one filter."""
