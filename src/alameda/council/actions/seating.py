"""A member arrives with everything, or leaves: name, account, seat, bloc and role in one act.

``seat_all`` does it for a whole Council at once: every row, or none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from alameda.accounts.actions import end_role, grant_role
from alameda.accounts.models import Person, RoleGrant
from alameda.council import policies
from alameda.council.actions.acting import locked_numbers
from alameda.council.actions.mandates import end_mandate, seat_councillor, substitute
from alameda.council.actions.people import add_councillor, join_bloc
from alameda.council.actions.places import add_bloc, set_circumscription
from alameda.council.actions.register import checked_name, tie_account
from alameda.council.models import Bloc, Circumscription, Councillor, Mandate
from alameda.council.rules import names
from alameda.council.selectors.members import account_of, council
from alameda.foundation.actor import Actor
from alameda.foundation.codes import fold
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
)

SLUG_LETTERS = 120
Place = TypeVar("Place", Circumscription, Bloc)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Who takes a seat, as a form or a row of a file says it.

    Attributes:
        name: as it should be written; «Surnames, Names» is understood too.
        sort_name: surnames first; made of the name where it is empty.
        email: of the account from which she votes; empty: none yet.
        kind: councillor or governor.
        circumscription: slug or name of the place that elected her; empty for the governor.
        bloc: slug or name; empty: none.
        starts_on: first day.
        ends_on: last day, where it is known.
        act: the act that gave the seat, such as a proclamation.
    """

    name: str
    sort_name: str = ""
    email: str = ""
    kind: str = "councillor"
    circumscription: str = ""
    bloc: str = ""
    starts_on: date
    ends_on: date | None = None
    act: str = ""


@dataclass(frozen=True)
class Told:
    """What became of a row of a file.

    Attributes:
        line: of the file.
        name: as it was written.
        code: of the member; empty where the row was refused.
        refusal: why it was; empty where it was taken.
        field: of the row that is at fault, where one is.
    """

    line: int
    name: str
    code: str = ""
    refusal: str = ""
    field: str = ""


@dataclass(frozen=True)
class Seating:
    """What became of a file.

    Attributes:
        rows: each with its fate.
        made: circumscriptions and blocs that were made, by name.
        is_written: whether anything was: nothing where a row was refused, or when rehearsing.
    """

    rows: tuple[Told, ...]
    made: tuple[str, ...]
    is_written: bool

    @property
    def refused(self) -> tuple[Told, ...]:
        """The rows that were not taken."""
        return tuple(row for row in self.rows if row.refusal)


@transaction.atomic
def take_seat(arrival: Arrival, *, replaces: Mandate | None = None, actor: Actor) -> Mandate:
    """Enter a member with her seat, her bloc and her account, in one act.

    Who is in the register already, by name or by account, is seated and not entered twice. Where
    the actor gives roles (the operator), the account gets that of the seat for its days.

    Args:
        arrival: who takes it.
        replaces: a mandate that ended before its time: its kind, its place and its last day are
            those of the new one, whatever the arrival says of them.
        actor: who keeps the list of members.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        NotFoundError: the Council is not set up.
        BadInputError: a name, a day, a place, a bloc or an e-mail that cannot be taken.
        RuleBrokenError: the seat is not free, or the account is somebody else's.
        StaleError: she has that bloc already.
    """
    council()
    locked_numbers()
    if not policies.may_keep_members(actor):
        raise NotAllowedError(_("Only the secretary of the Council keeps the list of members."))
    name = checked_name(arrival.name)
    account = _account(arrival.email)
    bloc = _found(Bloc, arrival.bloc, field="bloc")
    member = _entered(name, arrival, account, actor)
    mandate = _seated(member, arrival, replaces, actor)
    if bloc is not None:
        join_bloc(member, bloc=bloc, starts_on=arrival.starts_on, actor=actor)
    give_role(mandate, actor=actor)
    return mandate


