"""A window of somebody at the desk: fill one of the forms of the page, as fingers do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.test import Client

from alameda.accounts.models import Person
from alameda.accounts.tests.factories import RoleGrantFactory
from tests.journeys.watching import Watched

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# What is typed in a field by its name: text, the value of a choice, several, or whether ticked.
Typed = str | bool | list[str]
NARROW, WIDE = 360, 1280


class Window(Watched):
    """One person's window, with her or his session; ``seen`` says what was wrong on the way."""

    def __init__(
        self, page: Page, *, site: str, name: str, axe: Callable[[Page], list[str]] | None
    ) -> None:
        super().__init__(page, site=site, name=name, axe=axe)
        self.seen: list[str] = []

    def sign_in(self, person: Person, *roles: str) -> None:
        """Come in with an account that holds those roles."""
        for role in roles:
            RoleGrantFactory.create(person=person, role=role)
        client = Client()
        client.force_login(person)
        cookie = client.cookies["sessionid"].value
        self.page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.site}])

    def visit(self, path: str, *, status: int = 200) -> None:
        """Open a page that must be there."""
        self.open(path)
        assert self.status == status, f"{self.name}: {path} answered {self.status}"

    def look(self, *, both: bool = False) -> None:
        """Note what is wrong with the page as it is, everything open; ``both``: also narrow."""
        name, size = self.name, self.page.viewport_size
        self.open_all()
        self._look(name)
        if both and size:
            self.page.set_viewport_size({"width": NARROW, "height": 800})
            self._look(f"{name}, {NARROW} px")
            self.page.set_viewport_size(size)

    def _look(self, name: str) -> None:
        place = self.page.url.removeprefix(self.site)
        kept, self.name = self.name, f"{name} at {place}"
        self.seen += self.faults()
        self.name = kept

    def slot(self, ident: str) -> Locator:
        """A form of the page by its place, unfolded."""
        found = self.page.locator(f"[id='{ident}']")
        found.evaluate("part => part.closest('details') && (part.closest('details').open = true)")
        return found

    def fill(self, ident: str, **typed: Typed) -> Locator:
        """Type in a form and leave it unsent."""
        form = self.slot(ident)
        inner = form.locator("details").all()
        for fold in inner:
            fold.evaluate("part => { part.open = true }")
        for name, value in typed.items():
            put(form, name, value)
        return form

    def send(self, ident: str, **typed: Typed) -> None:
        """Type in a form, press its button and confirm; it must say that it was done."""
        form = self.fill(ident, **typed)
        with self.page.expect_navigation():
            form.locator("button[type=submit]").click()
        if self.sure.count():
            with self.page.expect_navigation():
                self.sure.click()
        assert not self.refusals(), f"{self.name}, {ident}: {self.refusals()}"

    @property
    def sure(self) -> Locator:
        """The button of the page that asks before what cannot be undone."""
        return self.page.locator("form:has(input[name=confirm]) button:not([name])")

    def send_wrong(self, ident: str, **typed: Typed) -> str:
        """Type what will not do and press the button; the message beside the form."""
        form = self.fill(ident, **typed)
        with self.page.expect_navigation() as told:
            form.locator("button[type=submit]").click()
        assert told.value.status == 422, f"{self.name}, {ident}: {told.value.status}"
        return " ".join(self.slot(ident).locator(".al-field__error").all_inner_texts())

    def press(self, name: str) -> None:
        """Press a button of the page by its words."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).click()
        assert not self.refusals(), f"{self.name}, {name}: {self.refusals()}"

    def follow(self, link: str) -> None:
        """Follow the first link of the page that a selector finds."""
        with self.page.expect_navigation():
            self.page.locator(link).first.click()

    def refusals(self) -> list[str]:
        """The errors that the page shows."""
        return self.page.locator("main .al-field__error, main .al-errors").all_inner_texts()

    def part(self, ident: str) -> str:
        """What a section of the page says, by the place of its heading."""
        return self.page.locator(f"section:has([id='{ident}'])").last.inner_text()

    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()


def put(form: Locator, name: str, value: Typed) -> None:
    """Give a value to a field of whatever kind."""
    fields = form.locator(f"[name='{name}']")
    kind = fields.first.evaluate("field => field.type || field.tagName.toLowerCase()")
    if kind == "file":
        fields.set_input_files(str(value))
    elif kind == "select-one":
        fields.select_option(str(value))
    elif kind == "radio":
        form.locator(f"[name='{name}'][value='{value}']").check()
    elif isinstance(value, list):
        for box in fields.all():
            box.set_checked(box.get_attribute("value") in value)
    elif isinstance(value, bool):
        fields.set_checked(value)
    else:
        fields.fill(value)
