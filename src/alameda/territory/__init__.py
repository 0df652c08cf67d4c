"""Region, provinces and comunas."""
