"""The open standards: what every module publishes, gathered in the formats others read."""
