"""What the Council publishes in the record, a file a noun.

A member enters by ``code``, never by name (ADR 0008).
"""

from alameda.council.events import (  # noqa: F401  the record learns each fact by its import
    agenda,
    agreements,
    bodies,
    imports,
    items,
    people,
    presence,
    sessions,
    votes,
)
