"""The certificate and the minutes as they are really printed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alameda.council.actions.agreements import certify_agreement, issue_agreements
from alameda.council.actions.floor import declare_recusal, open_item
from alameda.council.actions.minutes import approve_minutes, draft_minutes, publish_minutes
from alameda.council.actions.papers import fingerprint_of
from alameda.council.actions.presence import certify_attendance
from alameda.council.actions.sessions import close_session
from alameda.council.actions.votes import call_roll, close_vote, open_vote
from alameda.council.models import AgendaItem, Session, Vote
from alameda.council.tests.factories import (
    SECRETARY,
    STARTS_AT,
    AgreementFactory,
    ItemFactory,
    SessionFactory,
    VoteFactory,
    make_attendance,
    make_council,
    make_open_session,
    make_vote,
)
from alameda.documents.models import Document
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db


def held() -> tuple[Session, Vote]:
    """A session of 34 with one item voted, over and certified."""
    body, members = make_council(34, has_governor=False)
    session, (item,) = make_open_session(body, members[:30])
    choices = dict.fromkeys(members[:26], "favour") | dict.fromkeys(members[26:28], "against")
    vote = make_vote(session, item, {**choices, members[28]: "abstain", members[29]: "recused"})
    AgendaItem.objects.filter(pk=item.pk).update(state="voted", number="3.1")
    make_attendance(
        session, dict.fromkeys(members[:30], "present") | dict.fromkeys(members[30:], "excused")
    )
    Session.objects.filter(pk=session.pk).update(
        state="closed",
        closed_at=STARTS_AT + timedelta(hours=2),
        attendance_certified_at=STARTS_AT + timedelta(hours=2),
        place="Sala del Consejo",
    )
    return session, vote


def test_the_certificate_and_the_minutes_are_printed_and_their_bytes_are_in_the_record() -> None:
    session, vote = held()
    agreement = certify_agreement(issue_agreements(vote, actor=SECRETARY)[0], actor=SECRETARY)
    minutes = draft_minutes(Session.objects.get(pk=session.pk), actor=SECRETARY)
    later = SessionFactory.create(body=session.body, starts_at=STARTS_AT + timedelta(days=14))
    item = ItemFactory.create(
        body=session.body, session=later, business="minutes", minutes_of=session
    )
    vote = VoteFactory.create(session=later)
    by = AgreementFactory.create(item=item, vote=vote, session=later, number=99)

    approve_minutes(minutes, by=by, actor=SECRETARY)
    published = publish_minutes(minutes, actor=SECRETARY)

    certificate, document = agreement.certificate, published.document
    assert certificate is not None
    assert document is not None
    assert (certificate.kind, document.kind) == ("certificate", "minutes")
    assert certificate.visibility == document.visibility == Document.Visibility.PUBLIC
    said = Entry.objects.get(verb="agreement.certified").payload
    assert said["certificate_sha256"] == fingerprint_of(certificate) != ""
    said = Entry.objects.get(verb="minutes.published").payload
    assert said["document_sha256"] == fingerprint_of(document) != ""


def test_a_roll_call_becomes_an_agreement_a_certificate_and_a_line_of_the_minutes() -> None:
    body, members = make_council(30)
    session, (item,) = make_open_session(body, members)
    open_item(item, actor=SECRETARY)
    declare_recusal(item, councillor=members[3], reason="own_interest", actor=SECRETARY)
    vote = open_vote(session, items=[item], actor=SECRETARY)
    voters = [member for member in members if member != members[3]]
    call_roll(vote, choices=dict.fromkeys(voters[:28], "favour"), actor=SECRETARY)
    vote = close_vote(vote, marks_pending=True, actor=SECRETARY)
    (agreement,) = issue_agreements(vote, actor=SECRETARY)
    certify_agreement(agreement, actor=SECRETARY)
    session = close_session(session, actor=SECRETARY)
    certify_attendance(session, excused=[], actor=SECRETARY)

    minutes = draft_minutes(session, actor=SECRETARY)

    (told,) = [part["text"] for part in minutes.parts if part["key"] == f"item-{item.pk}"]
    assert f"Se registra la inhabilidad de {members[3].name}. Causa: interés propio." in told
    assert "28 votos a favor, 0 en contra, 0 abstenciones" in told
    assert "En consecuencia, el asunto fue aprobado." in told
    assert agreement.text in told
    assert agreement.certificate_id is None  # as it was issued, before it was certified
    agreement.refresh_from_db()
    assert agreement.certificate is not None
    data = agreement.certificate.versions.get().data
    assert data is not None
    assert data["present"] == sum(count["value"] for count in data["counts"]) == 31
    assert len(data["explanation"]) >= 3
