"""An invented region, the same for the same seed: plain values, no database, no clock.

Only the territory is real. Every initiative, organisation and amount is invented, drawn from the
aggregate parameters of ``calibration``, and lies in a range of codes that no real register uses.
"""
