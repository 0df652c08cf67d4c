"""A small council with a bit of everything, for the tests of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.test import Client

from alameda.council.models import (
    Agreement,
    Bloc,
    BlocMembership,
    Body,
    CitizenPoint,
    Commitment,
    Councillor,
    Matter,
    Minutes,
    Recusal,
    Session,
    Vote,
)
from alameda.council.tests.factories import (
    HELD_ON,
    STARTS_AT,
    AgreementFactory,
    BlocFactory,
    BodyFactory,
    ItemFactory,
    SessionFactory,
    make_attendance,
    make_council,
    make_vote,
)
from alameda.thread.tests.factories import SubjectFactory

SEATS = 8
MATTER = "Concesión de la sede de calle Los Aromos"


@dataclass(frozen=True)
class Story:
    """A session that ended, with a vote, an agreement, and what came of it."""

    council: Body
    committee: Body
    bloc: Bloc
    members: list[Councillor]
    session: Session
    vote: Vote
    agreement: Agreement
    commitment: Commitment
    matter: Matter
    point: CitizenPoint

    @property
    def paths(self) -> list[str]:
        """Every public page of it."""
        return [
            "/consejo/",
            "/consejo/sesiones/",
            self.session.get_absolute_url(),
            f"{self.session.get_absolute_url()}acta/",
            "/consejo/acuerdos/",
            self.agreement.get_absolute_url(),
            self.vote.get_absolute_url(),
            "/consejo/integrantes/",
            f"/consejo/integrantes/{self.members[0].slug}/",
            "/consejo/comisiones/",
            f"/consejo/comisiones/{self.committee.slug}/",
            "/consejo/compromisos/",
            self.commitment.get_absolute_url(),
            "/consejo/puntos/",
            self.point.get_absolute_url(),
            self.matter.get_absolute_url(),
            "/consejo/asistencia/",
        ]


def text_of(client: Client, path: str, status: int = 200) -> str:
    """The page, as text; its status is checked."""
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def make_story() -> Story:
    """All of it, as it stands the day after the session."""
    council, members = make_council(SEATS)
    committee = BodyFactory.create(slug="salud", name="Comisión de Salud")
    bloc = BlocFactory.create(name="Bancada Sur")
    for member in members[:4]:
        BlocMembership.objects.create(councillor=member, bloc=bloc, starts_on=date(2025, 1, 6))
    session = SessionFactory.create(
        body=council,
        number=7,
        code="S-2026-O07",
        state="published",
        opened_at=STARTS_AT,
        closed_at=STARTS_AT + timedelta(hours=3),
        summons=1,
        in_office=SEATS,
        quorum_needed=5,
        quorum_present=SEATS,
        presided_by=members[-1],
        recording_url="https://video.example.org/7",
        recording_published_at=STARTS_AT + timedelta(hours=40),
        attendance_certified_at=STARTS_AT + timedelta(hours=3),
    )
    matter = _matter()
    vote, agreement = make_decision(session, members, matter=matter, committee=committee)
    make_attendance(session, dict.fromkeys(members[1:], "present"))
    make_attendance(session, {members[0]: "absent"})
    Minutes.objects.create(
        session=session,
        state="approved",
        parts=[{"key": "agenda", "title": "Tabla", "text": "Se trató la tabla."}],
        drafted_at=STARTS_AT,
        approved_at=STARTS_AT,
    )
    return Story(
        council=council,
        committee=committee,
        bloc=bloc,
        members=members,
        session=session,
        vote=vote,
        agreement=agreement,
        commitment=make_commitment(session, members[1], number=1),
        matter=matter,
        point=_point(),
    )


def make_decision(
    session: Session,
    members: list[Councillor],
    *,
    matter: Matter | None = None,
    committee: Body | None = None,
) -> tuple[Vote, Agreement]:
    """An item voted and agreed: one against, one recused, the others in favour."""
    item = ItemFactory.create(
        body=session.body,
        session=session,
        matter=matter.subject if matter else None,
        committee=committee,
        state="certified",
        recording_second=754,
    )
    choices = dict.fromkeys(members, "favour")
    choices |= {members[1]: "against", members[2]: "recused"}
    vote = make_vote(session, item, choices)
    Recusal.objects.create(
        item=item, councillor=members[2], reason="own_interest", declared_at=STARTS_AT
    )
    agreement = AgreementFactory.create(
        item=item,
        vote=vote,
        session=session,
        committee=committee,
        text=f"Se otorga la {item.title} por cinco años.",
        published_at=STARTS_AT + timedelta(days=2),
        publication_due_on=date(2026, 4, 15),
    )
    return vote, agreement


def make_commitment(session: Session, councillor: Councillor, *, number: int) -> Commitment:
    """A request from the floor, open."""
    code = f"C-2026-{number:04d}"
    return Commitment.objects.create(
        subject=SubjectFactory.create(
            code=code, kind="commitment", address=f"/consejo/compromisos/{code}/"
        ),
        code=code,
        kind="information",
        session=session,
        raised_by=councillor,
        text="Enviar el avance de las obras.",
        owner="División de Presupuesto",
        raised_on=HELD_ON,
        due_on=HELD_ON + timedelta(days=30),
        term="core.information_request",
    )


def _matter() -> Matter:
    code = "M-2026-0001"
    return Matter.objects.create(
        subject=SubjectFactory.create(
            code=code, kind="matter", title=MATTER, address=f"/consejo/materias/{code}/"
        ),
        code=code,
        business="concession",
        title=MATTER,
        applicant="Club Deportivo",
        state="answered_yes",
        received_on=date(2026, 3, 2),
        decided_on=HELD_ON,
    )


def _point() -> CitizenPoint:
    code = "P-2026-001"
    return CitizenPoint.objects.create(
        subject=SubjectFactory.create(
            code=code, kind="citizen_point", address=f"/consejo/puntos/{code}/"
        ),
        code=code,
        title="Luz en la plaza",
        text="Pedimos luz en la plaza.",
        state="collecting",
        needed=100,
        supporters=3,
        opened_on=date(2026, 4, 1),
        closes_on=date(2099, 12, 31),
    )
