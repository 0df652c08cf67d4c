"""An agreement held while its text, its certificate or its publication changes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alameda.council.actions import acting
from alameda.council.models import Agreement
from alameda.foundation.actor import Actor
from alameda.ui import words


def locked(agreement: Agreement, *, actor: Actor) -> Agreement:
    """The agreement, locked after its session, with what its acts need."""
    acting.locked_session(agreement.session, actor=actor)
    return (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("subject", "item", "vote", "session__body", "corrects")
        .get(pk=agreement.pk)
    )


def kept_sentence(row: Agreement) -> str:
    """Why its text stays as it is."""
    said = {"code": row.code, "day": words.day_long(row.certified_at)}
    return _("%(code)s was certified on %(day)s: only a new agreement corrects it.") % said
