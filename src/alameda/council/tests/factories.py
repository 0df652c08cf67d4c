"""A council to test with: bodies, members, sessions, items, votes and what they led to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import factory

from alameda.accounts.tests.factories import PersonFactory
from alameda.council.models import (
    AgendaItem,
    Agreement,
    Attendance,
    Ballot,
    Bloc,
    Body,
    Circumscription,
    Councillor,
    Mandate,
    Presence,
    Session,
    Vote,
)
from alameda.council.rules.money import DECIDES_MONEY
from alameda.foundation.actor import Actor, Grant
from alameda.thread.tests.factories import SubjectFactory

SECRETARY = Actor(
    kind="person",
    person_id=1,
    grants=frozenset({Grant(role="staff"), Grant(role="council_secretary")}),
)
GOVERNOR = Actor(
    kind="person",
    person_id=2,
    grants=frozenset({Grant(role="staff"), Grant(role="governor")}),
)
CABINET = Actor(
    kind="person",
    person_id=3,
    grants=frozenset({Grant(role="staff"), Grant(role="cabinet")}),
)
TERM_STARTS_ON = date(2025, 1, 6)
HELD_ON = date(2026, 4, 8)
STARTS_AT = datetime(2026, 4, 8, 13, 45, tzinfo=UTC)


def actor_of(councillor: Councillor) -> Actor:
    """The councillor herself, signed in."""
    assert councillor.account_id is not None
    grants = frozenset({Grant(role="councillor")})
    return Actor(kind="person", person_id=councillor.account_id, grants=grants)


class BodyFactory(factory.django.DjangoModelFactory[Body]):
    """A committee; ``kind="council"`` for the Council itself."""

    class Meta:
        model = Body

    slug = factory.Sequence(lambda number: f"comision-{number}")
    name = factory.LazyAttribute(lambda body: f"Comisión {body.slug}")
    kind = "committee"
    starts_on = TERM_STARTS_ON
    subject = factory.LazyAttribute(
        lambda body: SubjectFactory.create(
            code=f"B-{body.slug}",
            kind="body",
            title=body.name,
            address=f"/consejo/comisiones/{body.slug}/",
        )
    )


class CircumscriptionFactory(factory.django.DjangoModelFactory[Circumscription]):
    """A circumscription."""

    class Meta:
        model = Circumscription

    slug = factory.Sequence(lambda number: f"circunscripcion-{number}")
    name = factory.LazyAttribute(lambda place: place.slug.title())


class BlocFactory(factory.django.DjangoModelFactory[Bloc]):
    """A bloc."""

    class Meta:
        model = Bloc

    slug = factory.Sequence(lambda number: f"bancada-{number}")
    name = factory.LazyAttribute(lambda bloc: bloc.slug.title())
    starts_on = TERM_STARTS_ON


class CouncillorFactory(factory.django.DjangoModelFactory[Councillor]):
    """A councillor with an account; ``make_council`` gives her a seat."""

    class Meta:
        model = Councillor

    code = factory.Sequence(lambda number: f"CR-{number + 1:03d}")
    slug = factory.LazyAttribute(lambda person: f"integrante-{person.code.lower()}")
    name = factory.LazyAttribute(lambda person: f"Integrante {person.code}")
    sort_name = factory.LazyAttribute(lambda person: person.name)
    account = factory.SubFactory(PersonFactory)
    subject = factory.LazyAttribute(
        lambda person: SubjectFactory.create(
            code=person.code,
            kind="councillor",
            title=person.name,
            address=f"/consejo/integrantes/{person.slug}/",
        )
    )


class MandateFactory(factory.django.DjangoModelFactory[Mandate]):
    """A seat for the term that began in 2025."""

    class Meta:
        model = Mandate

    councillor = factory.SubFactory(CouncillorFactory)
    kind = "councillor"
    starts_on = TERM_STARTS_ON
    ends_on = date(2029, 1, 5)


class SessionFactory(factory.django.DjangoModelFactory[Session]):
    """An ordinary session with its agenda published; give it ``body``."""

    class Meta:
        model = Session

    number = factory.Sequence(lambda number: number + 1)
    year = 2026
    kind = "ordinary"
    state = "agenda_published"
    code = factory.LazyAttribute(lambda row: f"S-{row.year}-O{row.number:02d}")
    starts_at = STARTS_AT
    convened_at = STARTS_AT - timedelta(days=5)
    agenda_published_at = STARTS_AT - timedelta(days=2)
    subject = factory.LazyAttribute(
        lambda row: SubjectFactory.create(
            code=row.code,
            kind="session",
            title=f"Sesión ordinaria {row.number}",
            address=f"/consejo/sesiones/{row.code}/",
            state=row.state,
        )
    )


class ItemFactory(factory.django.DjangoModelFactory[AgendaItem]):
    """A concession on the agenda; give it ``body``, and ``session`` where it has one."""

    class Meta:
        model = AgendaItem

    code = factory.Sequence(lambda number: f"I-2026-{number + 1:04d}")
    business = "concession"
    title = factory.LazyAttribute(lambda item: f"Concesión de uso gratuito {item.code}")
    amount_clp = factory.LazyAttribute(
        lambda item: 250_000_000 if item.business in DECIDES_MONEY else None
    )
    fund = factory.LazyAttribute(lambda item: "FNDR" if item.business in DECIDES_MONEY else "")
    state = "on_agenda"
    section = "agenda"
    position = factory.Sequence(lambda number: number + 1)


class VoteFactory(factory.django.DjangoModelFactory[Vote]):
    """A closed vote, 20 in favour; give it ``session``; ``make_vote`` fills it."""

    class Meta:
        model = Vote

    code = factory.Sequence(lambda number: f"V-{number + 1}")
    question = "¿Se aprueba?"
    state = Vote.State.CLOSED
    held_on = HELD_ON
    opened_at = STARTS_AT + timedelta(minutes=30)
    closed_at = STARTS_AT + timedelta(minutes=33)
    in_office = 34
    present = 20
    favour = 20
    against = 0
    abstain = 0
    not_voting = 0
    recused = 0
    needed = 11
    outcome = "approved"


class AgreementFactory(factory.django.DjangoModelFactory[Agreement]):
    """An agreement issued; give it ``item``, ``vote`` and ``session``."""

    class Meta:
        model = Agreement

    number = factory.Sequence(lambda number: number + 1)
    year = 2026
    code = factory.LazyAttribute(lambda row: f"A-{row.year}-{row.number:04d}")
    outcome = "approved"
    title = factory.LazyAttribute(lambda row: row.item.title)
    text = factory.LazyAttribute(lambda row: f"Se aprueba {row.item.title}.")
    business = factory.LazyAttribute(lambda row: row.item.business)
    amount_clp = factory.LazyAttribute(lambda row: row.item.amount_clp)
    fund = factory.LazyAttribute(lambda row: row.item.fund)
    agreed_on = HELD_ON
    subject = factory.LazyAttribute(
        lambda row: SubjectFactory.create(
            code=row.code,
            kind="agreement",
            title=row.title,
            address=f"/consejo/acuerdos/{row.code}/",
            state=row.outcome,
        )
    )


def make_council(seats: int = 34, *, has_governor: bool = True) -> tuple[Body, list[Councillor]]:
    """The Council with that many councillors in office, and the governor last where wanted."""
    body = BodyFactory.create(slug="consejo", name="Consejo Regional", kind="council")
    members = [MandateFactory.create().councillor for _seat in range(seats)]
    if has_governor:
        members.append(MandateFactory.create(kind="governor").councillor)
    return body, members


def make_open_session(
    body: Body, present: list[Councillor], *, items: int = 1
) -> tuple[Session, list[AgendaItem]]:
    """A session that is open with those present, and its items on the agenda."""
    session = SessionFactory.create(
        body=body,
        state="open",
        opened_at=STARTS_AT,
        summons=1,
        in_office=34,
        quorum_needed=21,
        quorum_present=len(present),
        presided_by=present[-1] if present else None,
    )
    for member in present:
        Presence.objects.create(session=session, councillor=member, arrived_at=STARTS_AT)
    made = [ItemFactory.create(body=body, session=session) for _item in range(items)]
    return session, made


def make_vote(session: Session, item: AgendaItem, choices: dict[Councillor, str]) -> Vote:
    """A closed vote on an item with those ballots, whose counts add up."""
    keys = ("favour", "against", "abstain", "not_voting", "recused")
    counts = {key: list(choices.values()).count(key) for key in keys}
    eligible = len(choices) - counts["recused"]
    needed = eligible // 2 + 1
    vote = VoteFactory.create(
        session=session,
        present=len(choices),
        needed=needed,
        outcome="approved" if counts["favour"] >= needed else "refused",
        **counts,
    )
    vote.items.add(item)
    Ballot.objects.bulk_create(
        Ballot(vote=vote, councillor=member, choice=choice, held_on=vote.held_on)
        for member, choice in choices.items()
    )
    return vote


def make_attendance(session: Session, states: dict[Councillor, str]) -> None:
    """What the certified close says of each."""
    Attendance.objects.bulk_create(
        Attendance(session=session, councillor=member, state=state, held_on=HELD_ON)
        for member, state in states.items()
    )
