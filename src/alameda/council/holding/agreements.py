"""Agreements and minutes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from alameda.council.holding.shared import (
    CHANGED,
    DEMO,
    MOMENT,
    SUBJECT,
    UNSAID,
    imported,
    taken,
    text_digest,
)
from alameda.foundation.written import digest, salted_digest
from alameda.record.rules.holding import Holding, Says, Told, moment


def _issued(told: Told) -> Iterator[Says]:
    names = (
        "session", "vote", "item", "business", "outcome", "number", "agreed_on",
        "publication_due_on", "amount_clp",
    )  # fmt: skip
    yield Says((told.subject,), {**taken(told, *names), **_text(told)})


def _edited(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), _text(told))


def _text(told: Told) -> dict[str, object]:
    """The text of an agreement: salted until it is certified, plain in older entries."""
    if salted := told.payload.get("text_digest"):
        return {"salted": salted}
    plain = told["text_sha256"]
    return {"text": plain} if plain else {}


def _certified(told: Told) -> Iterator[Says]:
    said = taken(told, "certificate", text="text_sha256")
    yield Says((told.subject,), {**said, "certified_at": moment(told["certified_at"])})


def _published(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"published_at": moment(told["published_at"])})


def _agreement_corrected(told: Told) -> Iterator[Says]:
    yield Says((told["by"],), {"corrects": told.subject})


def _past_agreement(told: Told) -> Iterator[Says]:
    said = taken(told, "session", "vote", "outcome", "title", "amount_clp")
    yield Says((told.subject,), said, source=imported(told))


def _drafted(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"state": "drafted"})


def _minutes_corrected(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"version": told["version"]})


def _approved(told: Told) -> Iterator[Says]:
    said = taken(told, "version", approved_by="agreement", parts="text_sha256")
    yield Says((told.subject,), {**said, "state": "approved"})


def _minutes_published(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"document": told["document"], "state": "published"})


def _parts_digest(parts: list[dict[str, Any]], state: str) -> str:
    """As ``actions.minutes`` says it; of a draft that was corrected no fact says the whole."""
    if state == "drafted":
        return ""
    return digest("\n\n".join(f"{part['title']}\n{part['text']}" for part in parts))


def _plain_text(text: str, salt: str, certified_at: object) -> str:
    """Salted until it is certified; what was issued before there were salts is plain at once."""
    return "" if salt and not certified_at else text_digest(text)


def _corrects(code: str, certified_at: object) -> str:
    """Until its certificate a correction is only said, and may be unsaid."""
    return code if certified_at else ""


def _salted_text(text: str, salt: str) -> str:
    return salted_digest(text, salt=salt) if salt else ""


HOLDINGS: Final = (
    Holding(
        model="council.agreement",
        key=("code",),
        columns={
            "session": "session__code",
            "vote": "vote__code",
            "item": "item__code",
            "business": "business",
            "outcome": "outcome",
            "number": "number",
            "agreed_on": "agreed_on",
            "publication_due_on": "publication_due_on",
            "amount_clp": "amount_clp",
            "text": ("text", "salt", "certified_at"),
            "salted": ("text", "salt"),
            "title": "title",
            "certificate": "certificate__code",
            "certified_at": "certified_at",
            "published_at": "published_at",
            "corrects": ("corrects__code", "certified_at"),
        },
        readings={"text": _plain_text, "salted": _salted_text, "corrects": _corrects},
        strict=("certificate", "certified_at", "published_at", "corrects"),
        tellings={
            "agreement.issued": _issued,
            "agreement_text.edited": _edited,
            "agreement.certified": _certified,
            "agreement.published": _published,
            "agreement.corrected": _agreement_corrected,
            "past_agreement.imported": _past_agreement,
        },
        apart={
            "subject": SUBJECT,
            "year": "the year of its day, which is held",
            "committee": UNSAID,
            "fund": "stands in its text, which is held",
            "beneficiary": "stands in its text, which is held",
            "search": "computed from its text",
            "changed_at": CHANGED,
            "is_demo": DEMO,
        },
    ),
    Holding(
        model="council.minutes",
        key=("session__code",),
        columns={
            "state": "state",
            "version": "version",
            "approved_by": "approved_by__code",
            "document": "document__code",
            "parts": ("parts", "state"),
        },
        readings={"parts": _parts_digest},
        strict=("approved_by", "document"),
        tellings={
            "minutes.drafted": _drafted,
            "minutes.corrected": _minutes_corrected,
            "minutes.approved": _approved,
            "minutes.published": _minutes_published,
        },
        apart={
            "drafted_at": MOMENT,
            "approved_at": MOMENT,
            "published_at": MOMENT,
        },
    ),
)  # fmt: skip
