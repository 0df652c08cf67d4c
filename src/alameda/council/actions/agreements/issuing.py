"""From the closed vote to the agreement, its number and its text."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.actions import acting
from alameda.council.actions.agreements.holding import check_draft, keep_text, locked, said_of_text
from alameda.council.actions.ties import tie
from alameda.council.events.agreements import AgreementIssued
from alameda.council.models import AgendaItem, Agreement, Session, Vote
from alameda.council.rules.agreement_codes import code_of
from alameda.council.rules.agreement_text import (
    Counts,
    Decision,
    agreement_text,
    session_words,
)
from alameda.council.selectors.agreements import publication_due_on
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, RuleBrokenError, StaleError
from alameda.foundation.written import TEXT_LETTERS, tidy
from alameda.record.actions import publish
from alameda.thread.models import Link, Subject

DECIDED = ("approved", "refused")


@transaction.atomic
def issue_agreements(
    vote: Vote, *, texts: Mapping[str, str] | None = None, actor: Actor
) -> list[Agreement]:
    """Write the decision of a closed vote as agreements, one an item, with the next numbers.

    Args:
        vote: of the Council, closed, approved or refused.
        texts: the text by code of the item; where there is none, one is written from the facts.
        actor: the secretary.

    Returns:
        The agreements, in the order of the items; not public until they are published.

    Raises:
        NotAllowedError: the actor does not run the session.
        StaleError: they were issued already.
        RuleBrokenError: the vote is not one of the Council, is not closed, or ended in a tie.
        BadInputError: a text is empty or too long, or is for an item that was not voted.

    Source: docs/rules/council-decisions.md, "Agreements".
    """
    acting.locked_numbers()
    session = acting.locked_session(vote.session, actor=actor)
    vote = Vote.objects.select_for_update().get(pk=vote.pk)
    _check_decided(vote, session)
    items = list(
        vote.items.select_for_update(of=("self",))
        .select_related("matter", "committee")
        .order_by("position", "pk")
    )
    _check_not_issued(items)
    given = dict(texts or {})
    unknown = given.keys() - {item.code for item in items}
    if unknown:
        said = {"item": min(unknown)[:80]}
        raise BadInputError(_("The item %(item)s was not in this vote.") % said, field="texts")
    now = timezone.now()
    number = _last_number(vote.held_on.year)
    made = []
    for item in items:
        number += 1
        agreement = _issue(item, vote, session, number=number, text=given.get(item.code))
        _tell_issued(agreement, actor=actor)
        acting.move_item(item, "agreement_issued", at=now, actor=actor)
        acting.happen(session, "agreement", at=now, item=item, vote=vote, text=agreement.code)
        made.append(agreement)
    acting.touch(session)
    return made


@transaction.atomic
def edit_agreement_text(agreement: Agreement, *, text: str, actor: Actor) -> Agreement:
    """Change the text of an agreement that is not certified yet.

    Raises:
        NotAllowedError: the actor does not run the session.
        RuleBrokenError: it is certified: only a new agreement corrects it.
        BadInputError: the text is empty or too long.
    """
    row = locked(agreement, actor=actor)
    check_draft(row)
    keep_text(row, tidy(text, field="text", most=TEXT_LETTERS), actor=actor)
    acting.touch(row.session)
    return row


def _check_decided(vote: Vote, session: Session) -> None:
    if session.body.kind != "council":
        raise RuleBrokenError(_("A committee reports; only the Council makes agreements."))
    if vote.state != Vote.State.CLOSED:
        raise RuleBrokenError(_("Agreements are issued once the vote is closed."))
    if vote.outcome not in DECIDED:
        raise RuleBrokenError(_("The vote ended in a tie: it has to be broken first."))


def _check_not_issued(items: list[AgendaItem]) -> None:
    done = Agreement.objects.filter(item__in=items).values_list("code", flat=True).first()
    if done is not None:
        raise StaleError(_("The agreement %(code)s was issued already.") % {"code": done})


def _last_number(year: int) -> int:
    last: int | None = Agreement.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    return last or 0


def _issue(
    item: AgendaItem, vote: Vote, session: Session, *, number: int, text: str | None
) -> Agreement:
    year = vote.held_on.year
    code = code_of(year, number)
    written = _default_text(item, vote, session) if text is None else text
    subject = Subject.objects.create(
        code=code,
        kind="agreement",
        title=item.title,
        address=f"/consejo/acuerdos/{code}/",
        comuna=item.matter.comuna if item.matter else None,
        visibility=Subject.Visibility.INTERNAL,
        state=vote.outcome,
    )
    return Agreement.objects.create(
        subject=subject,
        code=code,
        year=year,
        number=number,
        item=item,
        vote=vote,
        session=session,
        outcome=vote.outcome,
        title=item.title,
        text=tidy(written, field="texts", most=TEXT_LETTERS),
        business=item.business,
        committee=item.committee,
        amount_clp=item.amount_clp,
        fund=item.fund,
        beneficiary=item.beneficiary,
        agreed_on=vote.held_on,
        publication_due_on=publication_due_on(vote.held_on),
        salt=secrets.token_hex(32),
        is_demo=session.is_demo,
    )


def _default_text(item: AgendaItem, vote: Vote, session: Session) -> str:
    return agreement_text(
        Decision(
            business=item.business,
            title=item.title,
            outcome=vote.outcome,
            session=session_words(session.kind, session.number),
            held_on=vote.held_on,
            counts=Counts(
                favour=vote.favour,
                against=vote.against,
                abstain=vote.abstain,
                not_voting=vote.not_voting,
                recused=vote.recused,
                casting=vote.casting_choice,
            ),
            amount_clp=item.amount_clp,
            fund=item.fund,
            beneficiary=item.beneficiary,
        )
    )


def _tell_issued(agreement: Agreement, *, actor: Actor) -> None:
    """The links of the thread, and the fact."""
    matter, on = agreement.item.matter, agreement.agreed_on
    if matter is not None:
        is_approved = agreement.outcome == "approved"
        kind = Link.Kind.APPROVED_BY if is_approved else Link.Kind.DISCUSSED_IN
        tie(matter, kind, agreement.subject, on=on, actor=actor)
    tie(
        agreement.subject,
        Link.Kind.DISCUSSED_IN,
        agreement.session.subject,
        on=on,
        actor=actor,
    )
    publish(
        AgreementIssued(
            subject=agreement.code,
            session=agreement.session.code,
            vote=agreement.vote.code,
            item=agreement.item.code,
            business=agreement.business,
            outcome=agreement.outcome,
            number=agreement.number or 0,
            agreed_on=on,
            publication_due_on=agreement.publication_due_on,
            amount_clp=agreement.amount_clp,
            **said_of_text(agreement),
        ),
        actor=actor,
    )