def _entered(name: str, arrival: Arrival, account: Person | None, actor: Actor) -> Councillor:
    """The member of the register, made where there is none, with the account tied."""
    member = _known(name, account)
    if member is None:
        return add_councillor(
            name=name,
            sort_name=arrival.sort_name or names.surnames_first(arrival.name),
            slug=_free_slug(name),
            account=account,
            actor=actor,
        )
    if account is not None and member.account_id is None:
        return tie_account(member, account=account, actor=actor)
    return member


def _seated(
    member: Councillor, arrival: Arrival, replaces: Mandate | None, actor: Actor
) -> Mandate:
    if replaces is not None:
        return substitute(
            replaces, by=member, starts_on=arrival.starts_on, act=arrival.act, actor=actor
        )
    place = _found(Circumscription, arrival.circumscription, field="circumscription")
    return seat_councillor(
        member,
        kind=arrival.kind,
        circumscription=place,
        starts_on=arrival.starts_on,
        ends_on=arrival.ends_on,
        act=arrival.act,
        actor=actor,
    )


@transaction.atomic
def leave_seat(mandate: Mandate, *, ended_by: str, ends_on: date, actor: Actor) -> Mandate:
    """End a mandate, and the role of its account where the actor ends roles (the operator).

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        BadInputError: no such ending, or a day outside the mandate.
        StaleError: it ended already.
    """
    row = end_mandate(mandate, ended_by=ended_by, ends_on=ends_on, actor=actor)
    if policies.may_give_seat_role(actor):
        account_id = Councillor.objects.values_list("account_id", flat=True).get(
            pk=row.councillor_id
        )
        lasting = Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on)
        held = RoleGrant.objects.filter(
            lasting, person_id=account_id, role=row.kind, starts_on__lte=ends_on
        )
        for grant in held if account_id else ():
            end_role(grant, ends_on=ends_on, actor=actor)
    return row


@transaction.atomic
def give_role(mandate: Mandate, *, actor: Actor) -> bool:
    """Give the account of a member the role of her seat, for its days; whether it was given.

    Nothing where there is no account, it has the role, or the actor gives no roles: then the
    operator does, and the register of members says who lacks it.
    """
    account = Councillor.objects.select_related("account").get(pk=mandate.councillor_id).account
    if account is None or not policies.may_give_seat_role(actor):
        return False
    if mandate.ends_on is not None and mandate.ends_on < timezone.localdate():
        return False  # a role is for days to come
    held = Q(ends_on__isnull=True) | Q(ends_on__gte=mandate.starts_on)
    if mandate.ends_on is not None:
        held &= Q(starts_on__lte=mandate.ends_on)
    if account.grants.filter(held, role=mandate.kind).exists():
        return False
    grant_role(
        account,
        role=mandate.kind,
        starts_on=mandate.starts_on,
        ends_on=mandate.ends_on,
        actor=actor,
    )
    return True


@transaction.atomic
def seat_all(
    arrivals: Sequence[tuple[int, Arrival]],
    *,
    unread: Iterable[Told] = (),
    makes_missing: bool = False,
    is_dry_run: bool = False,
    actor: Actor,
) -> Seating:
    """Seat a whole Council: every row of a file, or none where one is refused.

    Args:
        arrivals: the line of each, and what it says.
        unread: rows that could not be read at all, with why: they count as refused.
        makes_missing: whether circumscriptions and blocs that are not there are made.
        is_dry_run: tell the same and write nothing.
        actor: who keeps the list of members.

    Raises:
        NotAllowedError: the actor does not keep the list of members.
        NotFoundError: the Council is not set up.
    """
    council()
    locked_numbers()
    if not policies.may_keep_members(actor):
        raise NotAllowedError(_("Only the secretary of the Council keeps the list of members."))
    made = _make_missing([each for _line, each in arrivals], actor) if makes_missing else ()
    told = [*unread, *(_one(line, arrival, actor) for line, arrival in arrivals)]
    rows = tuple(sorted(told, key=lambda row: row.line))
    is_written = not is_dry_run and not any(row.refusal for row in rows)
    if not is_written:
        transaction.set_rollback(True)
    return Seating(rows=rows, made=made, is_written=is_written)


