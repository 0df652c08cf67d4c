"""The components: one typed function, one template and one style sheet each.

What ``drawn`` holds is repeated so often on a page that the function is its own template.

The library is a builtin of the template engine, so pages load nothing. An argument nobody declared
fails when the template compiles; a value outside a closed set raises when it renders.
"""

from alameda.ui.templatetags.ui import (
    charts,
    drawn,
    facts,
    forms,
    layout,
    lists,
    mosaic,
    numbers,
    thread,
    votes,
)
from alameda.ui.templatetags.ui.library import register

__all__ = [
    "charts",
    "drawn",
    "facts",
    "forms",
    "layout",
    "lists",
    "mosaic",
    "numbers",
    "register",
    "thread",
    "votes",
]
