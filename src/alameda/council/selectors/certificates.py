"""What the certificate of an agreement and the published minutes are made from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings

from alameda.council.models import Agreement, Minutes, Session, Vote
from alameda.council.rules import vocabulary
from alameda.council.rules.agreement_text import session_words
from alameda.council.selectors.agreements import names_of_vote
from alameda.council.selectors.counting import explanation_of, majority_words
from alameda.council.selectors.orders import held_on
from alameda.foundation import spanish, words
from alameda.foundation.vocabulary import find
from alameda.territory.models import Region

SECRETARY_TITLE = "Secretaría Ejecutiva del Consejo Regional"
CHOICE_FIELDS = ("favour", "against", "abstain", "not_voting", "recused")


def certificate_data(agreement: Agreement, *, issued_on: date) -> dict[str, Any]:
    """Everything the template ``council_certificate`` says, in Spanish."""
    vote, session = agreement.vote, agreement.session
    return {
        **_region(),
        "number": agreement.number,
        "year": agreement.year,
        "code": agreement.code,
        "session_title": session_words(session.kind, session.number, session.body.name),
        "session_on": held_on(session).isoformat(),
        "place": session.place,
        "title": agreement.title,
        "text": agreement.text,
        "outcome": agreement.outcome,
        "outcome_words": find(vocabulary.OUTCOMES, agreement.outcome).es,
        "counts": counts_of(vote),
        "present": vote.present,
        "in_office": vote.in_office,
        "majority_words": majority_words(vote),
        "needed": vote.needed,
        "names": names_by_label(vote),
        "explanation": explanation_of(vote),
        "secretary_title": SECRETARY_TITLE,
        "issued_on": issued_on.isoformat(),
        "check_url": settings.BASE_URL + agreement.get_absolute_url(),
        "is_demo": agreement.is_demo,
    }


def minutes_data(minutes: Minutes) -> dict[str, Any]:
    """Everything the template ``council_minutes`` says, in Spanish."""
    session = minutes.session
    # The template lists who attended; what the draft says of it only adds what was corrected.
    is_told_otherwise = minutes.corrections.filter(part="attendance").exists()
    is_certified = session.attendance_certified_at is not None
    present, absent = _attendance(session) if is_certified else (_noted(session), [])
    remote = _remote(session)
    return {
        **_region(),
        "code": session.code,
        "session_title": session_words(session.kind, session.number, session.body.name),
        "session_on": held_on(session).isoformat(),
        "place": session.place,
        "is_certified": is_certified,
        "present": [f"{name} (a distancia)" if name in remote else name for name in present],
        "absent": absent,
        "parts": [
            {"title": part["title"], "text": part["text"], "level": part["level"]}
            for part in minutes.parts
            if part["key"] != "attendance" or is_told_otherwise
        ],
        "approved": _approval(minutes),
        "check_url": f"{settings.BASE_URL}{session.get_absolute_url()}acta/",
        "is_demo": session.is_demo,
    }


def _noted(session: Session) -> list[str]:
    """Who was in the room at some time, while nobody certified who attended."""
    rows = session.presences.select_related("councillor").order_by("councillor__sort_name", "pk")
    return list(dict.fromkeys(row.councillor.name for row in rows))


def _remote(session: Session) -> set[str]:
    """Who took part from elsewhere, at some time."""
    rows = session.presences.filter(is_remote=True).select_related("councillor")
    return {row.councillor.name for row in rows}


def _attendance(session: Session) -> tuple[list[str], list[dict[str, str]]]:
    """Who attended and who did not, as it was certified."""
    present: list[str] = []
    absent: list[dict[str, str]] = []
    for row in session.attendance.select_related("councillor").order_by("councillor__sort_name"):
        if row.state == "present":
            present.append(row.councillor.name)
        else:
            label = find(vocabulary.ATTENDANCE_STATES, row.state).es
            absent.append({"name": row.councillor.name, "state": label})
    return present, absent


def counts_of(vote: Vote) -> list[dict[str, Any]]:
    """The counts of a vote with their labels, in the order of the choices.

    What the source of an imported vote does not say is left out: it is not none.
    """
    counts: Mapping[str, int | None] = {key: getattr(vote, key) for key in CHOICE_FIELDS}
    return [
        {"label": word.es, "value": count}
        for word in vocabulary.CHOICES
        if (count := counts.get(word.key)) is not None
    ]


def names_by_label(vote: Vote) -> dict[str, list[str]]:
    """The names of a vote under the label of what each did; without the choices nobody took."""
    found = names_of_vote(vote)
    return {
        word.es: [member.name for member in found[word.key]]
        for word in vocabulary.CHOICES
        if found[word.key]
    }


def _approval(minutes: Minutes) -> str:
    """Which session approved the minutes, in a sentence; empty while none did."""
    agreement = minutes.approved_by
    if minutes.approved_at is None:
        return ""
    if agreement is None:
        return f"Aprobada el {spanish.day(words.local_date(minutes.approved_at))}."
    session = agreement.session
    named = session_words(session.kind, session.number, session.body.name)
    day = spanish.day(agreement.agreed_on)
    return f"Aprobada en {named}, de {day}, por el acuerdo {agreement.code}."


def _region() -> dict[str, str]:
    row = Region.objects.values("government", "name").first() or {"government": "", "name": ""}
    return {"government": row["government"], "region": row["name"]}
