"""Fill an instance with an invented region."""

from alameda.investments.actions.demonstration.decisions import number_council_decisions
from alameda.investments.actions.demonstration.generation import Scale, Summary, generate

__all__ = ["Scale", "Summary", "generate", "number_council_decisions"]
