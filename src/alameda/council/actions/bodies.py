"""What becomes of a committee: another name, an end. ``people.add_body`` makes one."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.actions.acting import locked_numbers
from alameda.council.actions.mandates import end_places
from alameda.council.events.bodies import BodyEnded, BodyRenamed
from alameda.council.models import AgendaItem, Body
from alameda.council.rules.states import SESSION
from alameda.council.selectors.members import council
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError, StaleError
from alameda.foundation.vocabulary import say
from alameda.foundation.written import LONG_LETTERS, REASON_LETTERS, tidy
from alameda.record.actions import publish
from alameda.record.selectors import row_digest
from alameda.thread.models import Subject

NAME_LETTERS = 160
COMING = ("convened", "agenda_published", "open", "suspended")


@transaction.atomic
def rename_body(body: Body, *, name: str, remit: str = "", reason: str, actor: Actor) -> Body:
    """Correct the name of a body, or what it deals with; its address stays.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        BadInputError: no name, no reason, or one too long.
        RuleBrokenError: nothing changes.
    """
    row = _locked(body, actor=actor)
    name = tidy(name, field="name", most=NAME_LETTERS)
    remit = tidy(remit, field="remit", most=LONG_LETTERS, is_required=False)
    reason = tidy(reason, field="reason", most=REASON_LETTERS)
    if (name, remit) == (row.name, row.remit):
        raise RuleBrokenError(_("It is called so already."), field="name")
    row.name, row.remit = name, remit
    row.save(update_fields=["name", "remit"])
    Subject.objects.filter(pk=row.subject_id).update(title=name)
    fact = BodyRenamed(
        subject=row.subject.code,
        name=name,
        reason=reason,
        row_digest=row_digest("council.body", row.pk),
    )
    publish(fact, actor=actor)
    return row


@transaction.atomic
def end_body(body: Body, *, ends_on: date, reason: str, actor: Actor) -> Body:
    """End a committee; who sat in it leaves it that day, and what it did stays.

    Args:
        body: a committee or a sub-committee; as the caller read it.
        ends_on: the last day it exists.
        reason: why; public.
        actor: who keeps the list of members.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        BadInputError: the day is before its first, or there is no reason.
        StaleError: it ended already.
        RuleBrokenError: it is the Council, or it has sessions ahead, items that it studies or
            sub-committees: those end first.
    """
    row = _locked(body, actor=actor)
    reason = tidy(reason, field="reason", most=REASON_LETTERS)
    if row.kind == "council":
        raise RuleBrokenError(_("The Council does not end."), field="body")
    if row.ends_on is not None and row.ends_on <= ends_on:
        raise StaleError(_("It ended already."), field="ends_on")
    if ends_on < row.starts_on:
        raise BadInputError(_("The last day cannot be before the first."), field="ends_on")
    _check_idle(row, ends_on)
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    code = row.subject.code
    publish(
        BodyEnded(
            subject=code,
            ends_on=ends_on,
            reason=reason,
            row_digest=row_digest("council.body", row.pk),
        ),
        actor=actor,
    )
    places = row.memberships.all()
    end_places("council.membership", places, ends_on=ends_on, subject=code, actor=actor)
    return row


def _check_idle(row: Body, ends_on: date) -> None:
    """Refuse to end a body that has something to do.

    Raises:
        RuleBrokenError: says what, and what to do first.
    """
    ahead = row.sessions.filter(state__in=COMING).order_by("starts_at").first()
    if ahead is not None:
        said = {"session": ahead.code, "state": say(SESSION.state(ahead.state))}
        sentence = _("It has a session: %(session)s (%(state)s). Cancel or close that one first.")
        raise RuleBrokenError(sentence % said, field="ends_on")
    if AgendaItem.objects.filter(committee=row, state="in_committee").exists():
        raise RuleBrokenError(
            _("It studies items: note its reports, or withdraw them, first."), field="ends_on"
        )
    if row.children.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on)).exists():
        raise RuleBrokenError(_("It has sub-committees: end those first."), field="ends_on")


def _locked(body: Body, *, actor: Actor) -> Body:
    council()
    locked_numbers()
    if not policies.may_keep_members(actor):
        raise NotAllowedError(_("Only the secretary of the Council keeps the list of members."))
    return Body.objects.select_for_update(of=("self",)).select_related("subject").get(pk=body.pk)
