"""The public, tamper-evident record."""
