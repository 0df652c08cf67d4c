"""What is left of an agenda ends as it stands: nothing is said to be treated that was not."""

from __future__ import annotations

import pytest
from django.test import Client

from alameda.council.actions import items as acts
from alameda.council.actions import sessions
from alameda.council.actions.minutes import draft_minutes
from alameda.council.models import AgendaItem, CitizenPoint, Session
from alameda.council.tests.factories import (
    CABINET,
    SECRETARY,
    ItemFactory,
    SessionFactory,
    VoteFactory,
)
from alameda.council.tests.stages import held, log, part_of, verbs
from alameda.council.tests.traces import refuses
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db


def half_done() -> tuple[Session, dict[str, AgendaItem]]:
    """A session in which one item was dealt with, one is being discussed and three wait."""
    session, _members, (treated, open_one, waiting) = held(items=3)
    talk = ItemFactory.create(body=session.body, session=session, business="other", section="other")
    report = ItemFactory.create(
        body=session.body, session=session, business="report", section="report"
    )
    acts.open_item(treated, actor=SECRETARY)
    acts.deal_with_item(treated, note="Se revisó.", actor=SECRETARY)
    acts.open_item(report, actor=SECRETARY)
    acts.open_item(open_one, actor=SECRETARY)
    found = {"treated": treated, "open": open_one, "waiting": waiting}
    return session, {**found, "talk": talk, "report": report}


def states(items: dict[str, AgendaItem]) -> dict[str, str]:
    """The state of each item now."""
    return {key: AgendaItem.objects.get(pk=item.pk).state for key, item in items.items()}


def test_a_session_closes_over_what_is_left_only_where_that_was_asked_for() -> None:
    session, items = half_done()
    said = refuses(RuleBrokenError, sessions.close_session, session, actor=SECRETARY)
    assert items["waiting"].title in str(said)
    leaving = {"leaves_items": True}
    refuses(NotAllowedError, sessions.close_session, session, **leaving, actor=CABINET)
    vote = VoteFactory.create(session=session, state="open")
    refuses(RuleBrokenError, sessions.close_session, session, **leaving, actor=SECRETARY)
    vote.delete()

    sessions.close_session(session, leaves_items=True, actor=SECRETARY)

    assert states(items) == {
        "treated": "dealt_with",
        "open": "postponed",
        "waiting": "untreated",
        "talk": "untreated",
        "report": "dealt_with",
    }
    payload = Entry.objects.get(verb="session.closed").payload
    assert payload["untreated"] == [items["waiting"].code, items["talk"].code]
    assert payload["postponed"] == [items["open"].code]
    assert payload["dealt_with"] == [items["report"].code]
    assert verbs(session.code)[-4:] == [
        "item.postponed",
        "item.untreated",
        "item.untreated",
        "session.closed",
    ]
    assert log(session)[-1] == "closed"


def test_what_was_not_treated_waits_for_the_next_agenda_in_its_part() -> None:
    session, items = half_done()
    sessions.close_session(session, leaves_items=True, actor=SECRETARY)
    waiting = AgendaItem.objects.filter(session=None).order_by("pk")
    assert [item.carried_from for item in waiting] == [
        items["open"],
        items["waiting"],
        items["talk"],
    ]
    later = SessionFactory.create(body=session.body, state="convened")

    for item in waiting:
        acts.put_on_agenda(item, session=later, actor=SECRETARY)

    sections = later.items.order_by("position").values_list("section", flat=True)
    assert list(sections) == ["agenda", "agenda", "other"]


def test_an_untreated_citizen_point_is_offered_again() -> None:
    session, _members, (item,) = held()
    point = CitizenPoint.objects.create(
        subject=ItemFactory.create(body=session.body).body.subject,
        code="P-2026-001",
        title="Luz en la plaza",
        text="Pedimos luz.",
        state="on_agenda",
        needed=1,
        supporters=1,
        opened_on="2026-01-01",
        closes_on="2026-03-01",
    )
    AgendaItem.objects.filter(pk=item.pk).update(citizen_point=point, business="citizen_point")

    sessions.close_session(session, leaves_items=True, actor=SECRETARY)

    point.refresh_from_db()
    assert point.state == "reached"
    assert AgendaItem.objects.get(session=None, carried_from=item).citizen_point == point


