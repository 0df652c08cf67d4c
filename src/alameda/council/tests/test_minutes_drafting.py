"""Minutes are drafted, once, from what happened in a session."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from alameda.council.actions.minutes import draft_minutes
from alameda.council.actions.sessions import close_session, record_arrival, record_departure
from alameda.council.models import (
    AgendaItem,
    Commitment,
    Councillor,
    Happening,
    Minutes,
    Presence,
    Recusal,
    Session,
)
from alameda.council.selectors.certificates import minutes_data
from alameda.council.selectors.minutes import session_told
from alameda.council.tests.factories import (
    GOVERNOR,
    SECRETARY,
    STARTS_AT,
    AgreementFactory,
    SessionFactory,
    make_attendance,
    make_vote,
)
from alameda.council.tests.stages import drafted, held, over, part_of
from alameda.foundation.actor import VISITOR, Actor
from alameda.foundation.errors import AlamedaError, NotAllowedError, RuleBrokenError, StaleError
from alameda.record.models import Entry
from alameda.thread.tests.factories import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("press")]


def eventful() -> tuple[Session, list[AgendaItem], list[Councillor]]:
    """Five items: voted, voted with it, withdrawn, postponed, and one from the floor."""
    session, items = over(items=5)
    members = [row.councillor for row in session.presences.order_by("pk")]
    voted, together, withdrawn, postponed, floor = items
    changes: dict[AgendaItem, dict[str, Any]] = {
        voted: {"number": "3.1", "state": "agreement_issued", "report": "recomienda aprobar"},
        together: {"state": "agreement_issued"},
        withdrawn: {"state": "withdrawn", "reason": "falta un antecedente"},
        postponed: {"state": "postponed", "reason": "más estudio"},
        floor: {"section": "other", "state": "dealt_with", "is_from_floor": True},
    }
    for item, change in changes.items():
        AgendaItem.objects.filter(pk=item.pk).update(**change)
    Recusal.objects.create(
        item=voted, councillor=members[4], reason="own_interest", declared_at=STARTS_AT
    )
    choices = dict.fromkeys(members[:3], "favour")
    vote = make_vote(session, voted, {**choices, members[3]: "against", members[4]: "recused"})
    vote.items.add(together)
    AgreementFactory.create(item=voted, vote=vote, session=session, text="Se aprueba.")
    at = STARTS_AT + timedelta(minutes=10)
    Happening.objects.create(session=session, kind="left", at=at, councillor=members[0])
    Happening.objects.create(session=session, kind="note", at=at, item=voted, text="se pide luz")
    Happening.objects.create(session=session, kind="suspended", at=at, text="corte de red")
    Commitment.objects.create(
        subject=SubjectFactory.create(kind="commitment"),
        code="C-2026-0001",
        kind="request",
        session=session,
        item=floor,
        raised_by=members[1],
        text="Informar el estado de la obra",
        owner="División de Planificación",
        raised_on=date(2026, 4, 8),
        due_on=date(2026, 5, 8),
    )
    return session, items, members


def test_the_draft_tells_what_happened_in_order() -> None:
    session, items, members = eventful()

    minutes = draft_minutes(session, actor=SECRETARY)

    keys = [part["key"] for part in minutes.parts]
    assert keys == [
        "opening",
        "attendance",
        "movements",
        "section-agenda",
        *(f"item-{item.pk}" for item in items[:4]),
        "section-other",
        f"item-{items[4].pk}",
        "commitments",
        "closing",
    ]
    assert part_of(minutes, "opening") == (
        "El miércoles 8 de abril de 2026, a las 09:45 horas, en la Sala del Consejo, se abre la"
        f" sesión ordinaria N°\u00a0{session.number} del Consejo Regional.\n\n"
        f"Preside {members[4].name}.\n\n"
        "Se verifica el quórum en primera citación: 5 integrantes presentes de 34 en ejercicio;"
        " el mínimo exigido es de 21."
    )
    assert part_of(minutes, "movements") == (
        f"09:55: Se retira {members[0].name}.\n\n"
        "09:55: Se suspende la sesión. Motivo: corte de red."
    )
    assert part_of(minutes, "commitments") == (
        f"C-2026-0001: Informar el estado de la obra, a petición de {members[1].name}. Responde"
        " División de Planificación, hasta el 8 de mayo de 2026."
    )
    assert part_of(minutes, "closing").endswith("a las 11:45 horas.")
    session.refresh_from_db()
    assert session.state == session.subject.state == "minutes_drafted"
    assert Entry.objects.get(subject=session.code).payload["parts"] == len(keys)


def test_the_draft_tells_how_each_item_ended() -> None:
    session, (voted, together, withdrawn, postponed, floor), members = eventful()

    minutes = draft_minutes(session, actor=SECRETARY)

    lines = part_of(minutes, f"item-{voted.pk}").split("\n\n")
    assert lines[:6] == [
        "Informe de la comisión: Recomienda aprobar.",
        "Se pide luz.",
        f"Se registra la inhabilidad de {members[4].name}. Causa: interés propio.",
        "A las 10:15 horas se vota: ¿Se aprueba?",
        "Resultado: 3 votos a favor, 1 en contra, 0 abstenciones y 1 inhabilidad.",
        f"Votaron a favor: {members[0].name}, {members[1].name} e {members[2].name}.",
    ]
    assert lines[-2] == "En consecuencia, el asunto fue aprobado."
    assert lines[-1].endswith("Se aprueba.")
    assert part_of(minutes, f"item-{together.pk}") == (
        "Se votó en conjunto con el punto 3.1, con el mismo resultado."
    )
    assert part_of(minutes, f"item-{withdrawn.pk}") == (
        "El asunto se retira de la tabla. Motivo: Falta un antecedente."
    )
    assert "se posterga" in part_of(minutes, f"item-{postponed.pk}")
    assert part_of(minutes, f"item-{floor.pk}").split("\n\n") == [
        "Asunto incorporado durante la sesión.",
        "Queda registrado el compromiso C-2026-0001.",
        "El asunto se trató, sin votación.",
    ]


def test_attendance_comes_from_the_certified_close_where_there_is_one() -> None:
    session, _items = over()
    members = [row.councillor for row in session.presences.order_by("pk")]
    assert "sin certificar al redactarse" in part_of(
        draft_minutes(session, actor=SECRETARY), "attendance"
    )
    other = SessionFactory.create(
        body=session.body, state="closed", attendance_certified_at=STARTS_AT, opened_at=STARTS_AT
    )
    make_attendance(other, {members[0]: "present", members[1]: "excused", members[2]: "absent"})
    Presence.objects.create(
        session=other, councillor=members[0], arrived_at=STARTS_AT, is_remote=True
    )

    told = part_of(draft_minutes(other, actor=SECRETARY), "attendance")

    assert told.split("\n\n") == [
        f"Asisten (1): {members[0].name}.",
        f"Participan a distancia: {members[0].name}.",
        f"Ausente con justificación (1): {members[1].name}.",
        f"Ausente (1): {members[2].name}.",
    ]


@pytest.mark.parametrize(
    ("actor", "state", "refusal"),
    [
        (VISITOR, "closed", NotAllowedError),
        (GOVERNOR, "closed", NotAllowedError),
        (SECRETARY, "open", RuleBrokenError),
        (SECRETARY, "failed", RuleBrokenError),
    ],
)
def test_a_refused_draft_leaves_no_trace(
    actor: Actor, state: str, refusal: type[AlamedaError]
) -> None:
    session, _items = over()
    Session.objects.filter(pk=session.pk).update(state=state)

    with pytest.raises(refusal):
        draft_minutes(session, actor=actor)

    session.refresh_from_db()
    assert session.state == state
    assert not Minutes.objects.exists()
    assert not Entry.objects.exists()


def test_who_takes_part_from_elsewhere_is_told_so_in_the_draft_and_in_the_paper() -> None:
    session, members, _items = held()
    far, near = [member for member in members if member != session.presided_by][:2]
    for member in (far, near):
        record_departure(session, councillor=member, actor=SECRETARY)
    record_arrival(session, councillor=far, is_remote=True, actor=SECRETARY)
    record_arrival(session, councillor=near, actor=SECRETARY)
    close_session(session, leaves_items=True, actor=SECRETARY)

    minutes = draft_minutes(session, actor=SECRETARY)

    told = part_of(minutes, "movements")
    assert f"Se incorpora {far.name}, a distancia." in told
    assert f"Se incorpora {near.name}." in told
    present = minutes_data(minutes)["present"]
    assert f"{far.name} (a distancia)" in present
    assert near.name in present


def test_minutes_are_drafted_once() -> None:
    minutes = drafted()

    with pytest.raises(StaleError):
        draft_minutes(minutes.session, actor=SECRETARY)

    assert Entry.objects.count() == 1


@pytest.mark.parametrize("items", [1, 20])
def test_the_story_of_a_session_costs_the_same_for_one_item_and_twenty(
    items: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    session, made = over(items=items)
    members = [row.councillor for row in session.presences.all()]
    for item in made:
        Recusal.objects.create(item=item, councillor=members[0], declared_at=STARTS_AT)
        make_vote(session, item, dict.fromkeys(members, "favour"))
    session = Session.objects.select_related("body", "presided_by").get(pk=session.pk)

    # happenings, commitments, presences, items, recusals, moves, votes, their items and ballots
    with django_assert_num_queries(9):
        told = session_told(session)

    assert len(told.items) == items
