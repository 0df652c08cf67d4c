"""A whole session, from the summons to the published minutes, by pages and without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alameda.council.models import AgendaItem, Agreement, Ballot, Minutes, Session, Vote
from alameda.council.tests.factories import make_council
from alameda.desk.tests.walking import Walker

pytestmark = pytest.mark.django_db

HOUR = "%Y-%m-%dT%H:%M"


def convene(secretary: Walker, *, days_ago: int = 0) -> Session:
    starts = timezone.localtime() - timedelta(days=days_ago, minutes=10)
    secretary.open("/mesa/consejo/sesiones/nueva/")
    secretary.do(
        "convene",
        kind="ordinary",
        starts_at=f"{starts:{HOUR}}",
        place="Sala del Consejo",
    )
    return Session.objects.latest("pk")


def put_on_agenda(secretary: Walker, session: Session, title: str, business: str) -> AgendaItem:
    secretary.open(f"/mesa/consejo/sesiones/{session.code}/")
    secretary.do("enter", business=business, title=title, received_on="")
    return AgendaItem.objects.get(session=session, title=title)


def vote(secretary: Walker, item: AgendaItem, choice: str = "favour") -> Vote:
    session = item.session
    assert session is not None
    secretary.open(f"/mesa/consejo/sesiones/{session.code}/sala/")
    secretary.post({**secretary.sent("open_item"), "target": item.pk})
    secretary.do("vote")
    found = Vote.objects.latest("pk")
    codes = list(found.ballots.values_list("councillor__code", flat=True))
    secretary.call(dict.fromkeys(codes, choice))
    secretary.do("close")
    found.refresh_from_db()
    return found


def certify(secretary: Walker, session: Session) -> Agreement:
    secretary.open(f"/mesa/consejo/sesiones/{session.code}/sala/")
    secretary.do("issue")
    row = Agreement.objects.latest("pk")
    secretary.do("text", row.pk, text=f"{row.text} Con una condición.")
    secretary.do("certify", row.pk)
    row.refresh_from_db()
    return row


def run(secretary: Walker, session: Session, codes: list[str]) -> None:
    secretary.open(f"/mesa/consejo/sesiones/{session.code}/")
    secretary.do("summon")
    secretary.do("publish")
    secretary.open(f"/mesa/consejo/sesiones/{session.code}/sala/")
    secretary.do("open", present=codes, presided_by=codes[0], summons="1")


def hold(secretary: Walker, session: Session, item: AgendaItem, codes: list[str]) -> Vote:
    """Vote, ask for something, let somebody in late, and close."""
    closed = vote(secretary, item)
    secretary.open(f"/mesa/consejo/sesiones/{session.code}/sala/")
    secretary.do(
        "commitment", kind="request", text="Veredas", owner="Una división", due_on="2030-01-01"
    )
    secretary.post({**secretary.sent("arrival"), "arrived": codes[6]})
    secretary.do("close")
    return closed


def finish(secretary: Walker, session: Session) -> None:
    """Certify who attended, publish the recording, draft and correct the minutes."""
    secretary.do("attendance")
    secretary.do("recording", url="https://example.org/grabacion")
    secretary.do("draft")
    part = Minutes.objects.get(session=session).parts[0]["key"]
    secretary.do("part", part, after="Se abre la sesión.", reason="Faltaba")


def test_a_session_goes_from_its_summons_to_its_published_minutes() -> None:
    _body, members = make_council(7, has_governor=False)
    codes = [member.code for member in members]
    secretary = Walker("council_secretary")
    session = convene(secretary, days_ago=1)
    item = put_on_agenda(secretary, session, "Concesión de una sede", "concession")
    run(secretary, session, codes[:6])
    closed = hold(secretary, session, item, codes)
    assert (closed.outcome, closed.favour, closed.present) == ("approved", 6, 6)
    agreement = certify(secretary, session)
    assert agreement.certificate is not None
    assert agreement.published_at is not None
    assert "Con una condición." in agreement.text
    finish(secretary, session)

    later = convene(secretary)
    approval = put_minutes_on_agenda(secretary, later, session)
    run(secretary, later, codes)
    vote(secretary, approval)
    certify(secretary, later)
    secretary.open(f"/mesa/consejo/sesiones/{session.code}/sala/")
    secretary.do("publish_minutes")

    session.refresh_from_db()
    minutes = Minutes.objects.get(session=session)
    assert session.state == "published"
    assert minutes.document is not None
    assert minutes.corrections.get().reason == "Faltaba"
    assert session.attendance.filter(state="present").count() == 7
    assert session.commitments.count() == 1
    assert Ballot.objects.filter(vote=closed, choice="favour").count() == 6


def put_minutes_on_agenda(secretary: Walker, later: Session, of: Session) -> AgendaItem:
    secretary.open(f"/mesa/consejo/sesiones/{later.code}/")
    secretary.do(
        "enter", business="minutes", title="Aprobación del acta", received_on="", minutes_of=of.code
    )
    return AgendaItem.objects.get(session=later, business="minutes")
