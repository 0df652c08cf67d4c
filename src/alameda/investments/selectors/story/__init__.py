"""Everything one initiative's page tells: its rows, its moments, its sources, its curve."""
