"""The site of the walks: one demonstration, filled once, served with its record growing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import override_settings
from django.test.testcases import LiveServerThread
from django.utils import timezone

from alameda.demonstration.investments.actions import generate
from alameda.demonstration.investments.rules.calibration import SCALES
from alameda.foundation.actor import SYSTEM
from alameda.record.actions import sequence_pending
from alameda.record.tasks import run_sequencer
from alameda.territory.actions import load_region
from tests.journeys.watching import Watched

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.plugin import DjangoDbBlocker

COUNT = 90
PAGES_KEPT = 64


class Databases(Protocol):
    """What the ground gives of this process's database."""

    def renew(self) -> None: ...


@dataclass(frozen=True)
class Site:
    """A running site and where to find things in it."""

    url: str


def _as_it_is(handler: WSGIHandler) -> WSGIHandler:
    """Serve files as in production, by the site itself."""
    return handler


@pytest.fixture(scope="package")
def site(
    browser: object, django_db_setup: Databases, django_db_blocker: DjangoDbBlocker
) -> Iterator[Site]:
    """A small invented region, served; the record is sequenced while it runs."""
    stop = threading.Event()
    served = LiveServerThread("localhost", static_handler=_as_it_is)
    served.daemon = True
    with django_db_blocker.unblock():
        fill()
        sequencer = threading.Thread(target=run_sequencer, args=[stop], daemon=True)
        with override_settings(IS_DEMO=True, PAGES_KEPT=PAGES_KEPT):
            served.start()
            served.is_ready.wait()
            sequencer.start()
            address = f"http://{served.host}:{served.port}"
            with override_settings(BASE_URL=address):
                yield Site(url=address)
            stop.set()
            sequencer.join()
            served.terminate()
        connection.close()
        django_db_setup.renew()


def fill() -> None:
    """Invent a region of few initiatives, and place all their facts in the record."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SCALES, "small", COUNT)
        load_region("santiago", actor=SYSTEM)
        generate(scale="small", seed=2026, today=timezone.localdate(), actor=SYSTEM)
    while sequence_pending():
        pass


@pytest.fixture
def watch(
    site: Site, open_page: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> Callable[..., Watched]:
    """A function that opens a watched page: ``watch("/registro/", width=360, theme="dark")``."""

    def opener(
        path: str = "/",
        *,
        language: str = "es",
        width: int = 1280,
        theme: str = "light",
        scripts: bool = True,
    ) -> Watched:
        page = open_page(width=width, theme=theme, scripts=scripts)
        prefix = "" if language == "es" else f"/{language}"
        name = (
            f"{prefix}{path} ({language}, {width} px, {theme}{'' if scripts else ', no scripts'})"
        )
        # Where scripts are off, axe cannot run either.
        watched = Watched(page, site=site.url, name=name, axe=axe if scripts else None)
        watched.open(prefix + path)
        return watched

    return opener
