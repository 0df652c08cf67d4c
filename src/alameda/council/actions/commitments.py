"""What was asked for: raised with owner and day, answered once, or withdrawn."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.accounts.models import Unit
from alameda.council import policies
from alameda.council.actions import acting
from alameda.council.actions.ties import tie
from alameda.council.events.agreements import (
    CommitmentAnswered,
    CommitmentRaised,
    CommitmentWithdrawn,
)
from alameda.council.models import AgendaItem, Commitment, Councillor, Session
from alameda.council.rules import vocabulary
from alameda.council.rules.numbering import next_code
from alameda.council.rules.states import COMMITMENT
from alameda.council.selectors.commitments import TERMS, due_by_law
from alameda.documents.models import Document
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.errors import (
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
    StaleError,
)
from alameda.foundation.vocabulary import keys
from alameda.foundation.written import REASON_LETTERS, TEXT_LETTERS, digest, tidy
from alameda.record.actions import publish
from alameda.record.selectors import row_digest
from alameda.thread.actions import move
from alameda.thread.models import Link, Subject

ASK_LETTERS = 4_000
OWNER_LETTERS = 160
TITLE_LETTERS = 200


@transaction.atomic
def raise_commitment(  # noqa: PLR0913  # who asks for what, from whom, where, and until when
    *,
    kind: str,
    text: str,
    owner: str,
    raised_on: date,
    session: Session | None = None,
    item: AgendaItem | None = None,
    raised_by: Councillor | None = None,
    owner_unit: Unit | None = None,
    due_on: date | None = None,
    actor: Actor,
) -> Commitment:
    """Note something that was asked for, with who owes it and until when.

    Args:
        kind: key of its kind; it gives the legal term, if it has one.
        text: what is asked for; public.
        owner: who owes it, in words; the name of the unit where it is left empty.
        raised_on: the day.
        session: where it was raised.
        item: of that session, where it was raised under one.
        raised_by: the councillor who asks; the actor herself where the actor is one.
        owner_unit: the unit that owes it.
        due_on: the last day, for a kind without a legal term; the usual one where it is empty.
        actor: the secretary, or the councillor who asks.

    Raises:
        NotAllowedError: the actor may not raise it, or raises it in another's name.
        BadInputError: no such kind, no text, no owner, or the item is of another session.
        RuleBrokenError: the day is not possible, or it is not the one that the law gives.
        ParameterUnknownError: the legal term is not known for that day.

    Source: docs/rules/council-decisions.md, "Commitments".
    """
    acting.locked_numbers()
    if not policies.may_raise(actor) or not _speaks_for(actor, raised_by):
        raise NotAllowedError(
            _("Only the secretary, or the councillor who asks, notes what is asked for.")
        )
    if kind not in keys(vocabulary.COMMITMENT_KINDS):
        raise BadInputError(_("There is no such kind of commitment."), field="kind")
    if item is not None and (session is None or item.session_id != session.pk):
        raise BadInputError(_("That item is of another session."), field="item")
    asked = tidy(text, field="text", most=ASK_LETTERS)
    named = owner.strip() or (owner_unit.name if owner_unit else "")
    who = tidy(named, field="owner", most=OWNER_LETTERS)
    due = _due(kind, raised_on=raised_on, asked_for=due_on)
    code = _next_code(raised_on.year)
    row = Commitment.objects.create(
        subject=_subject(code, asked),
        code=code,
        kind=kind,
        session=session,
        item=item,
        raised_by=raised_by,
        text=asked,
        owner_unit=owner_unit,
        owner=who,
        raised_on=raised_on,
        due_on=due,
        term=TERMS.get(kind, ""),
        is_demo=session.is_demo if session else False,
    )
    if session is not None:
        _note_in(session, row, actor=actor)
    publish(
        CommitmentRaised(
            subject=code,
            kind=kind,
            session=session.code if session else "",
            raised_by=raised_by.code if raised_by else "",
            unit=owner_unit.code if owner_unit else "",
            raised_on=raised_on,
            due_on=due,
            term=row.term,
            row_digest=row_digest("council.commitment", row.pk),
        ),
        actor=actor,
    )
    return row


@transaction.atomic
def answer_commitment(
    commitment: Commitment,
    *,
    answer: str,
    answered_on: date,
    document: Document | None = None,
    actor: Actor,
) -> Commitment:
    """Answer a commitment, once.

    Args:
        commitment: an open one.
        answer: what is answered; public.
        answered_on: the day: not before it was raised, nor in the future.
        document: the paper that answers, where there is one.
        actor: who owes it, or the secretary.

    Raises:
        NotAllowedError: the actor does not owe it.
        StaleError: it was answered or withdrawn already.
        BadInputError: the answer is empty or too long.
        RuleBrokenError: the day is not possible.
    """
    row = _locked(commitment)
    if not policies.may_answer(actor, row):
        raise NotAllowedError(_("Only who owes it, or the secretary, answers it."))
    _check_open(row)
    said = tidy(answer, field="answer", most=TEXT_LETTERS)
    if answered_on > timezone.localdate():
        raise RuleBrokenError(_("The day cannot be in the future."), field="answered_on")
    if answered_on < row.raised_on:
        raise RuleBrokenError(
            _("It was asked for on %(day)s: it cannot be answered before.")
            % {"day": words.day_long(row.raised_on)},
            field="answered_on",
        )
    row.answer, row.answered_on, row.document = said, answered_on, document
    row.version += 1
    changed = ("answer", "answered_on", "document", "version")
    move(row, COMMITMENT, "answered", also=changed)
    publish(
        CommitmentAnswered(
            subject=row.code,
            answered_on=answered_on,
            due_on=row.due_on,
            is_late=answered_on > row.due_on,
            document=document.code if document else "",
            answer_sha256=digest(said),
        ),
        actor=actor,
    )
    return row


@transaction.atomic
def withdraw_commitment(commitment: Commitment, *, reason: str, actor: Actor) -> Commitment:
    """Withdraw what was asked for, before it was answered.

    Raises:
        NotAllowedError: the actor neither asked for it nor is the secretary.
        StaleError: it was answered or withdrawn already.
        BadInputError: there is no reason.
    """
    row = _locked(commitment)
    if not policies.may_withdraw(actor, row):
        raise NotAllowedError(_("Only who asked for it, or the secretary, withdraws it."))
    _check_open(row)
    why = tidy(reason, field="reason", most=REASON_LETTERS)
    row.answer, row.version = why, row.version + 1
    move(row, COMMITMENT, "withdrawn", also=["answer", "version"])
    publish(CommitmentWithdrawn(subject=row.code, reason=why), actor=actor)
    return row


def _speaks_for(actor: Actor, councillor: Councillor | None) -> bool:
    """Whether the actor may ask in that name: the secretary for all, a councillor for herself."""
    if actor.has(policies.SECRETARY):
        return True
    return councillor is not None and policies.may_vote_as(actor, councillor)


def _due(kind: str, *, raised_on: date, asked_for: date | None) -> date:
    if raised_on > timezone.localdate():
        raise RuleBrokenError(_("The day cannot be in the future."), field="raised_on")
    by_law = due_by_law(kind, on=raised_on)
    if asked_for is None or asked_for == by_law:
        return by_law
    if kind in TERMS:
        raise RuleBrokenError(
            _("The law gives until %(day)s to answer this.") % {"day": words.day_long(by_law)},
            field="due_on",
        )
    if asked_for < raised_on:
        raise RuleBrokenError(_("The last day cannot be before it is asked for."), field="due_on")
    return asked_for


def _next_code(year: int) -> str:
    stem = f"C-{year}-"
    codes = Commitment.objects.filter(code__startswith=stem).values_list("code", flat=True)
    return next_code(stem, codes, digits=4)


def _subject(code: str, text: str) -> Subject:
    line = " ".join(text.split())
    title = line if len(line) <= TITLE_LETTERS else f"{line[: TITLE_LETTERS - 1].rstrip()}…"
    return Subject.objects.create(
        code=code,
        kind="commitment",
        title=title,
        address=f"/consejo/compromisos/{code}/",
        state="open",
    )


def _note_in(session: Session, row: Commitment, *, actor: Actor) -> None:
    """Write it in the session's log, and tie it to it."""
    locked = (
        Session.objects.select_for_update(of=("self",)).select_related("subject").get(pk=session.pk)
    )
    tie(locked.subject, Link.Kind.ORIGINATES, row.subject, on=row.raised_on, actor=actor)
    acting.happen(
        locked,
        "commitment",
        at=timezone.now(),
        item=row.item,
        councillor=row.raised_by,
        text=row.code,
    )
    acting.touch(locked)


def _locked(commitment: Commitment) -> Commitment:
    return (
        Commitment.objects.select_for_update(of=("self",))
        .select_related("subject", "owner_unit", "raised_by")
        .get(pk=commitment.pk)
    )


def _check_open(row: Commitment) -> None:
    if row.state == "answered":
        said = {"code": row.code, "day": words.day_long(row.answered_on)}
        raise StaleError(_("%(code)s was answered on %(day)s.") % said)
    if row.state != "open":
        raise StaleError(_("%(code)s was withdrawn.") % {"code": row.code})
