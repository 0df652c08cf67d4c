"""The components: one typed function, one template and one style sheet each."""

from __future__ import annotations

from django import template

register = template.Library()
