"""The committees: made, renamed, ended; who sits in them, and in which post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.acting.forms import Choices
from alameda.acting.views import Act, Outcome, Refusal, Slots, perform
from alameda.council.actions.bodies import end_body, rename_body
from alameda.council.actions.people import (
    BODY_SLUG_LETTERS,
    add_body,
    join_committee,
    leave_committee,
)
from alameda.council.actions.register import change_post
from alameda.council.models import Body, Councillor
from alameda.council.rules.vocabulary import BODY_KINDS, POSTS
from alameda.council.selectors.councillors import committees, members_of
from alameda.council.selectors.members import council, members_on
from alameda.council.views.wording import word_of
from alameda.desk.council.forms.members import (
    BodyForm,
    EndBodyForm,
    LastDayForm,
    MemberOfForm,
    PostForm,
    RenameForm,
)
from alameda.desk.council.selectors.register import lasting_bodies
from alameda.desk.council.views.beginning import council_first
from alameda.desk.council.views.member import row_of
from alameda.desk.council.views.members import KEEPERS_PAGE, check_keeper, member_url
from alameda.desk.council.views.preparing import crumbs
from alameda.desk.council.views.wording import roll
from alameda.desk.policies import COUNCIL_ROOM
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotFoundError
from alameda.foundation.vocabulary import options
from alameda.foundation.words import day as day_words
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb

Data = dict[str, Any]
BODIES = "/mesa/consejo/comisiones/"


def body_url(body: Body) -> str:
    """The page of a body at the desk."""
    return address_of(f"{BODIES}{body.slug}/")


def add(actor: Actor, _thing: None, data: Data) -> Outcome:
    """Make a committee."""
    parent = Body.objects.filter(slug=data["parent"]).first()
    slug = slugify(data["name"])[:BODY_SLUG_LETTERS].strip("-")
    if not slug:
        raise BadInputError(_("Write it with letters."), field="name")
    if Body.objects.filter(slug=slug).exists():
        raise BadInputError(_("Another body has that name, or had it."), field="name")
    body = add_body(
        kind="committee" if parent is None or parent.kind == "council" else "subcommittee",
        slug=slug,
        name=data["name"],
        parent=parent,
        remit=data["remit"],
        starts_on=data["starts_on"],
        actor=actor,
    )
    return Outcome(said=_("%(name)s is set up.") % {"name": body.name}, url=body_url(body))


MAKING: Mapping[str, Act[None]] = {"add": Act(form=BodyForm, run=add)}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*COUNCIL_ROOM, why=KEEPERS_PAGE)
def bodies(request: ActorRequest) -> HttpResponse:
    """The committees, and making one."""
    check_keeper(request)
    if first := council_first(request, title=_("Committees"), crumbs=crumbs()):
        return first
    today = timezone.localdate()
    parents = [body for body in lasting_bodies(today) if body.kind != "subcommittee"]
    choices: dict[str, Choices] = {"parent": [(body.slug, body.name) for body in parents]}
    refusal = None
    if request.method == "POST":
        done = perform(request, None, acts=MAKING, choices=choices)
        if not isinstance(done, Refusal):
            return done
        refusal = done
    slots = Slots(acts=MAKING, choices=choices, refusal=refusal)
    context = {
        "slots": slots,
        "slot": slots.make(
            "add", _("Set it up"), title=_("Set up a committee"), parent=council().slug
        ),
        "bodies": [(body, word_of(BODY_KINDS, body.kind), body_url(body)) for body in committees()],
        "crumbs": crumbs(),
    }
    return render(request, "desk/bodies.html", context, status=slots.status)


def rename(actor: Actor, body: Body, data: Data) -> Outcome:
    """Correct its name."""
    row = rename_body(
        body, name=data["name"], remit=data["remit"], reason=data["reason"], actor=actor
    )
    return Outcome(said=_("It is corrected: %(name)s.") % {"name": row.name})


def end(actor: Actor, body: Body, data: Data) -> Outcome:
    """End it."""
    row = end_body(body, ends_on=data["ends_on"], reason=data["reason"], actor=actor)
    said = {"name": row.name, "day": day_words(data["ends_on"])}
    return Outcome(said=_("%(name)s ends on %(day)s. What it did stays.") % said)


def join(actor: Actor, body: Body, data: Data) -> Outcome:
    """Take a member in."""
    who = Councillor.objects.filter(code=data["councillor"]).first()
    if who is None:
        raise BadInputError(_("Choose a member."), field="councillor")
    join_committee(who, body=body, post=data["post"], starts_on=data["starts_on"], actor=actor)
    said = {"name": who.name, "committee": body.name}
    return Outcome(said=_("%(name)s is in %(committee)s.") % said, anchor="integrantes")


def leave(actor: Actor, body: Body, data: Data) -> Outcome:
    """Note that a member left."""
    row = row_of(body.memberships.all(), data["target"])
    leave_committee(row, ends_on=data["ends_on"], actor=actor)
    return Outcome(said=_("The member left the committee."), anchor="integrantes")


def post(actor: Actor, body: Body, data: Data) -> Outcome:
    """Give a member another post."""
    row = row_of(body.memberships.all(), data["target"])
    change_post(row, post=data["post"], starts_on=data["starts_on"], actor=actor)
    return Outcome(said=_("The post is noted."), anchor="integrantes")


BODY: Mapping[str, Act[Body]] = {
    "rename": Act(form=RenameForm, run=rename),
    "end": Act(form=EndBodyForm, run=end),
    "join": Act(form=MemberOfForm, run=join),
    "leave": Act(form=LastDayForm, run=leave),
    "post": Act(form=PostForm, run=post),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*COUNCIL_ROOM, why=KEEPERS_PAGE)
def body(request: ActorRequest, slug: str) -> HttpResponse:
    """A committee: who sits in it, its name, its end."""
    check_keeper(request)
    row = _body(slug)
    today = timezone.localdate()
    choices: dict[str, Choices] = {
        "post": options(word for word in POSTS if word.key != "president"),
        "councillor": roll(
            members_on(today, body=council()).exclude(
                pk__in=[each.councillor_id for each in members_of(row, today)]
            )
        ),
    }
    refusal = None
    if request.method == "POST":
        done = perform(request, row, acts=BODY, choices=choices)
        if not isinstance(done, Refusal):
            return done
        refusal = done
        row = _body(slug)
    slots = Slots(acts=BODY, choices=choices, refusal=refusal)
    context = {
        "slots": slots,
        "body": row,
        "kind": word_of(BODY_KINDS, row.kind),
        "is_over": row.ends_on is not None and row.ends_on < today,
        "members": [
            (
                each,
                word_of(POSTS, each.post),
                member_url(each.councillor.code),
                _member_slots(each.pk, each.post, slots),
            )
            for each in members_of(row, today)
        ],
        "join_slot": slots.make("join", _("Take in"), title=_("Take a member in")),
        "folds": _folds(row, slots),
        "crumbs": [*crumbs(), Crumb(label=_("Committees"), url=address_of(BODIES))],
    }
    return render(request, "desk/body.html", context, status=slots.status)


def _body(slug: str) -> Body:
    rows = Body.objects.exclude(kind="council").select_related("subject", "parent")
    found = None if "\x00" in slug else rows.filter(slug=slug).first()
    if found is None:
        raise NotFoundError(_("There is no committee at this address."))
    return found


def _member_slots(pk: int, post_key: str, slots: Slots) -> list[object]:
    return [
        slots.make(
            "post",
            _("Note it"),
            target=pk,
            title=_("Another post"),
            is_quiet=True,
            post=post_key,
        ),
        slots.make("leave", _("Note it"), target=pk, title=_("Left it"), is_quiet=True),
    ]


def _folds(row: Body, slots: Slots) -> list[object]:
    return [
        slots.make(
            "rename",
            _("Correct it"),
            title=_("Correct its name"),
            is_quiet=True,
            name=row.name,
            remit=row.remit,
        ),
        slots.make("end", _("End it"), title=_("End the committee"), is_quiet=True),
    ]