def _one(line: int, arrival: Arrival, actor: Actor) -> Told:
    """One row, alone in its savepoint: a refusal takes back what it had written."""
    try:
        with transaction.atomic():
            mandate = take_seat(arrival, actor=actor)
    except NotAllowedError:
        raise
    except AlamedaError as error:
        field = str(getattr(error, "field", "") or "")
        return Told(line, arrival.name, refusal=str(error), field=field)
    return Told(line, arrival.name, code=mandate.councillor.code)


def _make_missing(arrivals: Sequence[Arrival], actor: Actor) -> tuple[str, ...]:
    """Circumscriptions with as many seats as rows name them, and blocs from their first row on."""
    made = []
    places = Counter(" ".join(each.circumscription.split()) for each in arrivals)
    for name, seats in places.items():
        if name and _find(Circumscription, name) is None:
            set_circumscription(name=name, seats=seats, actor=actor)
            made.append(name)
    first: dict[str, date] = {}
    for each in arrivals:
        name = " ".join(each.bloc.split())
        first[name] = min(each.starts_on, first.get(name, each.starts_on))
    for name, starts_on in first.items():
        if name and _find(Bloc, name) is None:
            add_bloc(name=name, starts_on=starts_on, actor=actor)
            made.append(name)
    return tuple(made)


def _known(name: str, account: Person | None) -> Councillor | None:
    """The member of the register that is meant, by account or by name.

    Raises:
        RuleBrokenError: the account is somebody else's, or she votes from another one.
    """
    owner = Councillor.objects.filter(account=account).first() if account else None
    named = [row for row in Councillor.objects.all() if fold(row.name) == fold(name)]
    if owner is not None and owner not in named:
        sentence = _("That account belongs to %(name)s.") % {"name": owner.name}
        raise RuleBrokenError(sentence, field="email")
    if owner is None and account is not None and any(row.account_id for row in named):
        sentence = _("%(name)s votes from another account: change it on her page.")
        raise RuleBrokenError(sentence % {"name": name}, field="email")
    return owner or next(iter(named), None)


def _free_slug(name: str) -> str:
    """The address of a name that nobody of the register has.

    Raises:
        BadInputError: the name has no letter that an address can hold.
    """
    stem = slugify(name)[: SLUG_LETTERS - 4].strip("-")
    if not stem:
        raise BadInputError(_("Write it with letters."), field="name")
    taken = set(Councillor.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    tried = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in tried if each not in taken)


def _account(email: str) -> Person | None:
    if not email.strip():
        return None
    account = account_of(email)
    if account is None:
        raise BadInputError(
            _(
                "No account has that e-mail. The operator makes accounts: ask for one, or leave it"
                " empty and tie it later."
            ),
            field="email",
        )
    if not account.is_active:
        raise RuleBrokenError(_("That account is closed."), field="email")
    return account


def _find(model: type[Place], said: str) -> Place | None:
    """A row by its slug, or by its name however it is written; of blocs, those that last first."""
    rows = list(model._default_manager.all())  # noqa: SLF001  of either
    rows.sort(key=lambda row: getattr(row, "ends_on", None) is not None)
    wanted = fold(said)
    return next((row for row in rows if said == row.slug or fold(row.name) == wanted), None)


def _found(model: type[Place], said: str, *, field: str) -> Place | None:
    """What a row or a form names; nothing where it names nothing.

    Raises:
        BadInputError: there is none of that name.
    """
    said = " ".join(said.split())
    if not said:
        return None
    row = _find(model, said)
    if row is None:
        sentence = _("There is no “%(name)s” here: enter it first.") % {"name": said[:80]}
        raise BadInputError(sentence, field=field)
    return row
