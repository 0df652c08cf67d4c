"""The record from outside: its command."""
