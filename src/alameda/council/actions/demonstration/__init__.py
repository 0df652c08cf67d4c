"""Fill an instance with an invented council."""

from alameda.council.actions.demonstration.filling import Filled, fill_council

__all__ = ["Filled", "fill_council"]
