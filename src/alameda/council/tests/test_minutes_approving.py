"""Minutes are corrected by parts, approved later, published, and then stay."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alameda.council.actions.minutes import (
    approve_minutes,
    correct_minutes,
    draft_minutes,
    publish_minutes,
)
from alameda.council.models import Agreement, Correction, Session, Vote
from alameda.council.selectors.minutes import get_minutes
from alameda.council.tests.factories import (
    GOVERNOR,
    SECRETARY,
    STARTS_AT,
    AgreementFactory,
    BodyFactory,
    ItemFactory,
    SessionFactory,
    VoteFactory,
    make_council,
)
from alameda.council.tests.papers import Press
from alameda.council.tests.stages import drafted, part_of
from alameda.foundation.actor import VISITOR, Actor
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
    StaleError,
)
from alameda.record.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("press")]


def approval_of(
    session: Session, *, days: int = 14, outcome: str = "approved", of: Session | None = None
) -> Agreement:
    """The agreement of another session on the minutes of this one."""
    later = SessionFactory.create(
        body=session.body, state="closed", starts_at=session.starts_at + timedelta(days=days)
    )
    item = ItemFactory.create(
        body=session.body, session=later, business="minutes", minutes_of=of or session
    )
    vote = VoteFactory.create(session=later, outcome=outcome)
    return AgreementFactory.create(item=item, vote=vote, session=later, outcome=outcome)


def test_a_correction_keeps_both_texts_and_who_asked() -> None:
    minutes = drafted()
    before = part_of(minutes, "closing")
    member = minutes.session.presences.first()
    assert member is not None

    done = correct_minutes(
        minutes,
        part="closing",
        after=" Se levanta la sesión a las 12:00 horas. ",
        version=1,
        asked_by=member.councillor,
        reason="hora",
        actor=SECRETARY,
    )

    assert part_of(done, "closing") == "Se levanta la sesión a las 12:00 horas."
    assert done.version == 2
    kept = Correction.objects.get()
    assert (kept.before, kept.after, kept.asked_by) == (
        before,
        "Se levanta la sesión a las 12:00 horas.",
        member.councillor,
    )
    entry = Entry.objects.get(verb="minutes.corrected")
    assert entry.payload["asked_by"] == member.councillor.code
    assert member.councillor.name not in str(entry.payload)


@pytest.mark.parametrize(
    ("actor", "part", "version", "after", "refusal"),
    [
        (VISITOR, "closing", 1, "Otra.", NotAllowedError),
        (SECRETARY, "closing", 7, "Otra.", StaleError),
        (SECRETARY, "nothing", 1, "Otra.", BadInputError),
        (SECRETARY, "section-agenda", 1, "Otra.", BadInputError),
        (SECRETARY, "closing", 1, "a\x00b", BadInputError),
    ],
)
def test_a_refused_correction_leaves_no_trace(
    actor: Actor, part: str, version: int, after: str, refusal: type[AlamedaError]
) -> None:
    minutes = drafted()
    parts = minutes.parts

    with pytest.raises(refusal):
        correct_minutes(minutes, part=part, after=after, version=version, actor=actor)

    minutes.refresh_from_db()
    assert (minutes.parts, minutes.version) == (parts, 1)
    assert not Correction.objects.exists()
    assert Entry.objects.count() == 1


def test_minutes_are_approved_by_a_later_session_and_published(press: Press) -> None:
    minutes = drafted()
    with pytest.raises(NotFoundError):
        get_minutes(minutes.session, actor=VISITOR)
    by = approval_of(minutes.session)

    approved = approve_minutes(minutes, by=by, actor=SECRETARY)
    published = publish_minutes(approved, actor=SECRETARY)

    assert published.document is not None
    assert get_minutes(minutes.session, actor=VISITOR) == published
    session = Session.objects.get(pk=minutes.session.pk)
    assert session.state == session.subject.state == "published"
    (data,) = press.printed
    assert data["approved"].startswith("Aprobada en sesión ordinaria")
    assert by.code in data["approved"]
    assert data["parts"][0]["title"] == "Apertura"
    assert data["check_url"].endswith(f"/consejo/sesiones/{session.code}/acta/")
    entry = Entry.objects.get(verb="minutes.published")
    assert entry.payload["document_sha256"] == published.document.versions.get().blob.sha256


def test_a_wrong_approval_is_refused_without_a_trace() -> None:
    minutes = drafted()
    session = minutes.session
    other = SessionFactory.create(body=session.body)
    item = ItemFactory.create(
        body=session.body, session=session, business="minutes", minutes_of=session
    )
    same = AgreementFactory.create(
        item=item, vote=VoteFactory.create(session=session), session=session
    )
    wrong = [
        same,
        approval_of(session, days=-1),
        approval_of(session, outcome="refused"),
        approval_of(session, of=other),
    ]

    for by in wrong:
        with pytest.raises(RuleBrokenError):
            approve_minutes(minutes, by=by, actor=SECRETARY)
    with pytest.raises(NotAllowedError):
        approve_minutes(minutes, by=approval_of(session), actor=VISITOR)
    with pytest.raises(RuleBrokenError):
        publish_minutes(minutes, actor=SECRETARY)

    minutes.refresh_from_db()
    assert (minutes.state, minutes.approved_by) == ("drafted", None)
    assert Session.objects.get(pk=session.pk).state == "minutes_drafted"
    assert Entry.objects.count() == 1


def test_what_was_approved_or_published_stays(press: Press) -> None:
    minutes = drafted()
    by = approval_of(minutes.session)
    approve_minutes(minutes, by=by, actor=SECRETARY)

    with pytest.raises(StaleError):
        approve_minutes(minutes, by=by, actor=SECRETARY)
    with pytest.raises(RuleBrokenError):
        correct_minutes(minutes, part="closing", after="Otra.", version=1, actor=SECRETARY)
    with pytest.raises(NotAllowedError):
        publish_minutes(minutes, actor=GOVERNOR)
    publish_minutes(minutes, actor=SECRETARY)
    with pytest.raises(StaleError):
        publish_minutes(minutes, actor=SECRETARY)

    assert Entry.objects.count() == 3
    assert len(press.printed) == 1


def test_a_committee_approves_its_minutes_by_a_vote_of_its_own() -> None:
    make_council(1)
    body = BodyFactory.create()
    session = SessionFactory.create(body=body, kind="committee", state="closed")
    minutes = draft_minutes(session, actor=SECRETARY)
    later = SessionFactory.create(
        body=body, kind="committee", state="open", starts_at=STARTS_AT + timedelta(days=7)
    )
    item = ItemFactory.create(body=body, session=later, business="minutes", minutes_of=session)
    vote = VoteFactory.create(session=later, outcome="refused")
    vote.items.add(item)
    with pytest.raises(RuleBrokenError):
        approve_minutes(minutes, by=item, actor=SECRETARY)
    assert Entry.objects.count() == 1

    Vote.objects.filter(pk=vote.pk).update(outcome="approved")
    approved = approve_minutes(minutes, by=item, actor=SECRETARY)

    assert (approved.state, approved.approved_by) == ("approved", None)
    payload = Entry.objects.get(verb="minutes.approved").payload
    assert (payload["agreement"], payload["session"]) == ("", later.code)


def test_the_council_approves_its_minutes_by_an_agreement_and_not_by_a_vote_alone() -> None:
    minutes = drafted()
    by = approval_of(minutes.session)
    by.vote.items.add(by.item)

    with pytest.raises(RuleBrokenError):
        approve_minutes(minutes, by=by.item, actor=SECRETARY)

    assert Entry.objects.count() == 1
