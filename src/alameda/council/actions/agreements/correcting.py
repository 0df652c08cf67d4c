"""A certified agreement is corrected only by a new one."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from alameda.council.actions import acting
from alameda.council.actions.agreements.holding import (
    check_correction,
    check_draft,
    keep_text,
    locked,
)
from alameda.council.models import Agreement
from alameda.council.rules.agreement_text import correction_words
from alameda.foundation.actor import Actor
from alameda.foundation.errors import RuleBrokenError
from alameda.foundation.written import TEXT_LETTERS, tidy


@transaction.atomic
def correct_agreement(agreement: Agreement, *, by: Agreement, actor: Actor) -> Agreement:
    """Say that a new agreement corrects a certified one; the old one stays as it was.

    The new one gains a sentence that names the old one. Only its certificate makes the correction
    hold: the links and the fact come then.

    Args:
        agreement: the certified one that has something wrong.
        by: an approved agreement, not yet certified.
        actor: the secretary.

    Returns:
        The new agreement.

    Raises:
        NotAllowedError: the actor does not run the session of the new one.
        RuleBrokenError: the old one is not certified, or is corrected already; the new one is
            certified, was refused, is older, or corrects another one.
    """
    new = locked(by, actor=actor)
    check_draft(new)
    old = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if new.corrects is not None:
        said = {"code": new.code, "old": new.corrects.code}
        raise RuleBrokenError(_("%(code)s corrects %(old)s already.") % said, field="number")
    check_correction(old, new)
    new.corrects = old
    new.save(update_fields=["corrects"])
    text = tidy(f"{new.text} {_sentence(old)}", field="text", most=TEXT_LETTERS)
    keep_text(new, text, actor=actor)
    acting.touch(new.session)
    return new


@transaction.atomic
def drop_correction(agreement: Agreement, *, actor: Actor) -> Agreement:
    """Say that a new agreement corrects none after all, and take the sentence out of its text.

    Args:
        agreement: not yet certified, said to correct another one.
        actor: the secretary.

    Raises:
        NotAllowedError: the actor does not run the session.
        RuleBrokenError: it is certified, or it corrects none.
    """
    row = locked(agreement, actor=actor)
    check_draft(row)
    if row.corrects is None:
        raise RuleBrokenError(_("%(code)s corrects no agreement.") % {"code": row.code})
    sentence = _sentence(row.corrects)
    row.corrects = None
    row.save(update_fields=["corrects"])
    left = row.text.replace(sentence, "")
    keep_text(row, tidy(left, field="text", most=TEXT_LETTERS), actor=actor)
    acting.touch(row.session)
    return row


def _sentence(old: Agreement) -> str:
    return correction_words(old.number, old.code, old.agreed_on)
