"""Fill an instance with an invented region."""

from alameda.demonstration.investments.actions.decisions import number_council_decisions
from alameda.demonstration.investments.actions.generation import Scale, Summary, generate

__all__ = ["Scale", "Summary", "generate", "number_council_decisions"]
