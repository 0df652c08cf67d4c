"""What was agreed: issued, worded, said to correct another, certified and published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.acting.forms import PlainForm
from alameda.acting.views import Act, Confirmation, Outcome, Slot, Slots
from alameda.council.actions.agreements import (
    correct_agreement,
    drop_correction,
    edit_agreement_text,
    issue_agreements,
    publish_agreement,
)
from alameda.council.models import Agreement, Session, Vote
from alameda.council.rules.agreement_codes import agreement_code
from alameda.council.selectors.agreements import get_agreement
from alameda.desk.council.forms.sessions import CorrectsForm, TextForm
from alameda.desk.council.selectors.sittings import Sitting
from alameda.desk.council.views import asking
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotFoundError
from alameda.journeys.council_decides import certify_and_apply

Data = dict[str, Any]


def issue(actor: Actor, session: Session, data: Data) -> Outcome:
    """Write what a vote decided."""
    made = issue_agreements(_vote(session, data), actor=actor)
    codes = ", ".join(row.code for row in made)
    return Outcome(said=_("Issued: %(codes)s.") % {"codes": codes}, anchor="acuerdos")


def text(actor: Actor, session: Session, data: Data) -> Outcome:
    """Change the text of an agreement."""
    row = _agreement(session, data)
    edit_agreement_text(row, text=data["text"], actor=actor)
    return Outcome(said=_("The text of %(code)s is kept.") % {"code": row.code}, anchor="acuerdos")


def corrects(actor: Actor, session: Session, data: Data) -> Outcome:
    """Say which earlier agreement a new one corrects."""
    row = _agreement(session, data)
    try:
        old = get_agreement(agreement_code(data["number"]), actor=actor)
    except NotFoundError as error:
        raise BadInputError(str(error), field="number") from error
    correct_agreement(old, by=row, actor=actor)
    said = {"code": row.code, "old": old.code, "title": old.title}
    return Outcome(said=_("%(code)s corrects %(old)s: “%(title)s”.") % said, anchor=_place(row))


def drop(actor: Actor, session: Session, data: Data) -> Outcome:
    """Say that it corrects none after all."""
    row = _agreement(session, data)
    drop_correction(row, actor=actor)
    return Outcome(
        said=_("%(code)s corrects no agreement.") % {"code": row.code}, anchor=_place(row)
    )


def certify(actor: Actor, session: Session, data: Data) -> Outcome:
    """Certify an agreement, publish it and do what it decides."""
    row = certify_and_apply(_agreement(session, data), actor=actor)
    return Outcome(said=_("%(code)s is certified.") % {"code": row.code}, anchor="acuerdos")


def ask_certify(actor: Actor, session: Session, data: Data) -> Confirmation:
    """What certifying one of them does."""
    return asking.ask_certify(actor, session, [_agreement(session, data)])


def ask_certify_all(actor: Actor, session: Session, data: Data) -> Confirmation:
    """What certifying all of one vote does."""
    return asking.ask_certify(actor, session, list(_uncertified(session, data)))


def ask_publish(actor: Actor, session: Session, data: Data) -> Confirmation:
    """What publishing it does."""
    return asking.ask_publish_agreement(actor, session, _agreement(session, data))


@transaction.atomic
def certify_all(actor: Actor, session: Session, data: Data) -> Outcome:
    """Certify every agreement of one vote, or none."""
    done = [certify_and_apply(row, actor=actor) for row in _uncertified(session, data)]
    said = ngettext(
        "%(count)s agreement is certified.", "%(count)s agreements are certified.", len(done)
    )
    return Outcome(said=said % {"count": words.number(len(done))}, anchor="acuerdos")


def publish(actor: Actor, session: Session, data: Data) -> Outcome:
    """Publish a certified agreement."""
    row = publish_agreement(_agreement(session, data), actor=actor)
    return Outcome(said=_("%(code)s is public.") % {"code": row.code}, anchor="acuerdos")


AGREEING: dict[str, Act[Session]] = {
    "issue": Act(form=PlainForm, run=issue),
    "text": Act(form=TextForm, run=text),
    "corrects": Act(form=CorrectsForm, run=corrects),
    "drop": Act(form=PlainForm, run=drop),
    "certify": Act(form=PlainForm, run=certify, confirm=ask_certify, rehearses=False),
    "certify_all": Act(form=PlainForm, run=certify_all, confirm=ask_certify_all, rehearses=False),
    "publish": Act(form=PlainForm, run=publish, confirm=ask_publish),
}


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An agreement that waits for its certificate, and what can be done with it."""

    row: Agreement
    slots: Sequence[Slot]


