"""A page that is watched: what it loads, from where, and what it complains of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request

FIRST_VIEW_BYTES = 100 * 1024
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDE = """
[...document.querySelectorAll("body *")]
  .filter((part) => part.getBoundingClientRect().right > innerWidth + 1)
  .slice(-3).map((part) => part.outerHTML.slice(0, 120))
"""
CLOSED = "document.querySelectorAll('main details:not([open])').length"
OPEN_ALL = "document.querySelectorAll('details').forEach((part) => { part.open = true })"


class Watched:
    """A browser's page and everything that must not happen on it."""

    def __init__(
        self, page: Page, *, site: str, name: str, axe: Callable[[Page], list[str]] | None
    ) -> None:
        self.page = page
        self.site = site
        self.name = name
        self.axe = axe
        self.status = 0
        self.bytes = 0
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._see)
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", self._weigh)

    def _hear(self, message: ConsoleMessage) -> None:
        # Chromium says the status of the page itself as an error; the test asserts that status.
        is_own_status = message.location.get("url") == self.page.url and "status of" in message.text
        if message.type in {"error", "warning"} and not is_own_status:
            self.complaints.append(message.text)

    def _see(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site}/", "data:")):
            self.strangers.append(request.url)

    def _weigh(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def open(self, path: str) -> None:
        """Go to a path of the site."""
        answer = self.page.goto(self.site + path)
        self.status = answer.status if answer else 0

    def faults(self) -> list[str]:
        """What is wrong with the page as it is now, each with the name of the page."""
        page = self.page
        found = [f"axe: {fault}" for fault in (self.axe(page) if self.axe else [])]
        found += self.too_wide()
        found += [f"console: {said}" for said in self.complaints]
        found += [f"another origin: {address}" for address in self.strangers]
        return [f"{self.name}: {fault}" for fault in found]

    def too_wide(self) -> list[str]:
        """By how much the page scrolls sideways, and its parts that reach out."""
        over = self.page.evaluate(OVERFLOW)
        return [f"{self.name}: {over} px too wide: {self.page.evaluate(WIDE)}"] if over > 0 else []

    def open_all(self) -> None:
        """Open everything that opens."""
        self.page.evaluate(OPEN_ALL)

    def faults_of_first_view(self) -> list[str]:
        """What is wrong with the page as it came: also its weight."""
        heavy = self.bytes > FIRST_VIEW_BYTES
        return [
            *([f"{self.name}: {self.bytes} bytes on first view"] if heavy else []),
            *self.faults(),
        ]

    def faults_opened(self) -> list[str]:
        """What is wrong once everything that opens is open; nothing to say where nothing opens."""
        if not self.page.evaluate(CLOSED):
            return []
        self.open_all()
        return [f"{fault} [opened]" for fault in self.faults()]
