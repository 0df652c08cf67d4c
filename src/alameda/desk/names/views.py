"""Names to review: what an import brought and nobody decided, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.accounts.models import Organisation
from alameda.acting.forms import Choices, PlainForm
from alameda.acting.views import Act, Outcome, Refusal, Slot, Slots, perform
from alameda.desk.names.forms import ApartForm, JoinForm
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotFoundError
from alameda.intake.actions.names import accept_name, keep_names_apart
from alameda.intake.models import NameReview
from alameda.intake.policies import STEWARD
from alameda.intake.selectors.names import (
    Waiting,
    decided,
    get_organisation,
    names_to_review,
)
from alameda.journeys.names_are_reviewed import join_and_follow, undo_and_follow
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb, Pager

PAGE_NAMES = 25
LAST_DECISIONS = 20
Data = dict[str, Any]


def _accept(actor: Actor, _thing: None, data: Data) -> Outcome:
    review = accept_name(get_organisation(data["target"]), actor=actor)
    return Outcome(said=_("“%(name)s” stands as it is.") % {"name": review.name})


def _join(actor: Actor, _thing: None, data: Data) -> Outcome:
    into = get_organisation(data["into"]) if data["into"] else _named(data["name"])
    review = join_and_follow(get_organisation(data["target"]), into=into, actor=actor)
    said = {"name": review.name, "other": into.name}
    return Outcome(said=_("“%(name)s” means “%(other)s” from now on.") % said)


def _named(name: str) -> Organisation:
    found = list(Organisation.objects.filter(name=name.strip())[:2]) if name.strip() else []
    if len(found) != 1:
        raise BadInputError(
            _("Choose one of the list, or write the exact name of one organisation."), field="name"
        )
    return found[0]


def _apart(actor: Actor, _thing: None, data: Data) -> Outcome:
    other = get_organisation(data["other"])
    review = keep_names_apart(get_organisation(data["target"]), other=other, actor=actor)
    said = {"name": review.name, "other": other.name}
    return Outcome(said=_("“%(name)s” and “%(other)s” are two.") % said)


def _undo(actor: Actor, _thing: None, data: Data) -> Outcome:
    key = data["target"]
    is_key = key.isascii() and key.isdigit() and len(key) < 18  # noqa: PLR2004  fits a key
    review = decided().filter(pk=int(key)).first() if is_key else None
    if review is None:
        raise NotFoundError(_("There is no such decision."))
    undo_and_follow(review, actor=actor)
    return Outcome(said=_("Undone: “%(name)s” waits again.") % {"name": review.name})


ACTS = {
    "accept": Act(form=PlainForm, run=_accept),
    "join": Act(form=JoinForm, run=_join),
    "apart": Act(form=ApartForm, run=_apart),
    "undo": Act(form=PlainForm, run=_undo),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(STEWARD)
def names(request: ActorRequest) -> HttpResponse:
    """The names that wait, a page at a time, and the last decisions."""
    refusal = None
    page = _page(request)
    if request.method == "POST":
        sent = request.POST.get("target", "")
        _count, waiting = names_to_review()
        alike = next((_alike(name) for name in waiting if name.slug == sent), {})
        done = perform(request, None, acts=ACTS, choices=alike)
        if not isinstance(done, Refusal):
            return done
        refusal = done
    total, waiting = names_to_review(start=page * PAGE_NAMES, most=PAGE_NAMES)
    slots = Slots(acts=ACTS, refusal=refusal)
    context = {
        "slots": slots,
        "total": total,
        "entries": [(name, _slots_of(name, slots)) for name in waiting],
        "decisions": [
            (review, _said(review), slots.make("undo", _("Undo"), target=review.pk, is_quiet=True))
            for review in decided()[:LAST_DECISIONS]
        ],
        "pager": Pager(
            previous_url=f"?pagina={page}" if page else "",
            next_url=f"?pagina={page + 2}" if (page + 1) * PAGE_NAMES < total else "",
            summary=_("Page %(page)s") % {"page": page + 1},
        ),
        "crumbs": [Crumb(label=_("Desk"), url=address_of("/mesa/"))],
    }
    return render(request, "desk/names.html", context, status=slots.status)


def _page(request: ActorRequest) -> int:
    text = request.GET.get("pagina", "1")
    return max(int(text), 1) - 1 if text.isascii() and text.isdigit() and len(text) < 6 else 0  # noqa: PLR2004  no list is that long


def _alike(name: Waiting) -> Mapping[str, Choices]:
    twins = [
        (twin.slug, f"{twin.name} ({twin.slug})" if twin.name == name.name else twin.name)
        for twin in name.twins
    ]
    return {"into": twins, "other": twins}


def _slots_of(name: Waiting, slots: Slots) -> list[Slot]:
    alike, same = _alike(name), _("It is the same as another")
    apart = _("They are two different ones")
    found = [
        slots.make("accept", _("Accept as it is"), target=name.slug),
        slots.make("join", _("Join them"), target=name.slug, title=same, choices=alike),
    ]
    if name.twins:
        found.append(
            slots.make(
                "apart",
                _("Keep them apart"),
                target=name.slug,
                title=apart,
                choices=alike,
                is_quiet=True,
            )
        )
    return found


def _said(review: NameReview) -> str:
    act = NameReview.Act(review.act).label
    return f"{review.name}: {act} {review.other}".strip()
