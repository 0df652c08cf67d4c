"""How a screen of many small forms acts: one at a time, once, and says what went wrong beside it.

Each form is a slot of the page. What was sent goes to the act that its slot names; done, the page
is opened again; refused, it is drawn again with that form as it was typed and its error beside it.

An act that cannot be undone is asked for twice: what was sent is checked as ever, then a page says
what will happen, and its one button sends the same form again. Which acts those are, and which are
not: docs/council.md, "Asked before it is done".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from alameda.acting.actions import act_once
from alameda.acting.forms import TARGET, ActForm, Choices, fresh_key
from alameda.foundation.access import ActorRequest
from alameda.foundation.actor import Actor
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    RuleBrokenError,
    StaleError,
)
from alameda.ui.context import address_of

T = TypeVar("T")
CONFIRM = "confirm"
BACK = "back"
NOT_CARRIED = (CONFIRM, BACK, "csrfmiddlewaretoken", "version")
# Fields that are another with each drawing of a page, and no part of what a person sends.
OF_THE_SENDING = frozenset({"csrfmiddlewaretoken", "once"})


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was done.

    Attributes:
        said: one sentence for who did it.
        url: where to go on; empty: the same page.
        anchor: part of the same page to come back to.
    """

    said: str
    url: str = ""
    anchor: str = ""


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """What a page says before an act that cannot be undone.

    Attributes:
        title: what is about to be done, as a question.
        button: what the button that does it says.
        happens: what will happen, a sentence each: what becomes public, who is told, which clock
            starts, what can no longer be changed.
        warnings: what is out of the ordinary, a sentence each.
    """

    title: str
    button: str
    happens: Sequence[str]
    warnings: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Act(Generic[T]):
    """What a slot does.

    Attributes:
        form: what is typed.
        run: does it: the actor, what the page is about, and what was typed.
        expects_change: others act meanwhile as a matter of course, as those who vote: a refusal
            is told for what it says, not as somebody having been faster.
        confirm: says what will happen, before it does; nothing where this time there is nothing to
            ask. A form with a file has none, for a browser does not send the file again, and what
            nobody confirmed is not kept here: such a form asks by a box on itself.
        rehearses: whether it is done and undone once before it is asked for, so that what would
            refuse it does so at once; not where it makes a paper, which nothing takes back.
    """

    form: type[ActForm]
    run: Callable[[Actor, T, dict[str, Any]], Outcome]
    expects_change: bool = False
    confirm: Callable[[Actor, T, dict[str, Any]], Confirmation | None] | None = None
    rehearses: bool = True

    def __post_init__(self) -> None:
        """Refuse to ask on another page for what a browser does not send twice."""
        fields = self.form.base_fields.values()
        if self.confirm and any(isinstance(field, forms.FileField) for field in fields):
            message = f"{self.form.__name__} has a file: ask on the form itself"
            raise TypeError(message)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A form that was not acted on.

    Attributes:
        key: its slot.
        form: as it was typed, with its errors.
        status: of the page.
        stale: what happened in between; empty where nobody was faster.
    """

    key: str
    form: ActForm
    status: HTTPStatus
    stale: str = ""

    @property
    def target(self) -> str:
        """What it was about."""
        return str(self.form.data.get("target", ""))

    @property
    def ident(self) -> str:
        """Its place on the page."""
        return slot_ident(self.key, self.target)


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A form of the page.

    Attributes:
        key: of its act.
        form: bound where it was refused.
        button: what the button says.
        title: of the fold that holds it; empty: it stands open.
        note: a sentence under the button.
        is_quiet: not the main thing of the page.
        is_open: the fold stands open.
    """

    key: str
    form: ActForm
    button: str
    title: str = ""
    note: str = ""
    is_quiet: bool = False
    is_open: bool = False

    @property
    def ident(self) -> str:
        """Its place on the page."""
        bound = self.form.data if self.form.is_bound else self.form.initial
        return slot_ident(self.key, str(bound.get("target", "")))


@dataclass(kw_only=True)
class Slots:
    """Makes the forms of one page.

    Attributes:
        acts: what the page can do.
        version: of what the page shows.
        choices: the lists that its forms choose from.
        refusal: the form that was sent and refused, if any.
    """

    acts: Mapping[str, Act[Any]]
    version: int = 0
    choices: Mapping[str, Choices] = field(default_factory=dict)
    refusal: Refusal | None = None

    def make(  # noqa: PLR0913  # what a form looks like, each with its own name
        self,
        key: str,
        button: str,
        *,
        target: object = "",
        title: str = "",
        note: str = "",
        is_quiet: bool = False,
        is_open: bool = False,
        choices: Mapping[str, Choices] | None = None,
        **initial: object,
    ) -> Slot:
        """One form: as it was typed where it was refused, else fresh."""
        ident = slot_ident(key, str(target))
        lists = {**self.choices, **(choices or {})}
        if self.refusal is not None and self.refusal.ident == ident:
            form = self.refusal.form
            is_open = True
        else:
            start = {"once": fresh_key(), "version": self.version, "target": str(target), **initial}
            form = self.acts[key].form(initial=start, auto_id=f"{ident}-%s")
        form.offer(lists)
        return Slot(
            key=key,
            form=form,
            button=button,
            title=title,
            note=note,
            is_quiet=is_quiet,
            is_open=is_open,
        )

    @property
    def status(self) -> HTTPStatus:
        """Of the page."""
        return self.refusal.status if self.refusal else HTTPStatus.OK