def test_all_that_is_left_is_postponed_in_one_act() -> None:
    session, items = half_done()
    reason = {"reason": "Se acabó el tiempo"}
    refuses(BadInputError, sessions.postpone_left, session, reason=" ", actor=SECRETARY)
    refuses(NotAllowedError, sessions.postpone_left, session, **reason, actor=CABINET)
    vote = VoteFactory.create(session=session, state="open")
    refuses(RuleBrokenError, sessions.postpone_left, session, **reason, actor=SECRETARY)
    vote.delete()

    made = sessions.postpone_left(session, **reason, actor=SECRETARY)

    assert len(made) == 4
    assert states(items) == {
        "treated": "dealt_with",
        **dict.fromkeys(("open", "waiting", "talk", "report"), "postponed"),
    }
    refuses(RuleBrokenError, sessions.postpone_left, session, **reason, actor=SECRETARY)
    sessions.close_session(session, actor=SECRETARY)
    refuses(RuleBrokenError, sessions.postpone_left, session, **reason, actor=SECRETARY)


def test_minutes_of_a_session_half_done_say_exactly_what_happened() -> None:
    session, items = half_done()
    AgendaItem.objects.filter(pk=items["waiting"].pk).update(number="3.3")
    AgendaItem.objects.filter(pk=items["talk"].pk).update(number="5.1")
    sessions.close_session(session, leaves_items=True, actor=SECRETARY)
    carried = {item.carried_from_id: item.code for item in AgendaItem.objects.filter(session=None)}

    minutes = draft_minutes(session, actor=SECRETARY)

    told = {key: part_of(minutes, f"item-{item.pk}").split("\n\n") for key, item in items.items()}
    assert told["treated"] == ["Se revisó.", "El asunto se trató, sin votación."]
    assert told["report"] == ["El asunto se trató, sin votación."]
    waits = "Queda pendiente para otra sesión, como {}."
    for key in ("waiting", "talk"):
        assert told[key] == [
            "El asunto no se trató en esta sesión.",
            waits.format(carried[items[key].pk]),
        ]
    reason = "Motivo: Seguía en discusión cuando terminó la sesión."
    assert told["open"] == [
        f"El asunto se posterga para otra sesión. {reason}",
        waits.format(carried[items["open"].pk]),
    ]
    closing = part_of(minutes, "closing").split("\n\n")
    assert closing[0].startswith("Se levanta la sesión a las ")
    assert closing[1] == "Sin tratar: 2 asuntos de la tabla (3.3 y 5.1)."
    whole = " ".join(part["text"] for part in minutes.parts)
    assert "Sin otros asuntos" not in whole
    assert "conocimiento" not in whole


def test_the_page_of_a_session_says_where_went_what_it_left_and_calls_no_note_a_reason(
    client: Client,
) -> None:
    session, items = half_done()
    sessions.close_session(session, leaves_items=True, actor=SECRETARY)
    waits, went = "Queda en espera de otra sesión.", "Pasó a la tabla de {}."

    page = client.get(session.get_absolute_url()).content.decode()

    assert page.count(waits) == 3
    assert "Motivo: Se revisó." not in page
    assert "Se revisó." in page
    assert "Motivo: Seguía en discusión" in page
    later = SessionFactory.create(body=session.body, state="convened", agenda_published_at=None)
    acts.put_on_agenda(items["waiting"].carried_to, session=later, actor=SECRETARY)
    acts.withdraw_item(items["talk"].carried_to, reason="Ya no hace falta", actor=SECRETARY)
    page = client.get(session.get_absolute_url()).content.decode()
    assert page.count(waits) == 2  # an agenda that nobody can read yet is not named
    assert later.code not in page
    sessions.publish_agenda(later, actor=SECRETARY)
    page = client.get(session.get_absolute_url()).content.decode()
    assert page.count(went.format(later.code)) == 1
    assert page.count(waits) == 1
