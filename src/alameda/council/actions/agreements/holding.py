"""An agreement held while its text, its certificate or its publication changes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alameda.council.actions import acting
from alameda.council.events.agreements import AgreementTextEdited
from alameda.council.models import Agreement
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.errors import RuleBrokenError
from alameda.foundation.written import digest, salted_digest
from alameda.record.actions import publish


def locked(agreement: Agreement, *, actor: Actor) -> Agreement:
    """The agreement, locked after its session, with what its acts need."""
    acting.locked_session(agreement.session, actor=actor)
    return (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("subject", "item", "vote", "session__body", "corrects__subject")
        .get(pk=agreement.pk)
    )


def kept_sentence(row: Agreement) -> str:
    """Why its text stays as it is."""
    said = {"code": row.code, "day": words.day_long(row.certified_at)}
    return _("%(code)s was certified on %(day)s: only a new agreement corrects it.") % said


def check_draft(row: Agreement) -> None:
    """Refuse to change what is certified.

    Raises:
        RuleBrokenError: only a new agreement corrects it.
    """
    if row.certified_at is not None:
        raise RuleBrokenError(kept_sentence(row), field="text")


def keep_text(row: Agreement, text: str, *, actor: Actor) -> None:
    """Write another text of a draft, and publish that it changed; nothing where it is the same."""
    if text == row.text:
        return
    before = {f"before_{kind}": said for kind, said in _digests(row).items()}
    row.text = text
    row.save(update_fields=["text"])
    publish(
        AgreementTextEdited(subject=row.code, **before, **said_of_text(row)),
        actor=actor,
    )


def said_of_text(row: Agreement) -> dict[str, str]:
    """What a fact says of the text while it is not public: salted, since it could be guessed."""
    return {f"text_{kind}": said for kind, said in _digests(row).items()}


def _digests(row: Agreement) -> dict[str, str]:
    if row.salt:
        return {"digest": salted_digest(row.text, salt=row.salt)}
    return {"sha256": digest(row.text)}  # issued before agreements had a salt: said so once


def check_correction(old: Agreement, new: Agreement) -> None:
    """Refuse that one agreement corrects another that it cannot.

    Raises:
        RuleBrokenError: the old one is not certified, or is corrected already; the new one was
            refused, or is older.
    """
    if old.pk == new.pk:
        raise RuleBrokenError(_("An agreement does not correct itself."), field="number")
    if old.certified_at is None:
        sentence = _("%(code)s is not certified yet: change its text instead.")
        raise RuleBrokenError(sentence % {"code": old.code}, field="number")
    earlier = old.corrected_by.exclude(pk=new.pk).order_by("pk").first()
    if earlier is not None:
        said = {"code": old.code, "by": earlier.code}
        sentence = _("%(code)s is corrected by %(by)s already: correct that one.")
        raise RuleBrokenError(sentence % said, field="number")
    if new.outcome != "approved":
        raise RuleBrokenError(_("What was refused corrects nothing."), field="number")
    if new.agreed_on < old.agreed_on:
        raise RuleBrokenError(_("A correction comes after what it corrects."), field="number")
