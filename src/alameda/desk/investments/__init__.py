"""The screens of the investment cycle."""
