"""Citizen points: proposed by a person, supported by people, taken to the agenda by a number.

The record and the pages get counts; who proposed and who supports stays in the tables.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.actions import acting
from alameda.council.events.agreements import PointDeclined, PointExpired, PointOpened, PointReached
from alameda.council.models import CitizenPoint, Support
from alameda.council.rules.numbering import next_code
from alameda.council.rules.states import POINT
from alameda.council.selectors.orders import orders_on
from alameda.council.selectors.points import points_over
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError, RuleBrokenError, StaleError
from alameda.foundation.written import REASON_LETTERS, salted_digest, tidy
from alameda.record.actions import publish
from alameda.thread.actions import move
from alameda.thread.models import Subject

TITLE_LETTERS = 160
TEXT_LETTERS = 3_000
OPEN_AT_ONCE = 3


@transaction.atomic
def open_point(*, title: str, text: str, actor: Actor) -> CitizenPoint:
    """Propose a point for the agenda; who proposes it is its first supporter.

    Args:
        title: what it is about; public.
        text: what is asked of the Council; public.
        actor: a person with an account.

    Raises:
        NotAllowedError: the actor is nobody in particular.
        BadInputError: a text is missing or too long.
        RuleBrokenError: the actor has several that are collecting already.
        ParameterUnknownError: how many supporters it needs is not known for today.

    Source: docs/rules/council-decisions.md, "Citizen points".
    """
    acting.locked_numbers()
    person_id = _person(actor, _("Sign in to propose a point."))
    said = {
        "title": tidy(title, field="title", most=TITLE_LETTERS),
        "text": tidy(text, field="text", most=TEXT_LETTERS),
    }
    mine = CitizenPoint.objects.filter(proposer_id=person_id, state="collecting").count()
    if mine >= OPEN_AT_ONCE:
        raise RuleBrokenError(
            _("You have %(count)s points that collect supporters: wait until one of them ends.")
            % {"count": words.number(mine)}
        )
    today = timezone.localdate()
    orders = orders_on(today)
    code = _next_code(today.year)
    subject = Subject.objects.create(
        code=code,
        kind="citizen_point",
        title=said["title"],
        address=f"/consejo/puntos/{code}/",
        state="collecting",
    )
    salt = secrets.token_hex(32)
    point = CitizenPoint.objects.create(
        subject=subject,
        salt=salt,
        code=code,
        proposer_id=person_id,
        needed=orders.point_supporters,
        opened_on=today,
        closes_on=today + timedelta(days=orders.point_days),
        **said,
    )
    publish(
        PointOpened(
            subject=code,
            title_digest=salted_digest(point.title, salt=salt),
            text_digest=salted_digest(point.text, salt=salt),
            needed=point.needed,
            closes_on=point.closes_on,
        ),
        actor=actor,
    )
    _support(point, person_id, today=today, actor=actor)
    return point


@transaction.atomic
def support_point(point: CitizenPoint, *, actor: Actor) -> CitizenPoint:
    """Support a point; supporting it again changes nothing.

    The one that makes the number takes the point to the Council, and publishes that it did.

    Raises:
        NotAllowedError: the actor is nobody in particular.
        RuleBrokenError: it does not collect supporters any more.
    """
    row = _locked(point)
    person_id = _person(actor, _("Sign in to support a point."))
    if row.supports.filter(person_id=person_id).exists():
        return row
    today = timezone.localdate()
    _check_collecting(row, today=today)
    _support(row, person_id, today=today, actor=actor)
    return row


@transaction.atomic
def withdraw_support(point: CitizenPoint, *, actor: Actor) -> CitizenPoint:
    """Stop supporting a point that still collects; where there was no support, nothing changes.

    Raises:
        NotAllowedError: the actor is nobody in particular.
        RuleBrokenError: it does not collect supporters any more.
    """
    row = _locked(point)
    person_id = _person(actor, _("Sign in to change your support."))
    mine = row.supports.filter(person_id=person_id)
    if not mine.exists():
        return row
    _check_collecting(row, today=timezone.localdate())
    mine.delete()
    row.supporters -= 1
    row.save(update_fields=["supporters"])
    return row


@transaction.atomic
def decline_point(point: CitizenPoint, *, reason: str, actor: Actor) -> CitizenPoint:
    """Declare a point not admissible, with the reason in public.

    Raises:
        NotAllowedError: the actor is not the secretary.
        StaleError: it was declined, expired or dealt with already.
        BadInputError: there is no reason.
    """
    row = _locked(point)
    if not policies.may_decline_points(actor):
        raise NotAllowedError(_("Only the secretary of the Council declines a point."))
    if row.state not in {"collecting", "reached"}:
        raise StaleError(_("This point is not waiting any more."))
    row.reason = tidy(reason, field="reason", most=REASON_LETTERS)
    move(row, POINT, "declined", also=["reason"])
    publish(PointDeclined(subject=row.code, reason=row.reason), actor=actor)
    return row


@transaction.atomic
def expire_points(*, today: date, actor: Actor) -> int:
    """Close the points whose days are over; returns how many. Run by the system each night.

    Raises:
        NotAllowedError: the actor is not the system.
    """
    rows = list(points_over(today=today).select_for_update(of=("self",)).select_related("subject"))
    if not policies.may_expire_points(actor):
        raise NotAllowedError(_("Points expire by themselves."))
    for row in rows:
        move(row, POINT, "expired")
        publish(
            PointExpired(subject=row.code, supporters=row.supporters, needed=row.needed),
            actor=actor,
        )
    return len(rows)


def _person(actor: Actor, otherwise: str) -> int:
    """The person who acts.

    Raises:
        NotAllowedError: it is nobody in particular.
    """
    if actor.person_id is None or not policies.may_open_point(actor):
        raise NotAllowedError(otherwise)
    return actor.person_id


def _locked(point: CitizenPoint) -> CitizenPoint:
    return (
        CitizenPoint.objects.select_for_update(of=("self",))
        .select_related("subject")
        .get(pk=point.pk)
    )


def _check_collecting(row: CitizenPoint, *, today: date) -> None:
    if row.state != "collecting" or today > row.closes_on:
        raise RuleBrokenError(_("This point does not collect supporters any more."))


def _support(row: CitizenPoint, person_id: int, *, today: date, actor: Actor) -> None:
    """One supporter more; the one that makes the number changes its state."""
    Support.objects.create(point=row, person_id=person_id, given_at=timezone.now())
    row.supporters += 1
    row.save(update_fields=["supporters"])
    if row.supporters < row.needed:
        return
    row.reached_on = today
    move(row, POINT, "reached", also=["reached_on"])
    publish(
        PointReached(subject=row.code, supporters=row.supporters, reached_on=today), actor=actor
    )


def _next_code(year: int) -> str:
    stem = f"P-{year}-"
    codes = CitizenPoint.objects.filter(code__startswith=stem).values_list("code", flat=True)
    return next_code(stem, codes, digits=3)
