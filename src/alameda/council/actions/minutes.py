"""The minutes of a session: drafted, corrected by parts, approved in a later one, published."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.actions import acting, papers
from alameda.council.events.agreements import (
    MinutesApproved,
    MinutesCorrected,
    MinutesDrafted,
    MinutesPublished,
)
from alameda.council.models import (
    AgendaItem,
    Agreement,
    Correction,
    Councillor,
    Minutes,
    Session,
    Vote,
)
from alameda.council.rules.minutes_text import is_heading, minutes_parts
from alameda.council.rules.states import MINUTES
from alameda.council.selectors.certificates import minutes_data
from alameda.council.selectors.minutes import session_told
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, RuleBrokenError, StaleError
from alameda.foundation.written import REASON_LETTERS, digest, tidy
from alameda.record.actions import publish
from alameda.thread.actions import move

PART_LETTERS = 60_000


@transaction.atomic
def draft_minutes(session: Session, *, actor: Actor) -> Minutes:
    """Draft the minutes of a session that is over, from what happened in it.

    Raises:
        NotAllowedError: the actor does not run the session.
        StaleError: they were drafted already.
        RuleBrokenError: the session is not over.

    Source: docs/rules/council-decisions.md, "Minutes".
    """
    row = acting.locked_session(session, actor=actor)
    if Minutes.objects.filter(session=row).exists():
        raise StaleError(_("The minutes of %(code)s were drafted already.") % {"code": row.code})
    acting.move_session(row, "minutes_drafted")
    parts = [asdict(part) for part in minutes_parts(session_told(row))]
    minutes = Minutes.objects.create(session=row, parts=parts, drafted_at=timezone.now())
    publish(
        MinutesDrafted(subject=row.code, parts=len(parts), text_sha256=text_digest(minutes)),
        actor=actor,
    )
    acting.touch(row)
    return minutes


@transaction.atomic
def correct_minutes(  # noqa: PLR0913  # a correction has its part, both texts, who asked and why
    minutes: Minutes,
    *,
    part: str,
    after: str,
    version: int,
    asked_by: Councillor | None = None,
    reason: str = "",
    actor: Actor,
) -> Minutes:
    """Correct a part of the draft; the text it had is kept beside the new one.

    Args:
        minutes: the draft.
        part: key of the part.
        after: its text from now on.
        version: the version that the actor saw.
        asked_by: the councillor who asked for it, where one did.
        reason: why; public.
        actor: the secretary.

    Raises:
        NotAllowedError: the actor does not run the session.
        RuleBrokenError: the minutes are approved: only the Council can change them.
        StaleError: somebody corrected them since the actor saw them.
        BadInputError: there is no such part, it is a heading, or a text is too long.
    """
    row = _locked(minutes, actor=actor)
    if row.state != "drafted":
        raise RuleBrokenError(_("Approved minutes are not corrected any more."), field="part")
    if row.version != version:
        raise StaleError(_("Somebody corrected the minutes since you opened them: look again."))
    found = next((each for each in row.parts if each["key"] == part), None)
    if found is None:
        raise BadInputError(_("The minutes have no such part."), field="part")
    if is_heading(found):
        raise BadInputError(_("That part is a heading: it has no text to correct."), field="part")
    text = tidy(after, field="after", most=PART_LETTERS, is_required=False)
    why = tidy(reason, field="reason", most=REASON_LETTERS, is_required=False)
    before = found["text"]
    if text == before:
        return row
    found["text"] = text
    row.version += 1
    row.save(update_fields=["parts", "version"])
    Correction.objects.create(
        minutes=row,
        part=part,
        asked_by=asked_by,
        before=before,
        after=text,
        reason=why,
        made_at=timezone.now(),
    )
    publish(
        MinutesCorrected(
            subject=row.session.code,
            part=part,
            version=row.version,
            asked_by=asked_by.code if asked_by else "",
            before_sha256=digest(before),
            after_sha256=digest(text),
        ),
        actor=actor,
    )
    acting.touch(row.session)
    return row


@transaction.atomic
def approve_minutes(minutes: Minutes, *, by: Agreement | AgendaItem, actor: Actor) -> Minutes:
    """Approve the minutes in a later session of the same body.

    Args:
        minutes: the draft.
        by: the agreement on an item that approves the minutes of this session; of a committee,
            which makes no agreements, the item itself, once its vote approved it.
        actor: the secretary.

    Raises:
        NotAllowedError: the actor does not run the session.
        StaleError: they were approved already.
        RuleBrokenError: they were refused, it is about other minutes or of another body, or it is
            not of a later session.
    """
    row = _locked(minutes, actor=actor)
    if row.state != "drafted":
        said = {"code": row.session.code, "day": words.day_long(row.approved_at)}
        raise StaleError(_("The minutes of %(code)s were approved on %(day)s.") % said)
    return _approve(row, by=by, later=_approving_session(row.session, by), actor=actor)


def approve_voted_minutes(vote: Vote, *, actor: Actor) -> list[Minutes]:
    """Approve the minutes that a committee just voted: part of the close of that vote.

    A committee makes no agreements, so its vote itself approves. The caller holds the session of
    the vote and has checked who acts. Minutes that are not drafted, or were approved before, stay
    as they are.
    """
    session = vote.session
    if session.body.kind == "council" or vote.outcome != "approved":
        return []
    approved = []
    about = vote.items.filter(minutes_of__starts_at__lt=session.starts_at).order_by("pk")
    for item in about:
        held = Session.objects.select_for_update(of=("self",)).select_related("body", "subject")
        before = held.get(approved_by_items=item)
        row = Minutes.objects.select_for_update(of=("self",)).filter(session=before).first()
        if row is not None and row.state == "drafted":
            row.session = before
            approved.append(_approve(row, by=item, later=session, actor=actor))
    return approved


@transaction.atomic
def publish_minutes(minutes: Minutes, *, actor: Actor) -> Minutes:
    """Make the approved minutes a document, and publish it.

    Raises:
        NotAllowedError: the actor does not run the session.
        StaleError: they were published already.
        RuleBrokenError: they are not approved yet.
    """
    row = _locked(minutes, actor=actor)
    if row.state == "published":
        said = {"code": row.session.code, "day": words.day_long(row.published_at)}
        raise StaleError(_("The minutes of %(code)s are public since %(day)s.") % said)
    if row.state != "approved":
        raise RuleBrokenError(_("Minutes are published once a later session approved them."))
    now = timezone.now()
    acting.move_session(row.session, "published")
    data = minutes_data(row)
    document = papers.make_paper(
        "minutes",
        data=data,
        title=f"Acta de la {data['session_title']}",
        subject=row.session.subject,
        at=now,
        actor=actor,
    )
    row.published_at, row.document = now, document
    move(row, MINUTES, "published", also=["published_at", "document"])
    publish(
        MinutesPublished(
            subject=row.session.code,
            document=document.code,
            document_sha256=papers.fingerprint_of(document),
        ),
        actor=actor,
    )
    acting.touch(row.session)
    return row


def _approve(row: Minutes, *, by: Agreement | AgendaItem, later: Session, actor: Actor) -> Minutes:
    """Approve minutes that are locked with their session."""
    agreement = by if isinstance(by, Agreement) else None
    acting.move_session(row.session, "minutes_approved")
    row.approved_at, row.approved_by = timezone.now(), agreement
    move(row, MINUTES, "approved", also=["approved_at", "approved_by"])
    publish(
        MinutesApproved(
            subject=row.session.code,
            agreement=agreement.code if agreement else "",
            session=later.code,
            version=row.version,
            text_sha256=text_digest(row),
        ),
        actor=actor,
    )
    acting.touch(row.session)
    return row


def _locked(minutes: Minutes, *, actor: Actor) -> Minutes:
    """The minutes, locked after their session."""
    session = acting.locked_session(minutes.session, actor=actor)
    row = (
        Minutes.objects.select_for_update(of=("self",))
        .select_related("approved_by__session__body")
        .get(pk=minutes.pk)
    )
    row.session = session
    return row


def _approving_session(session: Session, by: Agreement | AgendaItem) -> Session:
    """The later session that approved the minutes.

    Raises:
        RuleBrokenError: it did not.
    """
    item = AgendaItem.objects.select_related("session").get(
        pk=by.item_id if isinstance(by, Agreement) else by.pk
    )
    if item.minutes_of_id != session.pk:
        raise RuleBrokenError(_("That agreement is not about these minutes."), field="by")
    if not _is_approved(session, by):
        raise RuleBrokenError(_("That agreement does not approve the minutes."), field="by")
    later = item.session
    if later is None or later.body_id != session.body_id or later.starts_at <= session.starts_at:
        raise RuleBrokenError(_("Minutes are approved in a later session."), field="by")
    return later


def _is_approved(session: Session, by: Agreement | AgendaItem) -> bool:
    """By an agreement of the Council, or by the vote of a committee that makes none."""
    if isinstance(by, Agreement):
        return Agreement.objects.filter(pk=by.pk, outcome="approved").exists()
    if session.body.kind == "council":
        return False
    return by.votes.filter(state=Vote.State.CLOSED, outcome="approved").exists()


def text_digest(minutes: Minutes) -> str:
    """The digest of all the parts, as the record has it."""
    parts: list[dict[str, Any]] = minutes.parts
    return digest("\n\n".join(f"{part['title']}\n{part['text']}" for part in parts))
