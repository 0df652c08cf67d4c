"""Minutes: drafted from what happened, corrected by parts, approved later, published."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from alameda.council.actions import papers
from alameda.council.actions.minutes import (
    approve_minutes,
    correct_minutes,
    draft_minutes,
    publish_minutes,
)
from alameda.council.models import (
    AgendaItem,
    Agreement,
    Commitment,
    Correction,
    Councillor,
    Happening,
    Minutes,
    Presence,
    Recusal,
    Session,
    Vote,
)
from alameda.council.selectors.minutes import get_minutes, session_told
from alameda.council.tests.factories import (
    GOVERNOR,
    SECRETARY,
    STARTS_AT,
    AgreementFactory,
    BodyFactory,
    ItemFactory,
    SessionFactory,
    VoteFactory,
    make_attendance,
    make_council,
    make_open_session,
    make_vote,
)
from alameda.council.tests.papers import Press
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
from alameda.thread.tests.factories import SubjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    """Minutes without drawing them."""
    made = Press()
    monkeypatch.setattr(papers, "make_paper", made)
    return made


def closed(*, items: int = 1) -> tuple[Session, list[AgendaItem]]:
    """A session of six that is over."""
    body, members = make_council(6, has_governor=False)
    session, made = make_open_session(body, members[:5], items=items)
    Session.objects.filter(pk=session.pk).update(
        state="closed", closed_at=STARTS_AT + timedelta(hours=2), place="Sala del Consejo"
    )
    session.refresh_from_db()
    return session, made


def drafted() -> Minutes:
    session, _items = closed()
    return draft_minutes(session, actor=SECRETARY)


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


def text_of(minutes: Minutes, key: str) -> str:
    (found,) = [part["text"] for part in minutes.parts if part["key"] == key]
    assert isinstance(found, str)
    return found


def eventful() -> tuple[Session, list[AgendaItem], list[Councillor]]:
    """Five items: voted, voted with it, withdrawn, postponed, and one from the floor."""
    session, items = closed(items=5)
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
    assert text_of(minutes, "opening") == (
        "El miércoles 8 de abril de 2026, a las 09:45 horas, en Sala del Consejo, se abre la"
        f" sesión ordinaria N°\u00a0{session.number} del Consejo Regional.\n\n"
        f"Preside {members[4].name}.\n\n"
        "Se verifica el quórum en primera citación: 5 integrantes presentes de 34 en ejercicio;"
        " el mínimo exigido es de 21."
    )
    assert text_of(minutes, "movements") == (
        f"09:55: Se retira {members[0].name}.\n\n"
        "09:55: Se suspende la sesión. Motivo: corte de red."
    )
    assert text_of(minutes, "commitments") == (
        f"C-2026-0001: Informar el estado de la obra, a petición de {members[1].name}. Responde"
        " División de Planificación, hasta el 8 de mayo de 2026."
    )
    assert text_of(minutes, "closing").endswith("a las 11:45 horas.")
    session.refresh_from_db()
    assert session.state == session.subject.state == "minutes_drafted"
    assert Entry.objects.get(subject=session.code).payload["parts"] == len(keys)


def test_the_draft_tells_how_each_item_ended() -> None:
    session, (voted, together, withdrawn, postponed, floor), members = eventful()

    minutes = draft_minutes(session, actor=SECRETARY)

    lines = text_of(minutes, f"item-{voted.pk}").split("\n\n")
    assert lines[:6] == [
        "Informe de la comisión: Recomienda aprobar.",
        "Se pide luz.",
        f"{members[4].name} declara su inhabilidad. Causa: interés propio.",
        "A las 10:15 horas se vota: ¿Se aprueba?",
        "Resultado: 3 votos a favor, 1 en contra, 0 abstenciones y 1 inhabilidad.",
        f"Votaron a favor: {members[0].name}, {members[1].name} e {members[2].name}.",
    ]
    assert lines[-2] == "En consecuencia, el asunto fue aprobado."
    assert lines[-1].endswith("Se aprueba.")
    assert text_of(minutes, f"item-{together.pk}") == (
        "Se votó en conjunto con el punto 3.1, con el mismo resultado."
    )
    assert text_of(minutes, f"item-{withdrawn.pk}") == (
        "El asunto se retira de la tabla. Motivo: Falta un antecedente."
    )
    assert "se posterga" in text_of(minutes, f"item-{postponed.pk}")
    assert text_of(minutes, f"item-{floor.pk}").split("\n\n") == [
        "Asunto incorporado durante la sesión.",
        "Queda registrado el compromiso C-2026-0001.",
        "Se toma conocimiento.",
    ]


def test_attendance_comes_from_the_certified_close_where_there_is_one() -> None:
    session, _items = closed()
    members = [row.councillor for row in session.presences.order_by("pk")]
    assert "aún no se certifica" in text_of(draft_minutes(session, actor=SECRETARY), "attendance")
    other = SessionFactory.create(
        body=session.body, state="closed", attendance_certified_at=STARTS_AT, opened_at=STARTS_AT
    )
    make_attendance(other, {members[0]: "present", members[1]: "excused", members[2]: "absent"})
    Presence.objects.create(
        session=other, councillor=members[0], arrived_at=STARTS_AT, is_remote=True
    )

    told = text_of(draft_minutes(other, actor=SECRETARY), "attendance")

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
    session, _items = closed()
    Session.objects.filter(pk=session.pk).update(state=state)

    with pytest.raises(refusal):
        draft_minutes(session, actor=actor)

    session.refresh_from_db()
    assert session.state == state
    assert not Minutes.objects.exists()
    assert not Entry.objects.exists()


def test_minutes_are_drafted_once() -> None:
    minutes = drafted()

    with pytest.raises(StaleError):
        draft_minutes(minutes.session, actor=SECRETARY)

    assert Entry.objects.count() == 1


def test_a_correction_keeps_both_texts_and_who_asked() -> None:
    minutes = drafted()
    before = text_of(minutes, "closing")
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

    assert text_of(done, "closing") == "Se levanta la sesión a las 12:00 horas."
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


@pytest.mark.parametrize("items", [1, 20])
def test_the_story_of_a_session_costs_the_same_for_one_item_and_twenty(
    items: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    session, made = closed(items=items)
    members = [row.councillor for row in session.presences.all()]
    for item in made:
        Recusal.objects.create(item=item, councillor=members[0], declared_at=STARTS_AT)
        make_vote(session, item, dict.fromkeys(members, "favour"))
    session = Session.objects.select_related("body", "presided_by").get(pk=session.pk)

    # happenings, commitments, presences, items, recusals, votes, their items and ballots
    with django_assert_num_queries(8):
        told = session_told(session)

    assert len(told.items) == items
