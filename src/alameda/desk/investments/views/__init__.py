"""The pages of the investment cycle at the desk."""
