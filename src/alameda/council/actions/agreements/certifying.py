"""The certificate of an agreement, and its publication."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.actions import acting, papers
from alameda.council.actions.agreements.holding import check_correction, kept_sentence, locked
from alameda.council.actions.matters import decide_matter
from alameda.council.actions.minutes import approve_minutes
from alameda.council.actions.money import check_agreement_money
from alameda.council.actions.ties import tie
from alameda.council.events.agreements import (
    AgreementCertified,
    AgreementCorrected,
    AgreementPublished,
)
from alameda.council.models import Agreement, Minutes
from alameda.council.selectors.certificates import certificate_data
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.errors import RuleBrokenError, StaleError
from alameda.foundation.written import digest
from alameda.record.actions import publish
from alameda.thread.models import Link, Subject


@transaction.atomic
def certify_agreement(agreement: Agreement, *, publishes: bool = True, actor: Actor) -> Agreement:
    """Certify an agreement: its certificate is made, and its text cannot change any more.

    What it corrects says from then on that it is corrected. What the Council itself keeps of what
    it decided goes with it: its matter ends, the minutes that it approves are approved.

    Args:
        agreement: an issued one.
        publishes: whether it becomes public in the same act, as it usually does.
        actor: the secretary.

    Raises:
        NotAllowedError: the actor does not run the session.
        StaleError: it was certified already.
        RuleBrokenError: it approves money and names no amount or no fund; what it corrects was
            corrected by another one meanwhile; or its matter was decided before, and this corrects
            nothing.
    """
    row = locked(agreement, actor=actor)
    if row.certified_at is not None:
        raise StaleError(kept_sentence(row))
    check_agreement_money(row)
    if row.corrects is not None:
        check_correction(row.corrects, row)
    now = timezone.now()
    today = words.local_date(now)
    acting.move_item(row.item, "certified", at=now, actor=actor)
    document = papers.make_paper(
        "certificate",
        data=certificate_data(row, issued_on=today),
        title=f"Certificado del acuerdo {row.code}",
        subject=row.subject,
        at=now,
        actor=actor,
    )
    row.certified_at, row.certificate = now, document
    row.save(update_fields=["certified_at", "certificate"])
    publish(
        AgreementCertified(
            subject=row.code,
            certificate=document.code,
            certificate_sha256=papers.fingerprint_of(document),
            text_sha256=digest(row.text),
            certified_at=now,
            is_same_day=today == row.agreed_on,
            salt=row.salt,
        ),
        actor=actor,
    )
    if row.corrects is not None:
        old = row.corrects.subject
        tie(row.subject, Link.Kind.SUPERSEDES, old, on=row.agreed_on, actor=actor)
        publish(AgreementCorrected(subject=old.code, by=row.code), actor=actor)
    if publishes:
        _publish(row, at=now, actor=actor)
    if row.corrects is None:
        _apply(row, actor=actor)
    acting.touch(row.session)
    return row


@transaction.atomic
def publish_agreement(agreement: Agreement, *, actor: Actor) -> Agreement:
    """Make a certified agreement public.

    Raises:
        NotAllowedError: the actor does not run the session.
        RuleBrokenError: it is not certified yet.
        StaleError: it is public already.
    """
    row = locked(agreement, actor=actor)
    if row.certified_at is None:
        raise RuleBrokenError(_("An agreement is published once it is certified."))
    if row.published_at is not None:
        said = {"code": row.code, "day": words.day_long(row.published_at)}
        raise StaleError(_("The agreement %(code)s is public since %(day)s.") % said)
    _publish(row, at=timezone.now(), actor=actor)
    acting.touch(row.session)
    return row


def _apply(row: Agreement, *, actor: Actor) -> None:
    decide_matter(row.item, by=row, actor=actor)
    if row.item.minutes_of_id is None or row.outcome != "approved":
        return
    minutes = Minutes.objects.filter(session=row.item.minutes_of_id).first()
    if minutes is not None:
        approve_minutes(minutes, by=row, actor=actor)


def _publish(row: Agreement, *, at: datetime, actor: Actor) -> None:
    row.published_at = at
    row.save(update_fields=["published_at"])
    row.subject.visibility = Subject.Visibility.PUBLIC
    row.subject.save(update_fields=["visibility", "changed_at"])
    due_on = row.publication_due_on
    publish(
        AgreementPublished(
            subject=row.code,
            published_at=at,
            due_on=due_on,
            is_late=due_on is not None and words.local_date(at) > due_on,
        ),
        actor=actor,
    )