def slot_ident(key: str, target: str) -> str:
    """The id of a form on its page; ``perform`` lets nothing in that Django would format."""
    return "-".join(part for part in (key, target.lower()) if part)


def perform(
    request: ActorRequest,
    thing: T,
    *,
    acts: Mapping[str, Act[T]],
    choices: Mapping[str, Choices] | None = None,
    version: Callable[[], int] | None = None,
) -> HttpResponse | Refusal:
    """Act on what was sent; where to go next, or what was refused.

    Args:
        request: a POST whose ``act`` names one of the acts.
        thing: what the page is about.
        acts: what the page can do.
        choices: the lists that its forms choose from.
        version: reads the version of the thing now, to tell whether somebody was faster.

    Raises:
        BadInputError: the page has no such act.
        AlamedaError: what the act itself does not let through, as who may not.
    """
    key = request.POST.get("act", "")
    act = acts.get(key)
    if act is None:
        raise BadInputError(_("This page has no such button. Open it again."))
    target = request.POST.get("target", "")
    if target and not TARGET.fullmatch(target):
        raise BadInputError(_("This page has no such button. Open it again."))
    ident = slot_ident(key, target)
    form = act.form(request.POST, request.FILES, auto_id=f"{ident}-%s")
    form.offer(choices or {})
    if BACK in request.POST:  # nothing was refused: the form stands as it was typed
        return Refusal(key=key, form=form, status=HTTPStatus.OK)
    if not form.is_valid():
        return Refusal(key=key, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        return _acted(request, act, thing, form, version)
    except StaleError as error:
        return _refused(key, form, stale=str(error))
    except (RuleBrokenError, BadInputError) as error:
        drawn = form.cleaned_data.get("version")
        is_behind = version is not None and drawn is not None and drawn != version()
        if is_behind and not act.expects_change:
            return _refused(key, form, stale=str(error))
        # A link stands in the summary by itself: that of a field would hold it inside another.
        field = error.field if error.field in form.fields and not error.url else None
        form.add_error(field, told(error))
        return Refusal(key=key, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _acted(
    request: ActorRequest,
    act: Act[T],
    thing: T,
    form: ActForm,
    version: Callable[[], int] | None,
) -> HttpResponse:
    """Ask, where it has to be asked; else do it, and say where to go on."""
    data = {name: value for name, value in form.cleaned_data.items() if name != "once"}
    now = version() if version is not None else None
    if (asked := _asked(request, act, thing, data, now)) is not None:
        return asked
    done = act_once(
        form.cleaned_data["once"],
        act=lambda: act.run(request.actor, thing, data),
        actor=request.actor,
        content=_content(request),
    )
    if done is None:  # the same sending again: what the first one said may never have been seen
        messages.info(request, _("It arrived twice, and was done once: nothing was repeated."))
        return redirect(request.path)
    messages.success(request, done.said)
    place = done.url or request.path
    return redirect(f"{place}#{done.anchor}" if done.anchor else place)


def _asked(
    request: ActorRequest, act: Act[T], thing: T, data: dict[str, Any], version: int | None
) -> HttpResponse | None:
    """The page that asks, unless what is sent was confirmed as things still are."""
    if act.confirm is None:
        return None
    is_confirmed = request.POST.get(CONFIRM) == "1"
    has_changed = is_confirmed and version is not None and data.get("version") != version
    if is_confirmed and (not has_changed or act.expects_change):
        return None
    told = act.confirm(request.actor, thing, data)
    if told is None:
        return None
    if act.rehearses:
        with transaction.atomic():
            act.run(request.actor, thing, data)
            transaction.set_rollback(True)
    return confirmation_page(request, told, version=version, has_changed=has_changed)


def confirmation_page(
    request: ActorRequest,
    told: Confirmation,
    *,
    version: int | None = None,
    has_changed: bool = False,
) -> HttpResponse:
    """Say what will happen, over the form that was sent, with all of its fields hidden.

    Args:
        request: the POST that was checked and can be done.
        told: what will happen.
        version: of what the page says, for the form to carry.
        has_changed: somebody did something since it was asked for the first time.
    """
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_CARRIED
    ]
    sent.append(("version", "" if version is None else str(version)))
    context = {"told": told, "sent": sent, "has_changed": has_changed}
    return render(request, "acting/confirm.html", context)


def _content(request: ActorRequest) -> str:
    """A digest of all that was sent, files too, and of where to."""
    total = sha256(request.path.encode())
    for name, values in sorted(request.POST.lists()):
        if name not in OF_THE_SENDING:
            total.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            total.update(repr((name, file.name)).encode())
            for piece in file.chunks():
                total.update(piece)
            file.seek(0)
    return total.hexdigest()


def told(error: AlamedaError) -> str:
    """The sentence of a refusal, with a link to the page that mends it where there is one."""
    if not error.url:
        return str(error)
    return format_html(
        '{} <a href="{}">{}</a>', str(error), address_of(error.url), _("Complete it.")
    )


def _refused(key: str, form: ActForm, *, stale: str) -> Refusal:
    """Somebody was faster: what was typed is kept, with a fresh key and without its old version."""
    data = form.data.copy() if isinstance(form.data, QueryDict) else QueryDict(mutable=True)
    data["once"], data["version"] = fresh_key(), ""
    kept = type(form)(data, form.files, auto_id=form.auto_id)
    return Refusal(key=key, form=kept, status=HTTPStatus.CONFLICT, stale=stale)
