"""Fill the instance of the environment with a council: ``python -m benches._council SESSIONS``.

Ten years are 240 sessions: about 5,000 agreements and 170,000 ballots. The last session is open.
Everything in it is invented; the rows are put in as they would stand after the acts.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import django

SEATS = 34
GOVERNOR = 1
VOTES = 21
OPEN_PLACE = 4
MILLION = 1_000_000
CHOICES = ("favour", "against", "abstain", "recused")
WEIGHTS = (88, 6, 5, 1)
SEED = 7
NEWEST = date(2026, 11, 18)
STEP_DAYS = 15
BLOCS = ("Bancada Norte", "Bancada Sur", "Bancada Oriente", "Independientes")
PLACES = tuple(f"Circunscripción {word}" for word in ("I", "II", "III", "IV", "V", "VI", "VII"))
COMMITTEES = ("Inversiones", "Territorio", "Medioambiente", "Cultura", "Salud")
KINDS = ("investment", "concession", "budget_change", "environmental", "appointment", "plan")
THINGS = (
    "Conservación de la plaza",
    "Reposición del puente peatonal",
    "Concesión de uso gratuito de un inmueble",
    "Modificación del presupuesto de inversión",
    "Construcción de la sede vecinal",
    "Declaración de impacto ambiental del loteo",
    "Programa de esterilización de mascotas",
    "Designación de representante en el directorio",
)
WORDS = ("norte", "sur", "estero", "población", "calle Los Aromos", "sector El Molino", "ribera")


def main(sessions: int) -> None:
    """Make the schema and the council."""
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        Filling(sessions).run()


@dataclass
class Rows:
    """What a session adds, to be put in at once."""

    items: list[Any] = field(default_factory=list)
    votes: list[tuple[Any, Any]] = field(default_factory=list)
    ballots: list[Any] = field(default_factory=list)
    recusals: list[Any] = field(default_factory=list)
    agreements: list[Any] = field(default_factory=list)


class Filling:
    """A council with its years of sessions."""

    def __init__(self, sessions: int) -> None:
        from alameda.council import models
        from alameda.thread.models import Subject

        self.tables = models
        self.subjects = Subject
        self.sessions = sessions
        self.chance = random.Random(SEED)
        self.first = NEWEST - timedelta(days=STEP_DAYS * sessions)
        self.number = 0

    def subject(self, code: str, kind: str, title: str, address: str, state: str = "") -> Any:
        """A subject, saved."""
        return self.subjects.objects.create(
            code=code, kind=kind, title=title, address=address, state=state
        )

    def run(self) -> None:
        """Bodies, people, then a session after another."""
        self.council = self.body("consejo", "Consejo Regional", "council")
        self.committees = [
            self.body(f"comision-{name.lower()}", f"Comisión de {name}", "committee")
            for name in COMMITTEES
        ]
        self.people()
        for number in range(self.sessions):
            self.session(number, is_last=number == self.sessions - 1)

    def body(self, slug: str, name: str, kind: str) -> Any:
        """The Council or a committee."""
        subject = self.subject(f"B-{slug}", "body", name, f"/consejo/comisiones/{slug}/")
        return self.tables.Body.objects.create(
            subject=subject, slug=slug, name=name, kind=kind, starts_on=self.first
        )

    def people(self) -> None:
        """The members, each with a seat, a bloc and two committees; the governor last."""
        tables = self.tables
        blocs = [
            tables.Bloc.objects.create(slug=f"bloc-{n}", name=name, starts_on=self.first)
            for n, name in enumerate(BLOCS)
        ]
        places = [
            tables.Circumscription.objects.create(slug=f"circ-{n}", name=name, seats=5)
            for n, name in enumerate(PLACES)
        ]
        self.members = []
        for number in range(1, SEATS + GOVERNOR + 1):
            is_governor = number > SEATS
            name = "Gobernación" if is_governor else f"Consejería {number:02d}"
            code, slug = f"CR-{number:03d}", f"consejeria-{number:02d}"
            member = tables.Councillor.objects.create(
                subject=self.subject(code, "councillor", name, f"/consejo/integrantes/{slug}/"),
                code=code,
                slug=slug,
                name=name,
                sort_name=name,
            )
            tables.Mandate.objects.create(
                councillor=member,
                kind="governor" if is_governor else "councillor",
                circumscription=None if is_governor else places[number % len(places)],
                starts_on=self.first,
            )
            if not is_governor:
                bloc = blocs[min(number % 5, 3)]
                tables.BlocMembership.objects.create(
                    councillor=member, bloc=bloc, starts_on=self.first
                )
            for committee in self.chance.sample(self.committees, 2):
                tables.Membership.objects.create(
                    councillor=member,
                    body=committee,
                    post="chair" if number <= len(COMMITTEES) else "member",
                    starts_on=self.first,
                )
            self.members.append(member)

    def session(self, number: int, *, is_last: bool) -> None:
        """A session with its votes; the last one is open, with a vote under way."""
        tables = self.tables
        day = self.first + timedelta(days=STEP_DAYS * (number + 1))
        starts = datetime.combine(day, time(13, 45), tzinfo=UTC)
        code = f"S-{day.year}-O{number:03d}"
        state = "open" if is_last else "published"
        present = self.chance.sample(self.members[:SEATS], 31) + self.members[SEATS:]
        session = tables.Session.objects.create(
            subject=self.subject(
                code, "session", f"Sesión ordinaria {number + 1}", f"/consejo/sesiones/{code}/"
            ),
            code=code,
            body=self.council,
            kind="ordinary",
            year=day.year,
            number=number + 1,
            state=state,
            place="Sala del Consejo",
            starts_at=starts,
            convened_at=starts - timedelta(days=6),
            agenda_published_at=starts - timedelta(days=4),
            opened_at=starts + timedelta(minutes=9),
            closed_at=None if is_last else starts + timedelta(hours=4),
            summons=1,
            in_office=SEATS,
            quorum_needed=21,
            quorum_present=len(present),
            presided_by=self.members[-1],
            recording_url="" if is_last else f"https://video.example.org/{code}",
            recording_published_at=None if is_last else starts + timedelta(hours=30 + number % 60),
            recording_starts_at=starts,
            attendance_certified_at=None if is_last else starts + timedelta(hours=4),
        )
        self.attendance(session, present, day, is_last=is_last)
        self.votes(session, present, day, is_last=is_last)
        self.commitments(session, day, is_last=is_last)

    def attendance(self, session: Any, present: list[Any], day: date, *, is_last: bool) -> None:
        """Who was there."""
        here = {member.pk for member in present}
        tables = self.tables
        tables.Presence.objects.bulk_create(
            tables.Presence(
                session=session,
                councillor=member,
                arrived_at=session.opened_at,
                left_at=session.closed_at,
            )
            for member in present
        )
        if not is_last:
            tables.Attendance.objects.bulk_create(
                tables.Attendance(
                    session=session,
                    councillor=member,
                    state="present" if member.pk in here else "absent",
                    held_on=day,
                )
                for member in self.members
            )
        tables.Happening.objects.create(session=session, kind="opened", at=session.opened_at)

    def votes(self, session: Any, present: list[Any], day: date, *, is_last: bool) -> None:
        """An item, a vote, its ballots and its agreement, again and again."""
        tables = self.tables
        rows = Rows()
        for place in range(VOTES):
            item = self.item(session, place, is_last=is_last)
            rows.items.append(item)
            if is_last and place > OPEN_PLACE:
                continue
            choices = {member: self.chance.choices(CHOICES, WEIGHTS)[0] for member in present}
            vote = self.vote(session, item, choices, day, place, is_last=is_last)
            rows.votes.append((vote, item))
            rows.recusals += [
                tables.Recusal(
                    item=item, councillor=member, reason="own_interest", declared_at=vote.opened_at
                )
                for member, choice in choices.items()
                if choice == "recused"
            ]
            is_open = vote.state == "open"
            rows.ballots += [
                tables.Ballot(
                    vote=vote,
                    councillor=member,
                    choice="" if is_open and choice != "recused" else choice,
                    held_on=day,
                    cast_at=None if is_open else vote.opened_at,
                )
                for member, choice in choices.items()
            ]
            if not is_open:
                rows.agreements.append(self.agreement(session, item, vote, day, place))
        self.save(session, rows)

    def item(self, session: Any, place: int, *, is_last: bool) -> Any:
        """One item of its agenda."""
        chance = self.chance
        business = chance.choice(KINDS)
        if is_last and place >= OPEN_PLACE:
            state = "debated" if place == OPEN_PLACE else "on_agenda"
        else:
            state = "certified"
        return self.tables.AgendaItem(
            code=f"{session.code}-I{place + 1:02d}",
            body=self.council,
            session=session,
            business=business,
            title=f"{chance.choice(THINGS)} {chance.choice(WORDS)}, {chance.choice(WORDS)}",
            state=state,
            section="agenda",
            position=place + 1,
            number=f"3.{place + 1}",
            committee=chance.choice(self.committees),
            amount_clp=chance.randrange(80, 9_000) * 1_000_000
            if business == "investment"
            else None,
            recording_second=60 * 10 * (place + 1),
        )

    def vote(
        self,
        session: Any,
        item: Any,
        choices: dict[Any, str],
        day: date,
        place: int,
        *,
        is_last: bool,
    ) -> Any:
        """The vote on it; the fifth of the last session is open."""
        at = session.opened_at + timedelta(minutes=10 * (place + 1))
        vote = self.tables.Vote(
            code=f"{session.code}-V{place + 1:02d}",
            session=session,
            question=f"¿Se aprueba {item.title}?",
            held_on=day,
            opened_at=at,
        )
        if is_last and place == OPEN_PLACE:
            return vote
        counts = {key: list(choices.values()).count(key) for key in CHOICES}
        needed = (len(choices) - counts["recused"]) // 2 + 1
        vote.state, vote.closed_at = "closed", at + timedelta(minutes=2)
        vote.in_office, vote.present, vote.not_voting = SEATS, len(choices), 0
        vote.favour, vote.against = counts["favour"], counts["against"]
        vote.abstain, vote.recused = counts["abstain"], counts["recused"]
        vote.needed = needed
        vote.outcome = "approved" if counts["favour"] >= needed else "refused"
        return vote

    def agreement(self, session: Any, item: Any, vote: Any, day: date, place: int) -> Any:
        """What came out of it."""
        self.number += 1
        code = f"A-{day.year}-{self.number:05d}"
        return self.tables.Agreement(
            subject=self.subjects(
                code=code,
                kind="agreement",
                title=item.title,
                address=f"/consejo/acuerdos/{code}/",
                state=vote.outcome,
            ),
            code=code,
            year=day.year,
            number=self.number,
            item=item,
            vote=vote,
            session=session,
            outcome=vote.outcome,
            title=item.title,
            text=f"El Consejo Regional acuerda: {item.title}. Según lo informado en tabla.",
            business=item.business,
            committee=item.committee,
            amount_clp=item.amount_clp,
            agreed_on=day,
            published_at=vote.opened_at + timedelta(days=3 + place % 8),
            publication_due_on=day + timedelta(days=7),
        )

    def save(self, session: Any, rows: Rows) -> None:
        """All of it, a statement a table."""
        tables = self.tables
        tables.AgendaItem.objects.bulk_create(rows.items)
        tables.Vote.objects.bulk_create(vote for vote, _item in rows.votes)
        through = tables.Vote.items.through
        through.objects.bulk_create(
            through(vote_id=vote.pk, agendaitem_id=item.pk) for vote, item in rows.votes
        )
        tables.Ballot.objects.bulk_create(rows.ballots)
        tables.Recusal.objects.bulk_create(rows.recusals)
        self.subjects.objects.bulk_create(row.subject for row in rows.agreements)
        tables.Agreement.objects.bulk_create(rows.agreements)
        tables.Happening.objects.bulk_create(
            tables.Happening(
                session=session, kind="vote_opened", at=vote.opened_at, item=item, vote=vote
            )
            for vote, item in rows.votes
        )

    def commitments(self, session: Any, day: date, *, is_last: bool) -> None:
        """Two requests from the floor."""
        for place in range(2):
            code = f"C-{day.year}-{session.pk:04d}{place}"
            text = f"Enviar el detalle de los avances en {self.chance.choice(WORDS)}"
            is_open = is_last or self.chance.random() < 0.04
            self.tables.Commitment.objects.create(
                subject=self.subject(code, "commitment", text, f"/consejo/compromisos/{code}/"),
                code=code,
                kind="request" if place else "information",
                session=session,
                raised_by=self.chance.choice(self.members),
                text=text,
                owner="División de Presupuesto",
                raised_on=day,
                due_on=day + timedelta(days=30),
                state="open" if is_open else "answered",
                answer="" if is_open else "Se envió el informe.",
                answered_on=None if is_open else day + timedelta(days=20),
            )


if __name__ == "__main__":
    main(int(sys.argv[1]))
