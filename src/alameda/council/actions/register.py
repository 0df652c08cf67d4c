"""Corrections to what the register says of a member, and what ends without the mandate ending."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from alameda.accounts.models import Person
from alameda.council import policies
from alameda.council.actions.acting import locked_numbers
from alameda.council.events.people import (
    BlocLeft,
    CommitteePostChanged,
    CouncillorAccountTied,
    CouncillorRenamed,
    LeaveShortened,
)
from alameda.council.models import BlocMembership, Councillor, Leave, Membership
from alameda.council.rules import names, vocabulary
from alameda.council.selectors.members import council
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError, StaleError
from alameda.foundation.vocabulary import keys
from alameda.foundation.written import REASON_LETTERS, tidy
from alameda.record.actions import publish, write_down
from alameda.record.selectors import row_digest
from alameda.thread.models import Subject

NAME_LETTERS = 120
SINGLE_POSTS = ("president", "chair", "vice_chair")


def checked_name(name: str, *, field: str = "name") -> str:
    """A name as it should be written, with single spaces.

    Raises:
        BadInputError: nothing, too long, or all in capitals.
    """
    name = names.spoken(tidy(name, field=field, most=NAME_LETTERS))
    if names.is_shouted(name):
        sentence = _("Write it as it is read, such as: %(name)s.") % {"name": names.as_read(name)}
        raise BadInputError(sentence, field=field)
    return name


@transaction.atomic
def rename_councillor(
    councillor: Councillor, *, name: str, sort_name: str = "", reason: str, actor: Actor
) -> Councillor:
    """Correct the name of a member everywhere it is shown; address and code stay.

    Papers that were made already keep what they say. The record has the reason, not the name.

    Args:
        councillor: as the caller read it.
        name: as it should be written.
        sort_name: surnames first; made of the name where it is empty.
        reason: why; public.
        actor: who keeps the list of members.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        BadInputError: no name or no reason, or a name all in capitals.
        RuleBrokenError: nothing changes.
    """
    row = _locked(councillor, actor=actor)
    name = checked_name(name)
    sort_name = tidy(sort_name or names.surnames_first(name), field="sort_name", most=NAME_LETTERS)
    reason = tidy(reason, field="reason", most=REASON_LETTERS)
    if (name, sort_name) == (row.name, row.sort_name):
        raise RuleBrokenError(_("The name is written so already."), field="name")
    row.name, row.sort_name = name, sort_name
    row.save(update_fields=["name", "sort_name"])
    Subject.objects.filter(pk=row.subject_id).update(title=name)
    digest = row_digest("council.councillor", row.pk)
    publish(CouncillorRenamed(subject=row.code, reason=reason, row_digest=digest), actor=actor)
    return row


@transaction.atomic
def tie_account(councillor: Councillor, *, account: Person | None, actor: Actor) -> Councillor:
    """Tie the account from which a member votes, or untie it.

    The account is the operator's to make, with its role; the seat is the secretary's to keep. What
    was voted from the account before stays as it is.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        StaleError: it is tied so already.
        RuleBrokenError: the account is closed, or belongs to another member.
    """
    row = _locked(councillor, actor=actor)
    if (account.pk if account else None) == row.account_id:
        raise StaleError(_("It is so already."), field="email")
    if account is not None and not account.is_active:
        raise RuleBrokenError(_("That account is closed."), field="email")
    other = Councillor.objects.filter(account=account).first() if account else None
    if other is not None:
        sentence = _("That account belongs to %(name)s.") % {"name": other.name}
        raise RuleBrokenError(sentence, field="email")
    row.account = account
    row.save(update_fields=["account"])
    publish(CouncillorAccountTied(subject=row.code, is_tied=account is not None), actor=actor)
    return row


@transaction.atomic
def leave_bloc(membership: BlocMembership, *, ends_on: date, actor: Actor) -> BlocMembership:
    """Leave a bloc without joining another.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        StaleError: the member left it already.
        BadInputError: the last day is before the first.
    """
    member = _locked(membership.councillor, actor=actor)
    row = BlocMembership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    _check_end(row.starts_on, row.ends_on, ends_on, gone=_("The member left that bloc already."))
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    publish(BlocLeft(subject=member.code, bloc=row.bloc.slug, ends_on=ends_on), actor=actor)
    write_down("council.blocmembership", [row.pk], subject=member.code, actor=actor)
    return row


@transaction.atomic
def change_post(membership: Membership, *, post: str, starts_on: date, actor: Actor) -> Membership:
    """Give a member of a committee another post in it, from a day on.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        BadInputError: there is no such post, or the day is before the member joined.
        StaleError: the member left the committee, or has that post already.
        RuleBrokenError: somebody else holds that post then.
    """
    member = _locked(membership.councillor, actor=actor)
    row = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("body__subject")
        .get(pk=membership.pk)
    )
    if post not in keys(vocabulary.POSTS):
        raise BadInputError(_("There is no such post."), field="post")
    if starts_on < row.starts_on:
        raise BadInputError(_("The member was not in it yet on that day."), field="starts_on")
    if row.ends_on is not None and row.ends_on < starts_on:
        raise StaleError(_("The member left that committee already."), field="starts_on")
    if row.post == post:
        raise StaleError(_("The member has that post already."), field="post")
    there = row.body.memberships.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    if post in SINGLE_POSTS and there.filter(post=post).exclude(pk=row.pk).exists():
        raise RuleBrokenError(_("Somebody else holds that post on that day."), field="post")
    if starts_on == row.starts_on:
        row.post = post
        row.save(update_fields=["post"])
    else:
        row = _from_then_on(row, post=post, starts_on=starts_on)
    fact = CommitteePostChanged(
        subject=member.code, committee=row.body.subject.code, post=post, starts_on=starts_on
    )
    publish(fact, actor=actor)
    written = {row.pk, membership.pk}
    write_down("council.membership", written, subject=member.code, actor=actor)
    return row


@transaction.atomic
def shorten_leave(leave: Leave, *, ends_on: date, actor: Actor) -> Leave:
    """Note that a member came back before the last day of a leave.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        BadInputError: the day is before the first, or not before the last.
    """
    member = _locked(leave.councillor, actor=actor)
    row = Leave.objects.select_for_update(of=("self",)).get(pk=leave.pk)
    if ends_on < row.starts_on:
        raise BadInputError(_("The last day cannot be before the first."), field="ends_on")
    if row.ends_on is not None and ends_on >= row.ends_on:
        raise BadInputError(_("A leave is only made shorter here."), field="ends_on")
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    fact = LeaveShortened(subject=member.code, starts_on=row.starts_on, ends_on=ends_on)
    publish(fact, actor=actor)
    write_down("council.leave", [row.pk], subject=member.code, actor=actor)
    return row


def _from_then_on(row: Membership, *, post: str, starts_on: date) -> Membership:
    """End the place with its old post the day before, and begin one with the new."""
    last = row.ends_on
    row.ends_on = starts_on - timedelta(days=1)
    row.save(update_fields=["ends_on"])
    return Membership.objects.create(
        body=row.body,
        councillor_id=row.councillor_id,
        post=post,
        starts_on=starts_on,
        ends_on=last,
    )


def _locked(councillor: Councillor, *, actor: Actor) -> Councillor:
    council()
    locked_numbers()
    if not policies.may_keep_members(actor):
        raise NotAllowedError(_("Only the secretary of the Council keeps the list of members."))
    return Councillor.objects.select_for_update(of=("self",)).get(pk=councillor.pk)


def _check_end(starts_on: date, ended_on: date | None, ends_on: date, *, gone: str) -> None:
    if ended_on is not None and ended_on <= ends_on:
        raise StaleError(gone, field="ends_on")
    if ends_on < starts_on:
        raise BadInputError(_("The last day cannot be before the first."), field="ends_on")
