"""The numbers of the Council's agreements, on the papers of an invented portfolio."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection, transaction
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError
from alameda.investments import policies

# Each table that names the agreement, by initiative: (pk of the subject, number).
_GIVEN = """
WITH given AS (
    SELECT * FROM unnest(%(subjects)s::bigint[], %(numbers)s::text[]) AS g (subject_id, number)
)
"""
_STATEMENTS = (
    """
    UPDATE investments_approval AS a SET number = g.number
    FROM given AS g JOIN investments_initiative AS i USING (subject_id)
    WHERE a.initiative_id = i.id AND a.kind = 'council'
    """,
    """
    UPDATE investments_initiativeevent AS e SET document = g.number
    FROM given AS g JOIN investments_initiative AS i USING (subject_id)
    WHERE e.initiative_id = i.id AND e.kind IN ('council_approved', 'council_rejected')
    """,
    """
    UPDATE investments_fundingagreement AS a SET approval_number = 'CORE ' || g.number
    FROM given AS g JOIN investments_initiative AS i USING (subject_id)
    WHERE a.initiative_id = i.id AND a.approval_number LIKE 'CORE %%'
    """,
    """
    UPDATE investments_budgetline AS l SET approval_as_written = 'CORE ' || g.number
    FROM given AS g JOIN investments_initiative AS i USING (subject_id)
    WHERE l.initiative_id = i.id AND l.approval_as_written LIKE 'CORE %%'
    """,
)


@transaction.atomic
def number_council_decisions(numbers: Mapping[int, str], *, actor: Actor) -> None:
    """Write the number that the Council gave to each decision, by subject of the initiative.

    It publishes nothing: the number is a fact of the Council's.

    Raises:
        NotAllowedError: the actor is not the system.
    """
    if not policies.may_generate(actor):
        raise NotAllowedError(_("Only the system fills an instance with demonstration data."))
    given: dict[str, list[int] | list[str]] = {
        "subjects": list(numbers),
        "numbers": list(numbers.values()),
    }
    with connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(_GIVEN + statement, given)
