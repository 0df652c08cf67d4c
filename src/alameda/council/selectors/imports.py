"""Imports of past sessions and what was found in them."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from alameda.council.models import Finding, PastImport, Session
from alameda.foundation.errors import NotFoundError


def past_imports() -> QuerySet[PastImport]:
    """Every import, the last first, with how many defects it found (``defects``)."""
    return PastImport.objects.annotate(defects=Count("findings")).order_by("-number")


def get_past_import(number: int) -> PastImport:
    """One import by its number.

    Raises:
        NotFoundError: there is none.
    """
    run = PastImport.objects.filter(number=number).select_related("account").first()
    if run is None:
        raise NotFoundError(_("There is no import %(number)s.") % {"number": number})
    return run


def findings_of(run: PastImport) -> QuerySet[Finding]:
    """What was found in an import, in the order in which it was found."""
    return run.findings.select_related("session", "vote").order_by("pk")


def findings_of_session(session: Session) -> QuerySet[Finding]:
    """What the last reading found in a session: what its page shows."""
    if session.import_run_id is None:
        return Finding.objects.none()
    return session.findings.filter(run=session.import_run_id).select_related("vote").order_by("pk")