@dataclass(frozen=True, kw_only=True)
class Drafts:
    """The drafts of one vote; ``certify_all`` where they are several."""

    vote: Vote
    drafts: Sequence[Draft]
    certify_all: Slot | None


def agreement_slots(sitting: Sitting, slots: Slots) -> dict[str, object]:
    """Issuing, editing and certifying what was agreed."""
    pending = [row for row in sitting.agreements if row.certified_at is None]
    hidden = [row for row in sitting.agreements if row.certified_at and not row.published_at]
    by_vote = groupby(sorted(pending, key=lambda row: row.vote_id), key=lambda row: row.vote)
    return {
        "issue_slots": [
            (vote, slots.make("issue", _("Issue the agreement"), target=vote.pk))
            for vote in sitting.votes_without_agreement
        ],
        "drafts": [_drafts(vote, list(rows), slots) for vote, rows in by_vote],
        "publish_slots": [
            (row, slots.make("publish", _("Publish the agreement"), target=row.pk))
            for row in hidden
        ],
    }


def _drafts(vote: Vote, rows: Sequence[Agreement], slots: Slots) -> Drafts:
    certify = None
    if len(rows) > 1:
        label = _("Certify and publish the %(count)s") % {"count": words.number(len(rows))}
        note = _("Their certificates are made, and their texts cannot change any more.")
        certify = slots.make("certify_all", label, target=vote.pk, note=note)
    made = [Draft(row=row, slots=_slots_of(row, slots, is_alone=certify is None)) for row in rows]
    return Drafts(vote=vote, drafts=made, certify_all=certify)


def _slots_of(row: Agreement, slots: Slots, *, is_alone: bool) -> list[Slot]:
    """Its text, what it corrects, its certificate."""
    found = [
        slots.make(
            "text",
            _("Keep the text"),
            target=row.pk,
            title=_("Change the text"),
            is_quiet=True,
            text=row.text,
        )
    ]
    if row.corrects is not None:
        title = _("It corrects %(code)s") % {"code": row.corrects.code}
        label = _("It does not correct it")
        found.append(slots.make("drop", label, target=row.pk, title=title, is_quiet=True))
    elif row.outcome == "approved":
        title = _("It corrects an earlier agreement")
        label = _("Note what it corrects")
        found.append(slots.make("corrects", label, target=row.pk, title=title, is_quiet=True))
    found.append(
        slots.make(
            "certify",
            _("Certify and publish it"),
            target=row.pk,
            title="" if is_alone else _("Certify this one alone"),
            is_quiet=not is_alone,
            note=_("The certificate is made, and its text cannot change any more."),
        )
    )
    return found


def _place(row: Agreement) -> str:
    return f"acuerdo-{row.pk}"


def _number(key: str) -> int:
    return int(key) if key.isascii() and key.isdigit() else 0


def _vote(session: Session, data: Data) -> Vote:
    found = session.votes.filter(pk=_number(data["target"])).first()
    if found is None:
        raise NotFoundError(_("The session has no such vote."))
    return found


def _uncertified(session: Session, data: Data) -> QuerySet[Agreement]:
    """The agreements of a vote that have no certificate yet."""
    return _vote(session, data).agreements.filter(certified_at=None).order_by("pk")


def _agreement(session: Session, data: Data) -> Agreement:
    found = session.agreements.filter(pk=_number(data["target"])).first()
    if found is None:
        raise NotFoundError(_("The session has no such agreement."))
    return found
