"""A session from its summons to its certified attendance, act by act, and the next one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from alameda.council.actions import items, sessions, votes
from alameda.council.models import AgendaItem, Body, Councillor, Session, Vote
from alameda.council.tests.factories import SECRETARY, make_council
from alameda.record.models import Entry
from alameda.record.selectors import hold
from alameda.thread.tests.factories import SubjectFactory

pytestmark = pytest.mark.acts_told


def planned(council: Body, hour: datetime) -> tuple[Session, AgendaItem, AgendaItem]:
    """A session with its agenda published, and the two items that are on it."""
    matter = SubjectFactory.create(code="M-2026-0001")
    session = sessions.convene_session(
        council, kind="ordinary", starts_at=hour, place="Sala del Consejo", actor=SECRETARY
    )
    decided = items.enter_item(
        business="concession", title="Concesión de la sede", matter=matter, actor=SECRETARY
    )
    left = items.enter_item(business="regulation", title="Reglamento", actor=SECRETARY)
    for item in (decided, left):
        items.put_on_agenda(item, session=session, actor=SECRETARY)
    return sessions.publish_agenda(session, actor=SECRETARY), decided, left


def decide(session: Session, item: AgendaItem, voters: list[Councillor]) -> Vote:
    """The item is discussed and voted in favour by those."""
    items.open_item(item, actor=SECRETARY)
    vote = votes.open_vote(session, items=[item], actor=SECRETARY)
    votes.call_roll(vote, choices=dict.fromkeys(voters, "favour"), actor=SECRETARY)
    return votes.close_vote(vote, actor=SECRETARY)


@pytest.mark.django_db
def test_a_session_is_run_from_summons_to_attendance_and_leaves_work_to_the_next() -> None:
    council, members = make_council(6, has_governor=False)
    hour = timezone.now() - timedelta(minutes=1)
    session, decided, left = planned(council, hour)
    sessions.open_session(
        session, summons=1, present=members[:4], presided_by=members[0], actor=SECRETARY
    )
    sessions.record_arrival(session, councillor=members[4], actor=SECRETARY)
    items.declare_recusal(decided, councillor=members[3], reason="kin", actor=SECRETARY)

    vote = decide(session, decided, [members[0], members[1], members[2], members[4]])
    carried = items.postpone_item(left, reason="Falta un informe", actor=SECRETARY)
    talk = items.add_from_floor(session, business="other", title="Saludo", actor=SECRETARY)
    sessions.close_session(session, actor=SECRETARY)
    sessions.certify_attendance(session, excused=[members[5]], actor=SECRETARY)
    sessions.link_recording(
        session, url="https://video.example.cl/1", starts_at=hour, actor=SECRETARY
    )

    assert (vote.outcome, vote.present, vote.favour, vote.recused) == ("approved", 5, 4, 1)
    talk.refresh_from_db()
    decided.refresh_from_db()
    assert (talk.state, decided.state) == ("untreated", "voted")
    assert decided.recording_second is not None
    following = sessions.convene_session(
        council,
        kind="ordinary",
        starts_at=hour + timedelta(minutes=1),
        place="Sala del Consejo",
        actor=SECRETARY,
    )
    items.put_on_agenda(carried, session=following, actor=SECRETARY)
    assert following.number == session.number + 1
    assert AgendaItem.objects.get(session=following).carried_from == left
    told = list(session.happenings.values_list("kind", flat=True))
    assert told[:2] == ["warning", "opened"]
    assert told[-1] == "closed"
    acts = Entry.objects.filter(subject=session.code)
    assert Session.objects.get(pk=session.pk).version > 10
    assert {"session.convened", "agenda.published", "session.opened", "session.closed"} <= set(
        acts.values_list("verb", flat=True)
    )
    assert not any(member.name in str(entry.payload) for entry in acts for member in members)
    # Members and subjects come from factories, without facts; of the rest every row follows.
    assert [one for one in hold().findings if one.code != "row-unfounded"] == []
