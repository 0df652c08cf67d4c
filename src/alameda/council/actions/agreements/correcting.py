"""A certified agreement is corrected only by a new one."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from alameda.council.actions import acting
from alameda.council.actions.texts import TEXT_LETTERS, tidy
from alameda.council.actions.ties import tie
from alameda.council.events import (
    AgreementCorrected,
)
from alameda.council.models import Agreement
from alameda.council.rules.agreement_text import (
    correction_words,
)
from alameda.foundation.actor import Actor
from alameda.foundation.errors import RuleBrokenError
from alameda.record.actions import publish
from alameda.thread.models import Link


@transaction.atomic
def correct_agreement(agreement: Agreement, *, by: Agreement, actor: Actor) -> Agreement:
    """Say that a new agreement corrects a certified one; the old one stays as it was.

    Args:
        agreement: the certified one that has something wrong.
        by: an approved agreement, not yet certified: it gains a sentence that names the old one.
        actor: the secretary.

    Returns:
        The new agreement.

    Raises:
        NotAllowedError: the actor does not run the session of the new one.
        RuleBrokenError: the old one is not certified, or is corrected already; the new one is
            certified, was refused, is older, or corrects another one.
    """
    acting.locked_session(by.session, actor=actor)
    rows = {
        row.pk: row
        for row in Agreement.objects.select_for_update(of=("self",))
        .select_related("subject", "session")
        .filter(pk__in=(agreement.pk, by.pk))
        .order_by("pk")
    }
    old, new = rows[agreement.pk], rows[by.pk]
    _check_correction(old, new)
    sentence = correction_words(old.number, old.code, old.agreed_on)
    new.corrects = old
    new.text = tidy(f"{new.text} {sentence}", field="text", most=TEXT_LETTERS)
    new.save(update_fields=["corrects", "text"])
    tie(new.subject, Link.Kind.SUPERSEDES, old.subject, on=new.agreed_on, actor=actor)
    publish(AgreementCorrected(subject=old.code, by=new.code), actor=actor)
    acting.touch(new.session)
    return new


def _check_correction(old: Agreement, new: Agreement) -> None:
    if old.pk == new.pk:
        raise RuleBrokenError(_("An agreement does not correct itself."), field="by")
    if old.certified_at is None:
        raise RuleBrokenError(_("It is not certified yet: edit its text instead."))
    earlier = old.corrected_by.order_by("pk").first()
    if earlier is not None:
        said = {"code": old.code, "by": earlier.code}
        raise RuleBrokenError(
            _("%(code)s is corrected by %(by)s already: correct that one.") % said
        )
    if new.certified_at is not None or new.corrects_id is not None:
        raise RuleBrokenError(
            _("The agreement that corrects is a new one, not certified yet."), field="by"
        )
    if new.outcome != "approved":
        raise RuleBrokenError(_("What was refused corrects nothing."), field="by")
    if new.agreed_on < old.agreed_on:
        raise RuleBrokenError(_("A correction comes after what it corrects."), field="by")
