"""At the desk, the roll call of a committee approves its minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alameda.council.actions.minutes import draft_minutes
from alameda.council.models import Membership, Minutes, Session, Vote
from alameda.council.tests.factories import SECRETARY, BodyFactory, ItemFactory, SessionFactory
from alameda.desk.tests.walking import Walker, make_session, room

pytestmark = pytest.mark.django_db


def test_closing_the_vote_of_a_committee_on_its_minutes_approves_them() -> None:
    session, members, _items = make_session(3, seats=3)
    committee = BodyFactory.create(parent=session.body)
    for member in members:
        Membership.objects.create(
            body=committee, councillor=member, post="member", starts_on=timezone.localdate()
        )
    Session.objects.filter(pk=session.pk).update(body=committee, kind="committee", quorum_needed=1)
    before = SessionFactory.create(
        body=committee,
        kind="committee",
        state="closed",
        starts_at=timezone.now() - timedelta(days=7),
    )
    draft_minutes(before, actor=SECRETARY)
    item = ItemFactory.create(
        body=committee, session=session, business="minutes", minutes_of=before
    )
    secretary = Walker("council_secretary")
    secretary.open(room(session))
    secretary.post({**secretary.sent("open_item"), "target": item.pk})
    secretary.do("vote", items=[str(item.pk)])
    secretary.call({member.code: "favour" for member in members})
    assert Minutes.objects.get().state == "drafted"

    secretary.open(f"/mesa/consejo/votaciones/{Vote.objects.get().code}/")
    secretary.do("close")

    assert Minutes.objects.get().state == "approved"
    secretary.open(room(before))
    secretary.do("publish_minutes")
    before.refresh_from_db()
    assert before.state == "published"
