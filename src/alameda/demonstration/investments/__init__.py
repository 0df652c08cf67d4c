"""The invented portfolio, calibrated on what real registers show."""
