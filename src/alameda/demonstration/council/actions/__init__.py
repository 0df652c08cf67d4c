"""Fill an instance with an invented council."""

from alameda.demonstration.council.actions.filling import Filled, fill_council

__all__ = ["Filled", "fill_council"]
