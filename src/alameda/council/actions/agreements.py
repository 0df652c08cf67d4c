"""From the vote to the certificate: agreements are issued, certified, published, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.actions import acting, papers
from alameda.council.actions.texts import TEXT_LETTERS, checked, digest
from alameda.council.actions.ties import tie
from alameda.council.events import (
    AgreementCertified,
    AgreementCorrected,
    AgreementIssued,
    AgreementPublished,
    AgreementTextEdited,
)
from alameda.council.models import AgendaItem, Agreement, Session, Vote
from alameda.council.rules.agreement_text import (
    Counts,
    Decision,
    agreement_text,
    correction_words,
    session_words,
)
from alameda.council.selectors.agreements import publication_due_on
from alameda.council.selectors.certificates import certificate_data
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, RuleBrokenError, StaleError
from alameda.record.actions import publish
from alameda.thread.models import Link, Subject
from alameda.ui import words

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

    Source: docs/rules/council.md, "Agreements".
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
    row = _locked(agreement, actor=actor)
    if row.certified_at is not None:
        raise RuleBrokenError(_kept_sentence(row), field="text")
    after = checked(text, field="text", most=TEXT_LETTERS)
    if after == row.text:
        return row
    before, row.text = row.text, after
    row.save(update_fields=["text"])
    publish(
        AgreementTextEdited(
            subject=row.code, before_sha256=digest(before), text_sha256=digest(after)
        ),
        actor=actor,
    )
    acting.touch(row.session)
    return row


@transaction.atomic
def certify_agreement(agreement: Agreement, *, publishes: bool = True, actor: Actor) -> Agreement:
    """Certify an agreement: its certificate is made, and its text cannot change any more.

    Args:
        agreement: an issued one.
        publishes: whether it becomes public in the same act, as it usually does.
        actor: the secretary.

    Raises:
        NotAllowedError: the actor does not run the session.
        StaleError: it was certified already.
    """
    row = _locked(agreement, actor=actor)
    if row.certified_at is not None:
        raise StaleError(_kept_sentence(row))
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
        ),
        actor=actor,
    )
    if publishes:
        _publish(row, at=now, actor=actor)
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
    row = _locked(agreement, actor=actor)
    if row.certified_at is None:
        raise RuleBrokenError(_("An agreement is published once it is certified."))
    if row.published_at is not None:
        said = {"code": row.code, "day": words.day_long(row.published_at)}
        raise StaleError(_("The agreement %(code)s is public since %(day)s.") % said)
    _publish(row, at=timezone.now(), actor=actor)
    acting.touch(row.session)
    return row


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
    new.text = checked(f"{new.text} {sentence}", field="text", most=TEXT_LETTERS)
    new.save(update_fields=["corrects", "text"])
    tie(new.subject, Link.Kind.SUPERSEDES, old.subject, on=new.agreed_on, actor=actor)
    publish(AgreementCorrected(subject=old.code, by=new.code), actor=actor)
    acting.touch(new.session)
    return new


def _locked(agreement: Agreement, *, actor: Actor) -> Agreement:
    """The agreement, locked after its session, with what its acts need."""
    acting.locked_session(agreement.session, actor=actor)
    return (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("subject", "item", "vote", "session__body", "corrects")
        .get(pk=agreement.pk)
    )


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
    code = f"A-{year}-{number:04d}"
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
        text=checked(written, field="texts", most=TEXT_LETTERS),
        business=item.business,
        committee=item.committee,
        amount_clp=item.amount_clp,
        fund=item.fund,
        beneficiary=item.beneficiary,
        agreed_on=vote.held_on,
        publication_due_on=publication_due_on(vote.held_on),
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
            text_sha256=digest(agreement.text),
        ),
        actor=actor,
    )


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


def _kept_sentence(row: Agreement) -> str:
    said = {"code": row.code, "day": words.day_long(row.certified_at)}
    return _("%(code)s was certified on %(day)s: only a new agreement corrects it.") % said
