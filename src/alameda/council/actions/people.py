"""Bodies, members, blocs, committees and leave; seats are in ``mandates``."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from alameda.accounts.models import Person
from alameda.council import policies
from alameda.council.actions.acting import locked_numbers
from alameda.council.actions.mandates import end_mandate, seat_councillor, substitute
from alameda.council.actions.register import checked_name
from alameda.council.events.people import (
    BlocJoined,
    BodyAdded,
    CommitteeJoined,
    CommitteeLeft,
    CouncillorAdded,
    LeaveGranted,
)
from alameda.council.models import (
    Bloc,
    BlocMembership,
    Body,
    Councillor,
    Leave,
    Membership,
)
from alameda.council.rules import vocabulary
from alameda.council.selectors.members import council, holds_on
from alameda.foundation.actor import Actor
from alameda.foundation.errors import (
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
    StaleError,
)
from alameda.foundation.vocabulary import keys
from alameda.foundation.written import LONG_LETTERS, tidy
from alameda.record.actions import publish, write_down
from alameda.thread.models import Subject

__all__ = [
    "add_body",
    "add_councillor",
    "end_mandate",
    "grant_leave",
    "join_bloc",
    "join_committee",
    "leave_committee",
    "seat_councillor",
    "substitute",
]

NAME_LETTERS = 120
BODY_NAME_LETTERS = 160
# The slug of a committee is part of the code of its sessions, which has 80 characters.
BODY_SLUG_LETTERS = 60
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SINGLE_POSTS = ("president", "chair", "vice_chair")


@transaction.atomic
def add_body(  # noqa: PLR0913  # a body has all of these from its first day
    *,
    kind: str,
    slug: str,
    name: str,
    parent: Body | None = None,
    remit: str = "",
    starts_on: date,
    actor: Actor,
) -> Body:
    """Set up the Council, a committee or a sub-committee.

    Args:
        kind: from ``BODY_KINDS``; there is one Council.
        slug: of its address; small letters, figures and hyphens.
        name: as people know it.
        parent: the body it belongs to; a committee belongs to the Council where none is named.
        remit: what it deals with.
        starts_on: the first day it exists.
        actor: who keeps the list of members.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        BadInputError: a wrong kind, slug, name or parent.
        RuleBrokenError: there is a Council already, or a body with that slug.
    """
    if kind != "council":
        council()
    Body.objects.select_for_update().filter(kind="council").first()
    _check_keeps(actor)
    if kind not in keys(vocabulary.BODY_KINDS):
        raise BadInputError(_("There is no such kind of body."), field="kind")
    slug = _checked_slug(slug, most=BODY_SLUG_LETTERS)
    name = tidy(name, field="name", most=BODY_NAME_LETTERS)
    parent = _checked_parent(kind, parent)
    if kind == "council" and Body.objects.filter(kind="council").exists():
        raise RuleBrokenError(_("This region has its Council already."), field="kind")
    if Body.objects.filter(slug=slug).exists():
        raise RuleBrokenError(_("Another body has that address."), field="slug")
    address = "/consejo/" if kind == "council" else f"/consejo/comisiones/{slug}/"
    subject = Subject.objects.create(code=f"B-{slug}", kind="body", title=name, address=address)
    body = Body.objects.create(
        subject=subject,
        kind=kind,
        slug=slug,
        name=name,
        parent=parent,
        remit=tidy(remit, field="remit", most=LONG_LETTERS, is_required=False),
        starts_on=starts_on,
    )
    publish(
        BodyAdded(
            subject=subject.code,
            kind=kind,
            parent=parent.subject.code if parent else "",
            starts_on=starts_on,
        ),
        actor=actor,
    )
    write_down("council.body", [body.pk], subject=subject.code, actor=actor)
    return body


@transaction.atomic
def add_councillor(
    *, name: str, sort_name: str, slug: str, account: Person | None = None, actor: Actor
) -> Councillor:
    """Enter a member in the register; ``seat_councillor`` gives the seat.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        NotFoundError: the Council is not set up.
        BadInputError: a wrong name or slug.
        RuleBrokenError: another member has that slug or that account.
    """
    council()
    locked_numbers()
    _check_keeps(actor)
    name = checked_name(name)
    sort_name = tidy(sort_name, field="sort_name", most=NAME_LETTERS)
    slug = _checked_slug(slug, most=NAME_LETTERS)
    if Councillor.objects.filter(slug=slug).exists():
        raise RuleBrokenError(_("Another member has that address."), field="slug")
    if account is not None and Councillor.objects.filter(account=account).exists():
        raise RuleBrokenError(_("That account belongs to another member."), field="account")
    code = f"CR-{_last_number() + 1:03d}"
    subject = Subject.objects.create(
        code=code, kind="councillor", title=name, address=f"/consejo/integrantes/{slug}/"
    )
    councillor = Councillor.objects.create(
        subject=subject, code=code, slug=slug, name=name, sort_name=sort_name, account=account
    )
    publish(CouncillorAdded(subject=code), actor=actor)
    write_down("council.councillor", [councillor.pk], subject=code, actor=actor)
    return councillor


@transaction.atomic
def join_bloc(
    councillor: Councillor, *, bloc: Bloc, starts_on: date, actor: Actor
) -> BlocMembership:
    """Join a bloc; whoever was in another leaves it the day before.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        StaleError: the member is in that bloc already.
        RuleBrokenError: no seat that day, a bloc that does not exist then, or a later bloc.
    """
    row = _locked_member(councillor, actor=actor, on=starts_on)
    if not Bloc.objects.filter(holds_on(starts_on), pk=bloc.pk).exists():
        raise RuleBrokenError(_("That bloc does not exist on that day."), field="bloc")
    current = row.blocs.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    for membership in current:
        if membership.bloc_id == bloc.pk:
            raise StaleError(_("The member is in that bloc already."), field="bloc")
        if membership.starts_on >= starts_on:
            raise RuleBrokenError(_("The member joined a bloc after that day."), field="starts_on")
    left = list(current.values_list("pk", flat=True))
    current.update(ends_on=starts_on - timedelta(days=1))
    joined = BlocMembership.objects.create(councillor=row, bloc=bloc, starts_on=starts_on)
    publish(BlocJoined(subject=row.code, bloc=bloc.slug, starts_on=starts_on), actor=actor)
    write_down("council.blocmembership", [*left, joined.pk], subject=row.code, actor=actor)
    return joined


@transaction.atomic
def join_committee(
    councillor: Councillor, *, body: Body, post: str, starts_on: date, actor: Actor
) -> Membership:
    """Join a committee in a post.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        BadInputError: no such post, or the body is the Council itself.
        StaleError: the member is in that committee already.
        RuleBrokenError: no seat that day, a committee that does not exist then, or a post taken.
    """
    where = Body.objects.select_for_update(of=("self",)).select_related("subject").get(pk=body.pk)
    row = _locked_member(councillor, actor=actor, on=starts_on)
    if post not in keys(vocabulary.POSTS):
        raise BadInputError(_("There is no such post."), field="post")
    if where.kind == "council":
        raise BadInputError(_("A seat on the Council comes with a mandate."), field="body")
    if not Body.objects.filter(holds_on(starts_on), pk=where.pk).exists():
        raise RuleBrokenError(_("That committee does not exist on that day."), field="body")
    current = where.memberships.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    if current.filter(councillor=row).exists():
        raise StaleError(_("The member is in that committee already."), field="councillor")
    if post in SINGLE_POSTS and current.filter(post=post).exists():
        raise RuleBrokenError(_("Somebody else holds that post on that day."), field="post")
    joined = Membership.objects.create(body=where, councillor=row, post=post, starts_on=starts_on)
    publish(
        CommitteeJoined(
            subject=row.code, committee=where.subject.code, post=post, starts_on=starts_on
        ),
        actor=actor,
    )
    write_down("council.membership", [joined.pk], subject=row.code, actor=actor)
    return joined


@transaction.atomic
def leave_committee(membership: Membership, *, ends_on: date, actor: Actor) -> Membership:
    """Leave a committee; the record of what was done in it stays.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        StaleError: the member left it already.
        BadInputError: the last day is before the first.
    """
    row = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("body__subject", "councillor")
        .get(pk=membership.pk)
    )
    _check_keeps(actor)
    if row.ends_on is not None and row.ends_on <= ends_on:
        raise StaleError(_("The member left that committee already."), field="ends_on")
    if ends_on < row.starts_on:
        raise BadInputError(_("The last day cannot be before the first."), field="ends_on")
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    fact = CommitteeLeft(
        subject=row.councillor.code, committee=row.body.subject.code, ends_on=ends_on
    )
    publish(fact, actor=actor)
    write_down("council.membership", [row.pk], subject=row.councillor.code, actor=actor)
    return row


@transaction.atomic
def grant_leave(
    councillor: Councillor, *, kind: str, starts_on: date, ends_on: date, actor: Actor
) -> Leave:
    """Grant leave: a member who is away keeps the seat, and counts as in office.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        BadInputError: no such kind, or the last day is before the first.
        RuleBrokenError: no seat on the first day, or leave already granted for some of the days.
    """
    row = _locked_member(councillor, actor=actor, on=starts_on)
    if kind not in keys(vocabulary.LEAVE_KINDS):
        raise BadInputError(_("There is no such kind of leave."), field="kind")
    if ends_on < starts_on:
        raise BadInputError(_("The last day cannot be before the first."), field="ends_on")
    same_days = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    if row.leaves.filter(same_days, starts_on__lte=ends_on).exists():
        raise RuleBrokenError(
            _("The member has leave on some of those days already."), field="starts_on"
        )
    leave = Leave.objects.create(councillor=row, kind=kind, starts_on=starts_on, ends_on=ends_on)
    publish(LeaveGranted(subject=row.code, starts_on=starts_on, ends_on=ends_on), actor=actor)
    write_down("council.leave", [leave.pk], subject=row.code, actor=actor)
    return leave


def _check_keeps(actor: Actor) -> None:
    if not policies.may_keep_members(actor):
        raise NotAllowedError(_("Only the secretary of the Council keeps the list of members."))


def _locked_member(councillor: Councillor, *, actor: Actor, on: date) -> Councillor:
    row = Councillor.objects.select_for_update().get(pk=councillor.pk)
    _check_keeps(actor)
    if not row.mandates.filter(holds_on(on)).exists():
        raise RuleBrokenError(_("The member has no seat on that day."), field="starts_on")
    return row


def _checked_slug(slug: str, *, most: int) -> str:
    slug = tidy(slug, field="slug", most=most)
    if not SLUG.fullmatch(slug):
        raise BadInputError(_("Use small letters, figures and hyphens."), field="slug")
    return slug


def _checked_parent(kind: str, parent: Body | None) -> Body | None:
    if kind == "council":
        if parent is not None:
            raise BadInputError(_("The Council belongs to no other body."), field="parent")
        return None
    if kind == "committee":
        parent = parent or council()
    wanted = "council" if kind == "committee" else "committee"
    if parent is None or parent.kind != wanted:
        raise BadInputError(
            _("A committee belongs to the Council, a sub-committee to a committee."),
            field="parent",
        )
    return parent


def _last_number() -> int:
    codes = Councillor.objects.filter(code__regex=r"^CR-[0-9]+$")
    last = codes.order_by(Length("code").desc(), "-code").values_list("code", flat=True).first()
    return int(last.split("-")[1]) if last else 0
