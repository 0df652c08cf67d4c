"""The one action that fills an instance with an invented council."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.actions import papers
from alameda.council.actions.minutes import draft_minutes, text_digest
from alameda.council.events.agreements import AgreementCertified, MinutesApproved, MinutesPublished
from alameda.council.models import Agreement, Body, Minutes, Session
from alameda.council.rules.minutes_text import minutes_parts
from alameda.council.selectors.certificates import certificate_data
from alameda.council.selectors.minutes import session_told
from alameda.demonstration.council.actions.facts import facts_of_history
from alameda.demonstration.council.actions.loose_ends import (
    NOT_KEPT,
    keep_committee_minutes,
    support_points,
)
from alameda.demonstration.council.actions.people import facts_of_people, write_people
from alameda.demonstration.council.actions.rows import RowWriter, publication_due_on
from alameda.demonstration.council.rules.history import Facts, invent_council
from alameda.demonstration.council.rules.plans import Case, CouncilPlan, Place, SessionPlan
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError, ParameterUnknownError
from alameda.foundation.parameters import parameter
from alameda.foundation.written import digest
from alameda.record.actions import publish, publish_many
from alameda.territory.models import Comuna, Region
from alameda.thread.models import Subject

CERTIFICATES = 20
MINUTES_KEPT = 20


@dataclass(slots=True)
class Filled:
    """What a filling wrote.

    Attributes:
        rows: by table.
        agreed: code, number with its year and day of the agreement on each initiative.
        on_agenda: subjects of the initiatives on the next agenda.
        is_new: false where the instance had a council already.
    """

    rows: dict[str, int] = field(default_factory=dict)
    agreed: dict[int, tuple[str, str, date]] = field(default_factory=dict)
    on_agenda: list[int] = field(default_factory=list)
    is_new: bool = True


@transaction.atomic
def fill_council(
    *, seed: int, cases: Sequence[Case], accounts: Mapping[str, int], today: date, actor: Actor
) -> Filled:
    """Fill the instance with an invented council and its history; once.

    The same seed, cases and day give the same council. Certificates are made for the newest
    agreements alone: of the older ones, as of many real ones, no file was kept.

    Args:
        seed: any number.
        cases: initiatives that it decided, or has to.
        accounts: the person of a member, by the member's slug.
        today: the day everything is told up to.
        actor: the system; nobody else invents data.

    Raises:
        NotAllowedError: the actor is not the system.
    """
    if not policies.may_generate(actor):
        raise NotAllowedError(_("Only the system fills an instance with demonstration data."))
    if Body.objects.filter(kind="council").exists():
        return Filled(is_new=False)
    now = timezone.now()
    region = Region.objects.values_list("iso_code", flat=True).first() or ""
    plan = invent_council(_facts(seed, cases=cases, region=region, today=today, now=now))
    held_back = _newest(plan)
    people = write_people(plan, accounts=accounts, today=today)
    writer = RowWriter(people, now=now, region=region, held_back=set(held_back))
    writer.add(plan)
    filled = Filled(rows=writer.write())
    cuts = dict(Comuna.objects.values_list("pk", "cut"))
    history = facts_of_history(plan, region=region, cuts=cuts)
    publish_many((*facts_of_people(plan), *history), actor=actor)
    _tell_certified(actor=actor)
    _certify(held_back, plan, actor=actor)
    _keep_minutes(plan, writer, actor=actor)
    keep_committee_minutes()
    _tell_minutes(actor=actor)
    support_points(but=accounts.values(), today=today, now=now)
    _tell(plan, filled)
    return filled


def _facts(seed: int, *, cases: Sequence[Case], region: str, today: date, now: datetime) -> Facts:
    rows = Comuna.objects.order_by("cut").values_list("pk", "province__cut", "name", "population")
    try:
        seats: int | None = parameter("core.members", on=today, region=region).value
    except ParameterUnknownError:
        seats = None
    return Facts(
        seed=seed,
        region=region,
        places=[Place(pk, province, name, count or 0) for pk, province, name, count in rows],
        seats=seats,
        cases=cases,
        today=today,
        now=now,
        zone=timezone.get_default_timezone(),
        due_on=lambda on: publication_due_on(on, region=region),
    )


def _newest(plan: CouncilPlan) -> list[str]:
    """Codes of the newest agreements that are public."""
    codes = [
        item.agreement.code
        for session in plan.sessions
        for item in session.items
        if item.agreement is not None and item.agreement.published_at is not None
    ]
    return codes[-CERTIFICATES:]


def _certify(codes: Sequence[str], plan: CouncilPlan, *, actor: Actor) -> None:
    """Make the certificates of some agreements, with the moment at which each was certified."""
    made = {
        item.agreement.code: item.agreement.certified_at
        for session in plan.sessions
        for item in session.items
        if item.agreement is not None
    }
    found = Agreement.objects.filter(code__in=codes).select_related("vote", "session__body")
    for row in found.select_related("subject", "vote", "session__body").order_by("year", "number"):
        at = made[row.code] or timezone.now()
        day = words.local_date(at)
        document = papers.make_paper(
            "certificate",
            data=certificate_data(row, issued_on=day),
            title=f"Certificado del acuerdo {row.code}",
            subject=row.subject,
            at=at,
            actor=actor,
        )
        row.certified_at, row.certificate = at, document
        row.save(update_fields=["certified_at", "certificate"])
        publish(
            AgreementCertified(
                subject=row.code,
                certificate=document.code,
                certificate_sha256=papers.fingerprint_of(document),
                text_sha256=digest(row.text),
                certified_at=at,
                is_same_day=day == row.agreed_on,
            ),
            actor=actor,
        )


def _keep_minutes(plan: CouncilPlan, writer: RowWriter, *, actor: Actor) -> None:
    """Minutes approved by a later session are published; those of the last one are a draft."""
    approved = {
        item.minutes_of: (session, item.agreement.code)
        for session in plan.sessions
        for item in session.items
        if item.minutes_of and item.agreement is not None
    }
    rows = Session.objects.select_related("body").in_bulk(
        [writer.sessions[code] for code in approved]
    )
    whole = set(list(approved)[-MINUTES_KEPT:])
    kept = []
    for code, (later, agreement) in approved.items():
        row = rows[writer.sessions[code]]
        at = later.closed_at or timezone.now()
        kept.append(
            Minutes(
                session=row,
                state="published",
                parts=_parts(row) if code in whole else [NOT_KEPT],
                drafted_at=row.closed_at or at,
                approved_at=at,
                approved_by_id=writer.agreements[agreement],
                published_at=at,
            )
        )
    Minutes.objects.bulk_create(kept)
    Session.objects.filter(pk__in=rows).update(state="published")
    Subject.objects.filter(code__in=list(approved)).update(state="published")
    _draft_last(plan, approved, actor=actor)


def _tell_certified(*, actor: Actor) -> None:
    """Older agreements were certified too; no file of their certificates was kept."""
    rows = Agreement.objects.filter(certified_at__isnull=False).order_by("pk")
    publish_many(
        (
            AgreementCertified(
                subject=row.code,
                certificate="",
                certificate_sha256="",
                text_sha256=digest(row.text),
                certified_at=row.certified_at,
                is_same_day=words.local_date(row.certified_at) == row.agreed_on,
            )
            for row in rows
            if row.certified_at is not None
        ),
        actor=actor,
    )


def _tell_minutes(*, actor: Actor) -> None:
    """The minutes of past sessions were approved and published; no file of them was kept."""
    kept = Minutes.objects.filter(state="published").order_by("pk")
    for row in kept.select_related("session", "approved_by__session"):
        by = row.approved_by
        publish_many(
            [
                MinutesApproved(
                    subject=row.session.code,
                    agreement=by.code if by else "",
                    session=by.session.code if by else "",
                    version=row.version,
                    text_sha256=text_digest(row),
                ),
                MinutesPublished(subject=row.session.code, document="", document_sha256=""),
            ],
            actor=actor,
        )


def _parts(session: Session) -> list[dict[str, Any]]:
    return [asdict(part) for part in minutes_parts(session_told(session))]


def _draft_last(plan: CouncilPlan, approved: Mapping[str, object], *, actor: Actor) -> None:
    left: list[SessionPlan] = [
        session
        for session in plan.sessions
        if session.body == "consejo" and session.closed_at and session.code not in approved
    ]
    for session in left[-1:]:
        draft_minutes(Session.objects.get(code=session.code), actor=actor)


def _tell(plan: CouncilPlan, filled: Filled) -> None:
    """What the investments have to know of it."""
    for session in plan.sessions:
        if session.body != "consejo":
            continue
        for item in session.items:
            if item.case is None:
                continue
            if item.agreement is not None:
                number = f"{item.agreement.number}/{session.year}"
                filled.agreed[item.case] = (item.agreement.code, number, session.on)
            elif session.closed_at is None:
                filled.on_agenda.append(item.case)
