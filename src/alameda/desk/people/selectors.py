"""People as the desk lists them: found by words, narrowed by what they hold, in pages by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.translation import gettext as _

from alameda.accounts.models import Invitation, Person, RoleGrant, Unit
from alameda.accounts.rules import OPERATOR, ROLES
from alameda.accounts.selectors import (
    folded,
    grants_visible_to,
    lasting,
    people_visible_to,
    without_password,
)
from alameda.foundation.actor import Actor
from alameda.foundation.codes import fold
from alameda.foundation.cursors import decode_cursor, encode_cursor
from alameda.foundation.errors import BadInputError
from alameda.foundation.vocabulary import Word
from alameda.journeys.people_are_appointed import bodies
from alameda.pages.forms import Asked
from alameda.pages.selectors import AFTER, BEFORE, PAGE_ROWS, Page
from alameda.territory.selectors import comunas

STATES: Final = (
    Word("active", "Con acceso", "Has access", tone="done"),
    Word("invited", "Con invitación, sin acceso aún", "Invited, no access yet", tone="wait"),
    Word("uninvited", "Sin invitación", "Not invited", tone="late"),
    Word("closed", "Cuenta cerrada", "Account closed", tone="stop"),
)
# Each filter of the list with the column of a role that it narrows.
AXES: Final = {"rol": "role", "unidad": "unit__code", "comuna": "comuna_cut"}
STATE: Final = "estado"
WORDS_READ = 8


@dataclass(frozen=True)
class Where:
    """Names of the places in which roles hold, read once a page."""

    comunas: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, str] = field(default_factory=dict)

    def said(self, grant: RoleGrant) -> str:
        """Where a role holds, in words."""
        if grant.unit is not None:
            return grant.unit.name
        if grant.comuna_cut:
            return self.comunas.get(grant.comuna_cut, grant.comuna_cut)
        if grant.body:
            return self.bodies.get(grant.body, grant.body)
        return _("The whole region")


def places_by_name() -> Where:
    """The names of all comunas and bodies."""
    return Where(dict(comunas().values_list("cut", "name")), dict(bodies()))


def standing_of(now: datetime) -> Case:
    """How an account stands at a moment, as a key of ``STATES``."""
    waits = Invitation.objects.filter(
        person=OuterRef("pk"), accepted_at__isnull=True, expires_at__gt=now
    )
    return Case(
        When(is_active=False, then=Value("closed")),
        When(~without_password() | Q(is_demo=True), then=Value("active")),
        When(Exists(waits), then=Value("invited")),
        default=Value("uninvited"),
        output_field=CharField(),
    )


@dataclass(frozen=True, kw_only=True)
class Search:
    """One look at the list.

    Attributes:
        asked: what the address says.
        actor: who looks.
        today: the day whose roles are looked at, and those to come.
        now: the moment, for invitations.
    """

    asked: Asked
    actor: Actor
    today: date
    now: datetime

    def held(self, *, besides: str = "") -> QuerySet[RoleGrant]:
        """The roles that the actor may see and the filters leave, all filters but one."""
        rows = grants_visible_to(self.actor).filter(pk__in=lasting(self.today).values("pk"))
        for param, column in AXES.items():
            values = self.asked.values(param)
            if values and param != besides:
                rows = rows.filter(**{f"{column}__in": values})
        return rows

    def people(self, *, besides: str = "") -> QuerySet[Person]:
        """The people that words and filters leave, all filters but one."""
        rows = self._worded(self._listed())
        if any(self.asked.values(param) for param in AXES if param != besides):
            rows = rows.filter(Exists(self.held(besides=besides).filter(person=OuterRef("pk"))))
        states = self.asked.values(STATE)
        if not states or besides == STATE:
            return rows
        return rows.alias(kept=standing_of(self.now)).filter(kept__in=states)

    def counts(self, param: str) -> dict[str, int]:
        """How many people each value of a filter would leave."""
        people = self.people(besides=param).order_by()
        if param == STATE:
            kept = people.annotate(kept=standing_of(self.now)).values_list("kept")
            return dict(kept.annotate(Count("pk")))
        column = AXES[param]
        held = self.held(besides=param).filter(person__in=people.values("pk")).order_by()
        rows = held.values_list(column).annotate(Count("person", distinct=True))
        return {key: count for key, count in rows if key}

    def _listed(self) -> QuerySet[Person]:
        """Those who were given anything here; whoever made an account alone is found by address."""
        people = people_visible_to(self.actor).annotate(standing=standing_of(self.now))
        if not self.actor.has(OPERATOR):
            return people
        ever = RoleGrant.objects.filter(person=OuterRef("pk"))
        invited = Invitation.objects.filter(person=OuterRef("pk"))
        named = Q(email=self.asked.words.lower())
        return people.filter(Q(Exists(ever)) | Q(Exists(invited)) | without_password() | named)

    def _worded(self, people: QuerySet[Person]) -> QuerySet[Person]:
        held = self.held().order_by()
        for word in self.asked.words.split()[:WORDS_READ]:
            roles = [role.key for role in ROLES if fold(word) and fold(word) in fold(role.es)]
            means = held.filter(person=OuterRef("pk"), role__in=roles)
            by_role = Q(Exists(means)) if roles else Q()
            people = people.filter(Q(sort_key__contains=folded(word)) | by_role)
        return people


def page_by_name(
    people: QuerySet[Person], *, cursor: str, held: QuerySet[RoleGrant], size: int = PAGE_ROWS
) -> Page[Person]:
    """A page of people in the order of their names, each with the roles they hold.

    Args:
        people: what the filters leave.
        cursor: as an earlier page gave it; empty: the first page.
        held: the roles to show of each.
        size: rows of a page.

    Raises:
        BadInputError: the cursor is not of this list.
    """
    way, last = _read(cursor) if cursor else (AFTER, None)
    is_back = way == BEFORE
    if last is not None:
        people = people.filter(_past(last, is_back=is_back))
    order = ("-sort_key", "-pk") if is_back else ("sort_key", "pk")
    shown = people.order_by(*order).prefetch_related(Prefetch("grants", queryset=held))
    found = list(shown[: size + 1])
    has_more, found = len(found) > size, found[:size]
    if is_back:
        found.reverse()
    if not found:
        return Page(rows=())
    has_previous = has_more if is_back else bool(cursor)
    return Page(
        rows=found,
        previous=encode_cursor((BEFORE, found[0].pk)) if has_previous else "",
        next=encode_cursor((AFTER, found[-1].pk)) if has_more or is_back else "",
    )


def _read(cursor: str) -> tuple[str, Person]:
    way, pk = decode_cursor(cursor, shape=(str, int))
    person = Person.objects.filter(pk=pk).first()
    if person is None or way not in {AFTER, BEFORE}:
        raise BadInputError(
            _("This address does not lead to a page of this list. Start from its beginning."),
            field="desde",
        )
    return str(way), person


def _past(last: Person, *, is_back: bool) -> Q:
    sign = "lt" if is_back else "gt"
    same = Q(sort_key=last.sort_key, **{f"pk__{sign}": last.pk})
    return Q(**{f"sort_key__{sign}": last.sort_key}) | same


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A unit in the chart, with what stands below it.

    Attributes:
        unit: the unit.
        people: how many hold a role in it.
        below: the units under it.
    """

    unit: Unit
    people: int
    below: Sequence[Branch]


def chart(*, today: date) -> tuple[list[Branch], list[Unit]]:
    """The organisation chart as it stands on a day, and the units that ended before it."""
    units = list(Unit.objects.select_related("parent").order_by("name"))
    held = lasting(today).filter(unit__isnull=False).order_by().values_list("unit")
    people: dict[int, int] = dict(held.annotate(Count("person", distinct=True)))
    over = [unit for unit in units if unit.ends_on is not None and unit.ends_on < today]
    standing = [unit for unit in units if unit not in over]
    keys = {unit.pk for unit in standing}

    def under(parent: int | None) -> list[Branch]:
        return [
            Branch(unit=unit, people=people.get(unit.pk, 0), below=under(unit.pk))
            for unit in standing
            if (unit.parent_id if unit.parent_id in keys else None) == parent
        ]

    return under(None), over
