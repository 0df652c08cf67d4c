"""One member of the register: seats, leave, bloc, committees, name and account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.acting.forms import Choices
from alameda.acting.views import Act, Outcome, Refusal, Slot, Slots, perform
from alameda.council.actions.mandates import seat_councillor
from alameda.council.actions.people import (
    grant_leave,
    join_bloc,
    join_committee,
    leave_committee,
)
from alameda.council.actions.register import (
    change_post,
    leave_bloc,
    rename_councillor,
    shorten_leave,
    tie_account,
)
from alameda.council.actions.seating import give_role, leave_seat
from alameda.council.models import Bloc, Body, Circumscription, Councillor, Mandate
from alameda.council.rules.vocabulary import LEAVE_KINDS, MANDATE_ENDINGS, POSTS
from alameda.council.selectors.councillors import career_of
from alameda.council.selectors.members import account_of, holds_on
from alameda.council.views.wording import word_of
from alameda.desk.council.forms.members import (
    AccountForm,
    BlocMemberForm,
    CommitteeMemberForm,
    EndForm,
    LastDayForm,
    LeaveForm,
    NameForm,
    NextSeatForm,
    PostForm,
    SubstituteForm,
)
from alameda.desk.council.selectors.register import access_of, lasting_bodies, roles_of
from alameda.desk.council.views.members import (
    KEEPERS_PAGE,
    check_keeper,
    lacking,
    member_url,
    register_crumbs,
    seat_choices,
    seat_of,
    seated,
)
from alameda.desk.policies import COUNCIL_ROOM
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotFoundError
from alameda.foundation.vocabulary import options
from alameda.foundation.words import day as day_words

Data = dict[str, Any]
Row = TypeVar("Row", bound=Model)


def get_member(code: str) -> Councillor:
    """One member by code.

    Raises:
        NotFoundError: there is none.
    """
    rows = Councillor.objects.select_related("subject", "account")
    found = None if "\x00" in code else rows.filter(code=code).first()
    if found is None:
        raise NotFoundError(_("Nobody of that code is in the register."))
    return found


def row_of(rows: QuerySet[Row], target: str) -> Row:
    """The row that a form is about.

    Raises:
        NotFoundError: it is not one of these.
    """
    is_key = target.isascii() and target.isdigit() and len(target) < 18  # noqa: PLR2004  fits a key
    found = rows.filter(pk=int(target)).first() if is_key else None
    if found is None:
        raise NotFoundError(_("That is not here any more."))
    return found


def seat(actor: Actor, member: Councillor, data: Data) -> Outcome:
    """Give another mandate."""
    slug = data["circumscription"]
    place = Circumscription.objects.filter(slug=slug).first() if slug else None
    mandate = seat_councillor(
        member,
        kind=data["kind"],
        circumscription=place,
        starts_on=data["starts_on"],
        ends_on=data["ends_on"],
        act=data["given_by"],
        actor=actor,
    )
    give_role(mandate, actor=actor)
    return Outcome(said=seated(mandate))


def end(actor: Actor, member: Councillor, data: Data) -> Outcome:
    """End a mandate."""
    mandate = row_of(member.mandates.all(), data["target"])
    leave_seat(mandate, ended_by=data["ended_by"], ends_on=data["ends_on"], actor=actor)
    said = _(
        "The mandate ends on %(day)s. What this person did stays; the operator ends the role of the"
        " account."
    )
    return Outcome(said=said % {"day": day_words(data["ends_on"])})


def substitute(actor: Actor, member: Councillor, data: Data) -> Outcome:
    """Seat who completes the term."""
    mandate = row_of(member.mandates.all(), data["target"])
    fresh = seat_of(data, replaces=mandate, actor=actor)
    return Outcome(said=seated(fresh), url=member_url(fresh.councillor.code))


def name(actor: Actor, member: Councillor, data: Data) -> Outcome:
    """Correct the name."""
    row = rename_councillor(
        member,
        name=data["name"],
        sort_name=data["sort_name"],
        reason=data["reason"],
        actor=actor,
    )
    return Outcome(said=_("The name is corrected: %(name)s.") % {"name": row.name})


def account(actor: Actor, member: Councillor, data: Data) -> Outcome:
    """Tie an account, or untie it."""
    email = data["email"]
    found = account_of(email)
    if email and found is None:
        raise BadInputError(
            _("No account has that e-mail. The operator makes accounts: ask for one."),
            field="email",
        )
    row = tie_account(member, account=found, actor=actor)
    today = timezone.localdate()
    mandate = row.mandates.filter(holds_on(today)).first()
    if found is None:
        return Outcome(said=_("No account votes for this person now."))
    said = [_("The account is tied.")]
    if mandate is not None:
        give_role(mandate, actor=actor)
        key = access_of(row, mandate.kind, roles_of([row], today)).key
        said += [lacking(key)] if key != "own" else []
    return Outcome(said=" ".join(said))


def leave(actor: Actor, member: Councillor, data: Data) -> Outcome:
    """Grant leave."""
    grant_leave(
        member,
        kind=data["kind"],
        starts_on=data["starts_on"],
        ends_on=data["ends_on"],
        actor=actor,
    )
    return Outcome(said=_("The leave is noted."))


def leave_back(actor: Actor, member: Councillor, data: Data) -> Outcome:
    """Shorten a leave."""
    shorten_leave(row_of(member.leaves.all(), data["target"]), ends_on=data["ends_on"], actor=actor)
    return Outcome(said=_("The leave is shortened."))


def bloc(actor: Actor, member: Councillor, data: Data) -> Outcome:
    """Join a bloc."""
    row = Bloc.objects.get(slug=data["bloc"])
    join_bloc(member, bloc=row, starts_on=data["starts_on"], actor=actor)
    return Outcome(said=_("In %(bloc)s.") % {"bloc": row.name})


def bloc_left(actor: Actor, member: Councillor, data: Data) -> Outcome:
    """Leave a bloc."""
    leave_bloc(row_of(member.blocs.all(), data["target"]), ends_on=data["ends_on"], actor=actor)
    return Outcome(said=_("The member left the bloc."))


def committee(actor: Actor, member: Councillor, data: Data) -> Outcome:
    """Join a committee."""
    body = Body.objects.get(slug=data["body"])
    join_committee(member, body=body, post=data["post"], starts_on=data["starts_on"], actor=actor)
    return Outcome(said=_("In %(committee)s.") % {"committee": body.name})


def committee_left(actor: Actor, member: Councillor, data: Data) -> Outcome:
    """Leave a committee."""
    leave_committee(
        row_of(member.memberships.all(), data["target"]), ends_on=data["ends_on"], actor=actor
    )
    return Outcome(said=_("The member left the committee."))


def post(actor: Actor, member: Councillor, data: Data) -> Outcome:
    """Take another post in a committee."""
    change_post(
        row_of(member.memberships.all(), data["target"]),
        post=data["post"],
        starts_on=data["starts_on"],
        actor=actor,
    )
    return Outcome(said=_("The post is noted."))


MEMBER: Mapping[str, Act[Councillor]] = {
    "seat": Act(form=NextSeatForm, run=seat),
    "end": Act(form=EndForm, run=end),
    "substitute": Act(form=SubstituteForm, run=substitute),
    "name": Act(form=NameForm, run=name),
    "account": Act(form=AccountForm, run=account),
    "leave": Act(form=LeaveForm, run=leave),
    "leave-back": Act(form=LastDayForm, run=leave_back),
    "bloc": Act(form=BlocMemberForm, run=bloc),
    "bloc-left": Act(form=LastDayForm, run=bloc_left),
    "committee": Act(form=CommitteeMemberForm, run=committee),
    "committee-left": Act(form=LastDayForm, run=committee_left),
    "post": Act(form=PostForm, run=post),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*COUNCIL_ROOM, why=KEEPERS_PAGE)
def member(request: ActorRequest, code: str) -> HttpResponse:
    """A member, and what can be noted of them."""
    check_keeper(request)
    row = get_member(code)
    choices = _choices()
    refusal = None
    if request.method == "POST":
        act = request.POST.get("act", "")
        done = perform(request, row, acts=MEMBER, choices={**choices, **_kinds(act)})
        if not isinstance(done, Refusal):
            return done
        refusal = done
        row = get_member(code)
    slots = Slots(acts=MEMBER, choices=choices, refusal=refusal)
    today = timezone.localdate()
    career = career_of(row)
    now = next((each for each in career.mandates if _holds(each, today)), None)
    access = access_of(row, now.kind, roles_of([row], today)) if now else None
    context = {
        "slots": slots,
        "member": row,
        "now": now,
        "access": access,
        "lacking": lacking(access.key) if access and access.key != "own" else "",
        "mandates": [(each, _seat_slots(each, slots)) for each in career.mandates],
        "leaves": [(each, _kind_of(each.kind), _shorter(each, slots)) for each in career.leaves],
        "blocs": [(each, _left(each, "bloc-left", slots)) for each in career.blocs],
        "memberships": [
            (each, word_of(POSTS, each.post), _member_slots(each, slots))
            for each in career.memberships
        ],
        "folds": _folds(row, slots, has_seat=now is not None),
        "crumbs": register_crumbs(),
    }
    return render(request, "desk/member.html", context, status=slots.status)


def _choices() -> dict[str, Choices]:
    today = timezone.localdate()
    return {
        **seat_choices(),
        "ended_by": options(MANDATE_ENDINGS),
        "post": options(word for word in POSTS if word.key != "president"),
        "body": [
            (body.slug, body.name) for body in lasting_bodies(today) if body.kind != "council"
        ],
    }


def _kinds(act: str) -> dict[str, Choices]:
    """A leave has kinds of its own."""
    return {"kind": options(LEAVE_KINDS)} if act == "leave" else {}


def _holds(dated: Mandate, today: Any) -> bool:
    return dated.starts_on <= today and (dated.ends_on is None or dated.ends_on >= today)


def _kind_of(kind: str) -> str:
    return word_of(LEAVE_KINDS, kind)


def _seat_slots(mandate: Mandate, slots: Slots) -> list[Slot]:
    """What can be done with a seat: end it, or fill it again where it ended before its time."""
    if not mandate.ended_by:
        return [
            slots.make(
                "end",
                _("End the mandate"),
                target=mandate.pk,
                title=_("End this mandate"),
                is_quiet=True,
            )
        ]
    if mandate.ended_by != "term" and not hasattr(mandate, "replaced_by"):
        return [
            slots.make(
                "substitute",
                _("Seat the substitute"),
                target=mandate.pk,
                title=_("Who completes this mandate"),
                is_quiet=True,
            )
        ]
    return []


def _shorter(each: Any, slots: Slots) -> Slot | None:
    if each.ends_on is None or each.ends_on <= timezone.localdate():
        return None
    return slots.make(
        "leave-back",
        _("Shorten it"),
        target=each.pk,
        title=_("Came back before"),
        is_quiet=True,
    )


def _left(each: Any, key: str, slots: Slots) -> Slot | None:
    if each.ends_on is not None:
        return None
    return slots.make(key, _("Note it"), target=each.pk, title=_("Left it"), is_quiet=True)


def _member_slots(each: Any, slots: Slots) -> list[Slot]:
    if each.ends_on is not None and each.ends_on < timezone.localdate():
        return []
    left = _left(each, "committee-left", slots)
    return [
        slots.make(
            "post",
            _("Note it"),
            target=each.pk,
            title=_("Another post"),
            is_quiet=True,
            post=each.post,
        ),
        *([left] if left else []),
    ]


def _folds(row: Councillor, slots: Slots, *, has_seat: bool) -> list[Slot]:
    """The forms that begin something, and the corrections."""
    leaves = {"kind": options(LEAVE_KINDS)}
    begun = [
        slots.make("bloc", _("Note it"), title=_("Joins a bloc"), is_quiet=True),
        slots.make("committee", _("Note it"), title=_("Joins a committee"), is_quiet=True),
        slots.make(
            "leave", _("Note the leave"), title=_("Is on leave"), is_quiet=True, choices=leaves
        ),
    ]
    account_of_row = row.account.email if row.account else ""
    return [
        *(begun if has_seat else []),
        slots.make(
            "seat",
            _("Give the seat"),
            title=_("Give a new mandate"),
            is_quiet=True,
            kind="councillor",
        ),
        slots.make(
            "account",
            _("Keep it"),
            title=_("Account from which this person votes"),
            is_quiet=True,
            email=account_of_row,
        ),
        slots.make(
            "name",
            _("Correct it"),
            title=_("Correct the name"),
            is_quiet=True,
            name=row.name,
            sort_name=row.sort_name,
        ),
    ]
