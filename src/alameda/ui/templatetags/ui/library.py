"""The one library that the components register in, and how a component with content is drawn."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()


def draw(context: Context, name: str, values: Mapping[str, object]) -> SafeString:
    """A component's template with its own values, and nothing of the page's."""
    engine = context.template.engine if context.template else template.Engine.get_default()
    inner = context.new(dict(values))
    return engine.get_template(name).render(inner)
