"""The record for people, and its files for machines. Everything here is public."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from alameda.foundation import words
from alameda.foundation.access import ActorRequest, public, read_by_machines
from alameda.record import selectors
from alameda.record.forms import EntriesForm
from alameda.record.rules.verifier import MissingError
from alameda.record.selectors import PlacedEntry, Proved
from alameda.ui.parts import Crumb, Entry, Fact, Pager

CHECKPOINT_CACHE = "public, max-age=2"
FILE_CACHE = "public, max-age=31536000, immutable"
NO_CACHE = "no-store"
TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"


# For machines


@read_by_machines
@public
def checkpoint(_request: ActorRequest) -> HttpResponse:
    """The signed head of the log."""
    return _file("checkpoint", content_type=TEXT, cache=CHECKPOINT_CACHE)


@read_by_machines
@public
def tile(_request: ActorRequest, rest: str) -> HttpResponse:
    """A tile of hashes, or a bundle of entries."""
    return _file(f"tile/{rest}", content_type=BYTES, cache=FILE_CACHE)


@read_by_machines
@public
def key(_request: ActorRequest) -> HttpResponse:
    """The key that the log's signatures are checked with."""
    answer = HttpResponse(f"{selectors.verifier_key()}\n", content_type=TEXT)
    answer["Cache-Control"] = CHECKPOINT_CACHE
    return answer


def _file(path: str, *, content_type: str, cache: str) -> HttpResponse:
    try:
        answer = HttpResponse(selectors.fetch(path), content_type=content_type)
    except MissingError:
        answer = HttpResponse("There is no such file in this log.\n", status=HTTPStatus.NOT_FOUND)
        answer["Content-Type"] = TEXT
        cache = NO_CACHE
    answer["Cache-Control"] = cache
    answer["Access-Control-Allow-Origin"] = "*"  # any page may verify the record in a browser
    return answer


# For people


@require_safe
@public
def index(request: ActorRequest) -> HttpResponse:
    """What the record is, how to check it, and its latest entries."""
    form = EntriesForm(request.GET)
    is_good = form.is_valid()
    found = selectors.page_of_entries(form.chosen, before=form.before) if is_good else []
    state, check = selectors.state_of_record(), selectors.last_check()
    context = {
        "form": form,
        "state": state,
        "facts": _state_facts(state),
        "check": check,
        "check_facts": _check_facts(check) if check else [],
        "site_url": settings.BASE_URL,
        "verifier_key": state.verifier_key,
        "items": [_item(entry) for entry in found],
        "pager": _pager(form, found),
        "is_narrowed": form.chosen != selectors.Filter(),
    }
    status = HTTPStatus.OK if is_good else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "record/index.html", context, status=status)


def _state_facts(state: selectors.State) -> list[Fact]:
    facts = [Fact(label=_("Entries in all"), value=words.number(state.size))]
    if state.signed_at:
        facts.append(Fact(label=_("Last signed"), value=words.moment(state.signed_at)))
        facts.append(Fact(label=_("Root"), value=state.root))
    if state.waiting:
        is_still = selectors.waited_seconds() > settings.RECORD_TERM_SECONDS
        note = (
            _("the record stands still: nobody can act until it goes on")
            if is_still
            else _("they get one within a second or two")
        )
        facts.append(
            Fact(label=_("Waiting for a number"), value=words.number(state.waiting), note=note)
        )
    return facts


def _check_facts(check: selectors.Check) -> list[Fact]:
    found = (
        _("all as it was recorded")
        if check.is_good
        else ngettext(
            "%(count)s thing is not as it was recorded",
            "%(count)s things are not as they were recorded",
            check.wrong,
        )
        % {"count": words.number(check.wrong)}
    )
    return [
        Fact(label=_("Last check"), value=words.moment(check.checked_at)),
        Fact(label=_("What it found"), value=found),
        Fact(label=_("Entries checked"), value=words.number(check.size)),
        Fact(label=_("Data compared"), value=words.number(check.rows), note=_("rows of the pages")),
    ]


def _item(entry: PlacedEntry) -> Entry:
    number = entry.index or 0
    return Entry(
        title=entry.words,
        url=reverse("record:entry", args=[number]),
        meta=[entry.subject, _who(entry.actor), words.moment(entry.at)],
        amount=words.number(number),
        amount_label=_("number"),
    )


def _who(actor: str) -> str:
    """The role or kind of who acted, for reading."""
    known = {"system": _("the system"), "visitor": _("a visitor")}
    return known.get(actor) or actor.replace("_", " ").replace("+", ", ")


def _subject_url(code: str) -> str:
    """Where a subject's page is found; nothing for what a module files under its own name."""
    if code in apps.app_configs:
        return ""
    try:
        return reverse("short_address", args=[code])
    except NoReverseMatch:
        return ""


def _pager(form: EntriesForm, found: list[PlacedEntry]) -> Pager:
    narrowed = {"acto": form.chosen.verb, "codigo": form.chosen.subject}
    base = {name: value for name, value in narrowed.items() if value}
    here = reverse("record:index")
    older = newest = ""
    if len(found) == selectors.PAGE_SIZE:
        older = f"{here}?{urlencode({**base, 'antes': found[-1].index})}"
    if form.before is not None:
        newest = f"{here}?{urlencode(base)}" if base else here
    return Pager(previous_url=newest, next_url=older)


@require_safe
@public
def entry(request: ActorRequest, index: int) -> HttpResponse:
    """One entry in words, its exact bytes, and its proof step by step."""
    proved = selectors.get_entry(index)
    context = {
        "proved": proved,
        "entry": proved.entry,
        "crumbs": [Crumb(label=_("Public record"), url=reverse("record:index"))],
        "facts": _entry_facts(proved.entry),
        "said": [
            Fact(label=_spelled(name), value=_said(value, name=name))
            for name, value in proved.entry.payload.items()
        ],
        "size": words.number(proved.checkpoint.size),
        "number": words.number(index),
        "at_text": words.moment(proved.entry.at),
        "neighbours": _neighbours(proved, index),
    }
    return render(request, "record/entry.html", context)


def _entry_facts(shown: PlacedEntry) -> list[Fact]:
    return [
        Fact(label=_("About"), value=shown.subject, url=_subject_url(shown.subject)),
        Fact(label=_("Who"), value=_who(shown.actor), note=_("a role, never a person")),
        Fact(label=_("When"), value=words.moment(shown.at)),
        Fact(label=_("Identifier"), value=str(shown.id)),
    ]


def _spelled(name: str) -> str:
    """The name of a field, for reading."""
    return name.removesuffix("_clp").replace("_", " ")


def _said(value: object, *, name: str = "") -> str:
    """A value of the payload, for reading."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int) and name.endswith("_clp"):
        return words.money(value)
    if value is None or value == "":
        return _("nothing")
    if isinstance(value, list):
        return ", ".join(_said(inner, name=name) for inner in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_said(inner, name=key)}" for key, inner in value.items())
    return str(value)


def _neighbours(proved: Proved, index: int) -> Pager:
    last = proved.checkpoint.size - 1
    return Pager(
        previous_url=reverse("record:entry", args=[index - 1]) if index else "",
        next_url=reverse("record:entry", args=[index + 1]) if index < last else "",
    )
