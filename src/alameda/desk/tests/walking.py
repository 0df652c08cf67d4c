"""Walking the desk as a person does: sign in, open a page, fill one of its forms, send it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.utils import timezone

from alameda.accounts.models import Person
from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.acting.selectors import Narrowing, lanes_of
from alameda.council.models import AgendaItem, Body, Councillor, Presence, Session
from alameda.council.tests.factories import ItemFactory, SessionFactory, make_council
from alameda.desk.selectors import Queue, queue_in
from alameda.foundation.actor import Actor

Sent = dict[str, Any]
ASKS = 'name="confirm" value="1"'
BUTTONS = "act of its buttons"
EVERYTHING = Narrowing()


def queue_of(actor: Actor, *, today: date, region: str, by: Narrowing = EVERYTHING) -> Queue:
    """What waits for an actor on a day, as the desk shows it."""
    return queue_in(lanes_of(actor, today=today, region=region), by=by)


class _Forms(HTMLParser):
    """The fields of each form of a page, as a browser would send them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._form: dict[str, list[str]] | None = None
        self._select = ""
        self._options: list[tuple[str, bool]] = []
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form or a field of it."""
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = {}
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "button" and told.get("name") == "act":
            self._form.setdefault(BUTTONS, []).append(told.get("value", ""))
        elif tag == "input":
            self._input(told, {name for name, _value in attrs})
        elif tag == "select":
            self._select, self._options = told.get("name", ""), []
        elif tag == "option":
            self._options.append((told.get("value", ""), "selected" in told))
        elif tag == "textarea":
            self._area = told.get("name", "")
            self._form[self._area] = [""]

    def _input(self, told: dict[str, str], names: set[str]) -> None:
        assert self._form is not None
        kind, name = told.get("type", "text"), told.get("name", "")
        if not name or kind in {"file", "submit"}:
            return
        if kind in {"checkbox", "radio"} and "checked" not in names:
            return
        empty = "on" if kind in {"checkbox", "radio"} else ""
        self._form.setdefault(name, []).append(told.get("value", empty))

    def handle_data(self, data: str) -> None:
        """What a text area holds."""
        if self._area and self._form is not None:
            self._form[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        """Close a field or a form."""
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            if self._form is not None:
                self._form[self._area][0] = self._form[self._area][0].removeprefix("\n")
            self._area = ""
        elif tag == "select" and self._form is not None:
            chosen = [value for value, is_on in self._options if is_on] or [
                value for value, _is_on in self._options[:1]
            ]
            self._form[self._select] = chosen


def fields(html: str, act: str, target: object = "") -> Sent:
    """What a form of the page sends when nobody touches it."""
    reader = _Forms()
    reader.feed(html)
    for form in reader.forms:
        if form.get("act") == [act] and (not target or form.get("target") == [str(target)]):
            return dict(form)
        if act in form.get(
            BUTTONS, []
        ):  # a form with several buttons sends that of the pressed one
            return {**{name: form[name] for name in form if name != BUTTONS}, "act": [act]}
    acts = sorted({form["act"][0] for form in reader.forms if "act" in form})
    message = f"the page has no form {act!r} {target}: it has {acts}"
    raise AssertionError(message)


def confirmed(html: str) -> Sent:
    """What the page that asks sends when its button is pressed."""
    reader = _Forms()
    reader.feed(html)
    return next(dict(form) for form in reader.forms if form.get("confirm") == ["1"])


class Walker:
    """Somebody at the desk."""

    def __init__(self, *roles: str, person: Person | None = None) -> None:
        self.person = person or PersonFactory.create()
        for role in roles:
            RoleGrantFactory.create(person=self.person, role=role)
        self.client = Client()
        self.client.force_login(self.person)
        self.status = 0
        self.html = ""
        self.url = ""
        self.asked = ""

    def open(self, url: str, status: int = 200) -> str:
        """Open a page."""
        answer = self.client.get(url)
        self.status, self.html, self.url = answer.status_code, answer.content.decode(), url
        assert self.status == status, f"{url}: {self.status}"
        return self.html

    def sent(self, act: str, target: object = "", **typed: object) -> Sent:
        """What a form of the page that is open sends, with what is typed."""
        sure = {"is_sure": "on"} if f'id="{act}-is_sure"' in self.html else {}
        return {**fields(self.html, act, target), **sure, **typed}

    def do(self, act: str, target: object = "", *, status: int = 302, **typed: object) -> str:
        """Fill a form of the page that is open and send it; where it leads."""
        return self.post(self.sent(act, target, **typed), status=status)

    def call(self, choices: Mapping[str, str], *, status: int = 302) -> str:
        """Mark votes by code of the member and send the roll call."""
        marked = {f"c-{code}": choice for code, choice in choices.items()}
        return self.post({**self.sent("roll"), **marked}, status=status)

    def post(self, data: Mapping[str, Any], *, status: int = 302) -> str:
        """Send a form to the page that is open."""
        answer = self.client.post(self.url, data)
        body = answer.content.decode()
        if answer.status_code == 200 and ASKS in body:
            self.asked = body
            answer = self.client.post(self.url, confirmed(body))
            body = answer.content.decode()
        self.status = answer.status_code
        assert self.status == status, f"{self.status}: {said(body)}"
        if status == 302:
            where = str(answer["Location"]).partition("#")[0]
            self.open(where)
            return where
        self.html = body
        return ""


def said(html: str) -> list[str]:
    """The errors and notices of a page, without their marks."""
    told = r'class="al-(?:field__error|notice__title|errors[^"]*)"[^>]*>(.*?)</(?:p|div)>'
    found = re.findall(told, html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in found]


def make_session(
    present: int = 6, *, seats: int = 7, items: int = 1, has_governor: bool = False
) -> tuple[Session, list[Councillor], list[AgendaItem]]:
    """A session under way that began minutes ago, with those present and its items."""
    body, members = make_council(seats, has_governor=has_governor)
    now = timezone.now()
    opened_at = now - timedelta(minutes=25)
    session = SessionFactory.create(
        body=body,
        state="open",
        starts_at=now - timedelta(minutes=30),
        opened_at=opened_at,
        summons=1,
        in_office=len(members),
        quorum_needed=5,
        quorum_present=present,
        presided_by=members[0],
    )
    for member in members[:present]:
        Presence.objects.create(session=session, councillor=member, arrived_at=opened_at)
    return session, members, [ItemFactory.create(body=body, session=session) for _ in range(items)]


def room(session: Session) -> str:
    """The screen of a session."""
    return f"/mesa/consejo/sesiones/{session.code}/sala/"


def council_body() -> Body:
    """The Council."""
    return Body.objects.get(kind="council")
