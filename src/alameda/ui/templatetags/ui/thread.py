"""The thread: one line from the idea to the last payment."""

from __future__ import annotations

from collections.abc import Sequence

from alameda.ui.parts import Step
from alameda.ui.templatetags.ui.library import register


@register.inclusion_tag("ui/thread.html")
def thread(
    steps: Sequence[Step],
    *,
    heading: str = "",
    summary: str = "",
    level: int = 2,
    ident: str = "thread",
) -> dict[str, object]:
    """Dated acts in order, with the days between them and, greyed, what comes next.

    Args:
        steps: oldest first.
        heading: title of the section; "The thread" when empty.
        summary: one sentence over all of it.
        level: heading level of the title; steps are one below.
        ident: unique on the page.
    """
    return {
        "steps": steps,
        "heading": heading,
        "summary": summary,
        "level": level,
        "ident": ident,
        "step_level": level + 1,
    }
