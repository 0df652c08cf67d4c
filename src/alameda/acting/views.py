"""How a screen of many small forms acts: one at a time, once, and says what went wrong beside it.

Each form is a slot of the page. What was sent goes to the act that its slot names; done, the page
is opened again; refused, it is drawn again with that form as it was typed and its error beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from alameda.acting.actions import act_once
from alameda.acting.forms import ActForm, Choices, fresh_key
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
class Act(Generic[T]):
    """What a slot does.

    Attributes:
        form: what is typed.
        run: does it: the actor, what the page is about, and what was typed.
        expects_change: others act meanwhile as a matter of course, as those who vote: a refusal
            is told for what it says, not as somebody having been faster.
    """

    form: type[ActForm]
    run: Callable[[Actor, T, dict[str, Any]], Outcome]
    expects_change: bool = False


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
    """The id of a form on its page."""
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
    ident = slot_ident(key, request.POST.get("target", ""))
    form = act.form(request.POST, request.FILES, auto_id=f"{ident}-%s")
    form.offer(choices or {})
    if not form.is_valid():
        return Refusal(key=key, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    data = {name: value for name, value in form.cleaned_data.items() if name != "once"}
    try:
        done = act_once(
            form.cleaned_data["once"],
            act=lambda: act.run(request.actor, thing, data),
            actor=request.actor,
        )
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
    if done is None:  # the same sending again: it was done the first time
        return redirect(request.path)
    messages.success(request, done.said)
    place = done.url or request.path
    return redirect(f"{place}#{done.anchor}" if done.anchor else place)


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
