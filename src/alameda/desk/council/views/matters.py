"""Matters that are no initiative: registered, corrected, withdrawn, put before the Council."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.acting.forms import Choices, PlainForm, ReasonForm
from alameda.acting.views import Act, Outcome, Refusal, Slot, Slots, perform
from alameda.council.actions.files import PROPOSAL
from alameda.council.actions.matters import correct_matter, register_matter, take_matter_back
from alameda.council.actions.proposing import put_matter
from alameda.council.models import Matter
from alameda.council.policies import may_keep_room
from alameda.council.rules.matters import REGISTERED
from alameda.council.rules.vocabulary import BUSINESS, MATTER_STATES
from alameda.council.selectors.matters import get_matter, items_of, waiting_matters
from alameda.council.views.wording import business_label
from alameda.desk.council.forms.matters import (
    CorrectMatterForm,
    MatterForm,
    PaperForm,
    ReplaceForm,
)
from alameda.desk.council.views.beginning import council_first
from alameda.desk.council.views.replacing import replaced, replacing
from alameda.desk.council.views.wording import word_mark
from alameda.desk.policies import PROPOSERS
from alameda.documents.actions import upload_document
from alameda.documents.models import Document
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.foundation.vocabulary import options
from alameda.territory.models import Comuna
from alameda.territory.selectors import comunas
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb

Data = dict[str, Any]
MATTERS = "/mesa/consejo/materias/"
LABEL = "Proposición"  # in the language of the papers
LABEL_LETTERS = 240
TOLD = ("summary", "applicant", "paper", "received_on", "amount_clp", "fund")


def matter_url(matter: Matter) -> str:
    """The page of a matter at the desk."""
    return address_of(f"{MATTERS}{matter.code}/")


def _comuna(cut: str) -> Comuna | None:
    return Comuna.objects.filter(cut=cut).first() if cut else None


def _keep(matter: Matter, file: Any, label: str, actor: Actor) -> None:
    upload_document(
        kind=PROPOSAL,
        file=file,
        name=file.name or "",
        title=label[:LABEL_LETTERS],
        subject=matter.subject,
        visibility=Document.Visibility.INTERNAL,
        actor=actor,
    )


def register(actor: Actor, _thing: None, data: Data) -> Outcome:
    """Register a matter, with its file."""
    matter = register_matter(
        business=data["business"],
        title=data["title"],
        comuna=_comuna(data["comuna"]),
        **{name: data[name] for name in TOLD},
        actor=actor,
    )
    if data["file"] is not None:
        _keep(matter, data["file"], f"{LABEL}: {matter.title}", actor)
    said = _("%(code)s is registered. Put it before the Council when its file is whole.")
    return Outcome(said=said % {"code": matter.code}, url=matter_url(matter))


REGISTERING: Mapping[str, Act[None]] = {"register": Act(form=MatterForm, run=register)}


def _choices() -> dict[str, Choices]:
    return {
        "business": options(word for word in BUSINESS if word.key in REGISTERED),
        "comuna": [(row.cut, row.name) for row in comunas()],
    }


def _crumbs(request: ActorRequest) -> list[Crumb]:
    """The places above, as far as the reader may go there."""
    found = [Crumb(label=_("Desk"), url=address_of("/mesa/"))]
    if may_keep_room(request.actor):
        room = Crumb(label=_("The secretary's room"), url=address_of("/mesa/consejo/"))
        found.append(room)
    return found


@require_http_methods(["GET", "HEAD"])
@requires(*PROPOSERS)
def matters(request: ActorRequest) -> HttpResponse:
    """The matters that nobody put before the Council yet, the oldest first."""
    if first := council_first(request, title=_("Matters"), crumbs=_crumbs(request)):
        return first
    context = {
        "matters": [
            (row, business_label(row.business), matter_url(row)) for row in waiting_matters()
        ],
        "crumbs": _crumbs(request),
    }
    return render(request, "desk/matters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*PROPOSERS)
def new_matter(request: ActorRequest) -> HttpResponse:
    """Register a matter that is no initiative."""
    above = [*_crumbs(request), Crumb(label=_("Matters"), url=address_of(MATTERS))]
    if first := council_first(request, title=_("Register a matter"), crumbs=above):
        return first
    refusal = None
    if request.method == "POST":
        done = perform(request, None, acts=REGISTERING, choices=_choices())
        if not isinstance(done, Refusal):
            return done
        refusal = done
    slots = Slots(acts=REGISTERING, choices=_choices(), refusal=refusal)
    context = {
        "slots": slots,
        "slot": slots.make(
            "register",
            _("Register it"),
            business="concession",
            received_on=timezone.localdate(),
        ),
        "crumbs": above,
    }
    return render(request, "desk/matter_new.html", context, status=slots.status)


def correct(actor: Actor, matter: Matter, data: Data) -> Outcome:
    """Correct what was registered."""
    correct_matter(
        matter,
        title=data["name"],
        comuna=_comuna(data["comuna"]),
        reason=data["reason"],
        **{name: data[name] for name in TOLD},
        actor=actor,
    )
    return Outcome(said=_("It is corrected."))


def withdraw(actor: Actor, matter: Matter, data: Data) -> Outcome:
    """Withdraw it."""
    take_matter_back(matter, reason=data["reason"], actor=actor)
    return Outcome(said=_("It is withdrawn."))


def put(actor: Actor, matter: Matter, data: Data) -> Outcome:
    """Put it before the Council."""
    del data
    item = put_matter(matter, actor=actor)
    said = _("“%(item)s” waits for a session or a committee.") % {"item": item.title}
    return Outcome(said=said)


def attach(actor: Actor, matter: Matter, data: Data) -> Outcome:
    """Add a file."""
    _keep(matter, data["file"], data["label"], actor)
    said = _("%(label)s is in its file.") % {"label": data["label"]}
    return Outcome(said=said, anchor="archivos")


def replace(actor: Actor, matter: Matter, data: Data) -> Outcome:
    """Replace one of its files."""
    return replaced(_papers(matter), data, actor=actor)


MATTER: Mapping[str, Act[Matter]] = {
    "correct": Act(form=CorrectMatterForm, run=correct),
    "withdraw": Act(form=ReasonForm, run=withdraw),
    "put": Act(form=PlainForm, run=put),
    "attach": Act(form=PaperForm, run=attach),
    "replace": Act(form=ReplaceForm, run=replace),
}


def _papers(matter: Matter) -> list[Document]:
    return list(Document.objects.filter(subject=matter.subject).order_by("pk"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*PROPOSERS)
def matter(request: ActorRequest, code: str) -> HttpResponse:
    """A matter, and what can be done with it before the Council has it."""
    row = get_matter(code)
    refusal = None
    if request.method == "POST":
        done = perform(
            request, row, acts=MATTER, choices=_choices(), version=lambda: get_matter(code).version
        )
        if not isinstance(done, Refusal):
            return done
        refusal = done
        row = get_matter(code)
    slots = Slots(acts=MATTER, version=row.version, choices=_choices(), refusal=refusal)
    items = list(items_of(row))
    is_free = row.state == "entered" and not items
    key, label, tone = word_mark(MATTER_STATES, row.state)
    context = {
        "slots": slots,
        "matter": row,
        "kind": business_label(row.business),
        "state": {"key": key, "label": label, "tone": tone},
        "folds": _folds(row, slots) if is_free else [],
        "put_slot": slots.make("put", _("Put the matter before the Council")) if is_free else None,
        "items": items if may_keep_room(request.actor) else [],
        "papers": replacing(_papers(row), slots),
        "attach_slot": slots.make("attach", _("Add it"), title=_("Add a file"), is_quiet=True)
        if is_free
        else None,
        "crumbs": [*_crumbs(request), Crumb(label=_("Matters"), url=address_of(MATTERS))],
    }
    return render(request, "desk/matter.html", context, status=slots.status)


def _folds(row: Matter, slots: Slots) -> list[Slot]:
    told = {name: getattr(row, name) for name in TOLD}
    return [
        slots.make(
            "correct",
            _("Correct it"),
            title=_("Correct what was registered"),
            is_quiet=True,
            name=row.title,
            comuna=row.comuna.cut if row.comuna else "",
            **told,
        ),
        slots.make("withdraw", _("Withdraw it"), title=_("Withdraw it"), is_quiet=True),
    ]
