"""The register of members: who sits, the places that elect, the blocs; a new member enters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from alameda.acting.forms import Choices
from alameda.acting.views import Act, Outcome, Refusal, Slots, perform
from alameda.council.actions.people import add_body
from alameda.council.actions.places import add_bloc, end_bloc, set_circumscription
from alameda.council.actions.seating import Arrival, take_seat
from alameda.council.models import Bloc, Circumscription, Mandate
from alameda.council.policies import may_keep_members
from alameda.council.rules.vocabulary import MANDATE_KINDS
from alameda.council.selectors.members import council_if_any
from alameda.desk.council.forms.members import (
    BlocForm,
    CouncilForm,
    LastDayForm,
    PlaceOfForm,
    SeatForm,
)
from alameda.desk.council.selectors.register import (
    OWN,
    access_of,
    beginning,
    blocs,
    circumscriptions,
    in_office,
    not_in_office,
    roles_of,
)
from alameda.desk.council.views.beginning import REGISTER, first_steps
from alameda.desk.council.views.preparing import crumbs
from alameda.desk.policies import COUNCIL_ROOM
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError, NotFoundError
from alameda.foundation.vocabulary import options
from alameda.foundation.words import number
from alameda.territory.models import Comuna
from alameda.territory.selectors import comunas
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb

Data = dict[str, Any]
KEEPERS_PAGE = _(
    "Here the secretary of the Council keeps the list of its members. Who sits is told on the"
    " public pages of the Council."
)


def member_url(code: str) -> str:
    """The page of a member at the desk."""
    return address_of(f"{REGISTER}{code}/")


def check_keeper(request: ActorRequest) -> None:
    """Go on only for who keeps the list of members.

    Raises:
        NotAllowedError: the actor is secretary of some committee alone.
    """
    if not may_keep_members(request.actor):
        raise NotAllowedError(KEEPERS_PAGE)


def arrival_of(data: Data) -> Arrival:
    """Who arrives, as it was typed."""
    given, surnames = (" ".join(data[field].split()) for field in ("given", "surnames"))
    return Arrival(
        name=f"{given} {surnames}",
        sort_name=f"{surnames}, {given}",
        email=data["email"],
        kind=data.get("kind", "councillor"),
        circumscription=data.get("circumscription", ""),
        bloc=data["bloc"],
        starts_on=data["starts_on"],
        ends_on=data.get("ends_on"),
        act=data["given_by"],
    )


def seat_of(data: Data, *, replaces: Mandate | None = None, actor: Actor) -> Mandate:
    """Seat who was typed; a fault of the name is told beside its first part."""
    try:
        return take_seat(arrival_of(data), replaces=replaces, actor=actor)
    except BadInputError as error:
        if error.field != "name":
            raise
        raise BadInputError(str(error), field="given") from error


def seated(mandate: Mandate) -> str:
    """What to say to who seated somebody: also what is lacking for the vote."""
    member = mandate.councillor
    said = [_("%(name)s has a seat.") % {"name": member.name}]
    access = access_of(member, mandate.kind, roles_of([member], timezone.localdate()))
    if access != OWN:
        said.append(lacking(access.key))
    return " ".join(said)


def lacking(key: str) -> str:
    """What a member needs to vote from an own account, in a sentence."""
    if key == "no_role":
        return _(
            "The account has no role for it today: the operator gives it, and until then the"
            " secretary marks the vote."
        )
    return _("No account is tied: until one is, the secretary marks the vote.")


def set_up(actor: Actor, _thing: None, data: Data) -> Outcome:
    """Set up the Council."""
    body = add_body(
        kind="council",
        slug="consejo",
        name=data["name"],
        starts_on=data["starts_on"],
        actor=actor,
    )
    return Outcome(said=_("%(name)s is set up.") % {"name": body.name}, anchor="circunscripciones")


def arrive(actor: Actor, _thing: None, data: Data) -> Outcome:
    """Enter a member, with the seat."""
    mandate = seat_of(data, actor=actor)
    return Outcome(said=seated(mandate), anchor="en-ejercicio")


def place(actor: Actor, _thing: None, data: Data) -> Outcome:
    """Enter a circumscription."""
    return _placed(actor, data, slug="")


def place_again(actor: Actor, _thing: None, data: Data) -> Outcome:
    """Correct a circumscription."""
    if not data["target"]:
        raise NotFoundError(_("There is no such circumscription."))
    return _placed(actor, data, slug=data["target"])


def _placed(actor: Actor, data: Data, *, slug: str) -> Outcome:
    chosen = list(Comuna.objects.filter(cut__in=data["comunas"]))
    row = set_circumscription(
        name=data["name"],
        seats=data["seats"],
        comunas=chosen,
        slug=slug,
        actor=actor,
    )
    said = ngettext("%(name)s: %(count)s seat.", "%(name)s: %(count)s seats.", row.seats)
    return Outcome(
        said=said % {"name": row.name, "count": number(row.seats)}, anchor="circunscripciones"
    )


def bloc(actor: Actor, _thing: None, data: Data) -> Outcome:
    """Form a bloc."""
    row = add_bloc(name=data["name"], starts_on=data["starts_on"], actor=actor)
    return Outcome(said=_("%(name)s is formed.") % {"name": row.name}, anchor="bancadas")


def bloc_end(actor: Actor, _thing: None, data: Data) -> Outcome:
    """End a bloc."""
    row = Bloc.objects.filter(slug=data["target"]).first()
    if row is None:
        raise NotFoundError(_("There is no such bloc."))
    end_bloc(row, ends_on=data["ends_on"], actor=actor)
    return Outcome(said=_("%(name)s came to its end.") % {"name": row.name}, anchor="bancadas")


REGISTERING: Mapping[str, Act[None]] = {
    "council": Act(form=CouncilForm, run=set_up),
    "arrive": Act(form=SeatForm, run=arrive),
    "place": Act(form=PlaceOfForm, run=place),
    "place-again": Act(form=PlaceOfForm, run=place_again),
    "bloc": Act(form=BlocForm, run=bloc),
    "bloc-end": Act(form=LastDayForm, run=bloc_end),
}


def seat_choices() -> dict[str, Choices]:
    """The lists that the forms of a seat choose from."""
    today = timezone.localdate()
    return {
        "kind": options(MANDATE_KINDS),
        "circumscription": [(row.slug, row.name) for row, _taken in circumscriptions(today)],
        "bloc": [(row.slug, row.name) for row, _sitting in blocs(today)],
        "comunas": [(row.cut, row.name) for row in comunas()],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*COUNCIL_ROOM, why=KEEPERS_PAGE)
def members(request: ActorRequest) -> HttpResponse:
    """Who sits, who sat, where they are elected; enter a member, a place, a bloc."""
    check_keeper(request)
    refusal = None
    if request.method == "POST":
        done = perform(request, None, acts=REGISTERING, choices=seat_choices())
        if not isinstance(done, Refusal):
            return done
        refusal = done
    slots = Slots(acts=REGISTERING, choices=seat_choices(), refusal=refusal)
    today = timezone.localdate()
    found = beginning(today)
    context: dict[str, Any] = {
        "slots": slots,
        "found": found,
        "steps": [] if found.is_ready else first_steps(found),
        "lines": [(line, member_url(line.councillor.code)) for line in in_office(today)],
        "former": [(row, mandate, member_url(row.code)) for row, mandate in not_in_office(today)],
        "crumbs": crumbs(),
        **(_forms(slots) if council_if_any() else {"council_slot": _council_slot(slots)}),
    }
    return render(request, "desk/members.html", context, status=slots.status)


def _council_slot(slots: Slots) -> object:
    return slots.make("council", _("Set it up"), name=_("Regional Council"))


def _forms(slots: Slots) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "arrive_slot": slots.make(
            "arrive", _("Enter the member"), title=_("Enter a member"), kind="councillor"
        ),
        "place_slot": slots.make(
            "place", _("Enter it"), title=_("Enter a circumscription"), is_quiet=True
        ),
        "places": [
            slots.make(
                "place-again",
                _("Keep it"),
                target=row.slug,
                title=_place_words(row, taken),
                is_quiet=True,
                name=row.name,
                seats=row.seats,
                comunas=[comuna.cut for comuna in row.comunas.all()],
            )
            for row, taken in circumscriptions(today)
        ],
        "bloc_slot": slots.make("bloc", _("Form it"), title=_("Form a bloc"), is_quiet=True),
        "blocs": [
            slots.make(
                "bloc-end",
                _("End it"),
                target=row.slug,
                title=_bloc_words(row, sitting),
                is_quiet=True,
            )
            for row, sitting in blocs(today)
        ],
    }


def _place_words(place: Circumscription, taken: int) -> str:
    said = {"name": place.name, "taken": number(taken), "seats": number(place.seats)}
    return _("%(name)s: %(taken)s of %(seats)s seats taken") % said


def _bloc_words(row: Bloc, sitting: int) -> str:
    said = ngettext("%(name)s: %(count)s member", "%(name)s: %(count)s members", sitting)
    return said % {"name": row.name, "count": number(sitting)}


def register_crumbs() -> list[Crumb]:
    """The places above the page of a member."""
    return [*crumbs(), Crumb(label=_("Register of members"), url=address_of(REGISTER))]
