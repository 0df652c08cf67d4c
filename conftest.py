"""What every test stands on: a real PostgreSQL, a browser, the real registers.

The database: ``DATABASE_URL`` where it is set, else an embedded server for this run, which the
first process starts and the others share. One migrated template a server, named by a hash of the
migrations; each process clones it, and clones it again after a test that commits.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import factory
import psycopg
import pytest
from psycopg import sql

from alameda.cli.postgres import Server
from alameda.settings.base import database_from_url

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.fixtures import SettingsWrapper
    from pytest_django.live_server_helper import LiveServer
    from pytest_django.plugin import DjangoDbBlocker

ROOT = Path(__file__).resolve().parent
AXE = ROOT / "node_modules/axe-core/axe.min.js"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TEMPLATE_LOCK = 7_310_231
KEPT_TEMPLATES = 8
# Every fixture of the database leads to one of these.
ASK_THE_DATABASE = {"db", "django_db_setup", "live_server", "transactional_db"}
FACTORIES_COUNT_FROM = 5_000
SERVER = pytest.StashKey[Server]()
FOLDER = pytest.StashKey[Path]()


def is_ci() -> bool:
    """Whether what is absent must fail instead of being skipped."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def absent(reason: str) -> NoReturn:
    """Skip with the reason; where everything must be there, fail."""
    if is_ci():
        pytest.fail(f"{reason} It is required when CI=true.", pytrace=False)
    pytest.skip(reason)


# The server


def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded server in the first process, before the others are made."""
    is_first = not hasattr(config, "workerinput")
    if os.environ.get("DATABASE_URL") or not is_first or config.option.collectonly:
        return
    folder = Path(tempfile.mkdtemp(prefix="alameda-tests-"))
    folder.chmod(0o711)  # ours: the account that runs the server passes through it
    server = Server(folder / "pg", is_durable=False)
    config.stash[FOLDER] = folder
    config.stash[SERVER] = server
    os.environ["DATABASE_URL"] = server.start()

    from django.conf import settings

    settings.DATABASES["default"].update(database_from_url(os.environ["DATABASE_URL"]))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the embedded server of this run and remove its folder, and this process's own."""
    from django.conf import settings

    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)  # xdist ends processes without atexit
    if SERVER in config.stash:
        config.stash[SERVER].stop()
        shutil.rmtree(config.stash[FOLDER], ignore_errors=True)
        del config.stash[SERVER], os.environ["DATABASE_URL"]


@pytest.fixture(autouse=True)
def _spanish() -> Iterator[None]:
    """Begin each test in the language of the site: a page of another may have left its own."""
    from django.conf import settings
    from django.utils import translation

    with translation.override(settings.LANGUAGE_CODE):
        yield


# The factories

# Codes and numbers that factories make stand above those that a test writes by hand, wherever a
# worker's count has come to; ``tests/test_house_codes.py`` holds the hands to it.
setattr(  # noqa: B010  the place that factory_boy keeps for it has a private name
    factory.Factory, "_setup_next_sequence", classmethod(lambda _made: FACTORIES_COUNT_FROM)
)


# The databases


def migrations_hash() -> str:
    """A hash of every migration's name and text, and of what is installed."""
    from django.apps import apps

    total = hashlib.sha256()
    for app in apps.get_app_configs():
        for path in sorted((Path(app.path) / "migrations").glob("*.py")):
            total.update(f"{app.label}/{path.name}\0".encode())
            total.update(path.read_bytes())
        if not (Path(app.path) / "migrations").is_dir():
            total.update(f"{app.label}\0".encode())
            for path in sorted(Path(app.path).glob("models*")):
                total.update(path.read_bytes() if path.is_file() else b"")
    return total.hexdigest()[:16]


class Databases:
    """The template of this server, and this process's clone of it."""

    def __init__(self, worker: str) -> None:
        from django.db import connections

        self.connections = connections
        self.settings = connections["default"].settings_dict
        self.original = str(self.settings["NAME"])
        parameters: dict[str, Any] = connections["default"].get_connection_params()
        keys = ("host", "port", "user", "password")
        self.admin = psycopg.connect(
            dbname="postgres",
            autocommit=True,
            **{key: parameters[key] for key in keys if parameters.get(key)},
        )
        version = self.admin.info.server_version
        self.template = f"alameda_template_{version}_{migrations_hash()}"
        suffix = "" if worker == "master" else f"_{worker}"
        self.clone = f"test_{self.original}{suffix}"

    def run(self, statement: str, *names: str) -> None:
        """One statement on databases, by name."""
        self.admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def remove(self, name: str) -> None:
        """Drop a database, whoever of us is still in it.

        ``WITH (FORCE)`` would be refused while the server's own vacuum is there, which is not
        ours to end; the plain statement asks the vacuum to leave, and waits for those who go.
        """
        self.admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = current_user",
            [name],
        )
        self.run("DROP DATABASE IF EXISTS {}", name)

    def has(self, name: str) -> bool:
        """Whether there is a database of that name."""
        found = self.admin.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        return bool(found.rowcount)

    def make_template(self) -> None:
        """The migrated template, made once for all processes and kept for later runs."""
        self.admin.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        try:
            if not self.has(self.template):
                self.migrate()
        finally:
            self.admin.execute("SELECT pg_advisory_unlock(%s)", [TEMPLATE_LOCK])

    def migrate(self) -> None:
        """Migrate a new database, then give it the template's name; drop the oldest templates."""
        from django.core.management import call_command

        fresh = f"{self.template}_new"
        self.remove(fresh)
        self.run("CREATE DATABASE {}", fresh)
        self.use(fresh)
        call_command("migrate", verbosity=0, interactive=False)
        self.use(self.original)
        self.run("ALTER DATABASE {} RENAME TO {}", fresh, self.template)
        old = self.admin.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'alameda\\_template\\_%%'"
            " ORDER BY oid DESC OFFSET %s",
            [KEPT_TEMPLATES],
        )
        for (name,) in old.fetchall():
            self.remove(name)

    def use(self, name: str) -> None:
        """Point Django at a database."""
        self.connections["default"].close()
        self.settings["NAME"] = name

    def renew(self) -> None:
        """A fresh clone: what a committed test leaves behind goes away with the old one."""
        self.use(self.clone)
        self.remove(self.clone)
        self.run("CREATE DATABASE {} TEMPLATE {}", self.clone, self.template)

    def drop(self) -> None:
        """Remove the clone and leave Django as it was."""
        self.use(self.original)
        self.remove(self.clone)

    def close(self) -> None:
        """Leave the server."""
        self.connections["default"].close()
        self.admin.close()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Databases]:
    """This process's own database, cloned from the template."""
    from django.conf import settings
    from django.test import TransactionTestCase

    from alameda.record.rules.files import ensure_keys

    # As in an instance that runs: no act of a test is the one that makes the keys.
    ensure_keys(settings.DATA_DIR)
    # And what a test starts beside this process is of the same instance.
    os.environ["ALAMEDA_TEST_FOLDER"] = str(settings.DATA_DIR)
    worker = getattr(request.config, "workerinput", {}).get("workerid", "master")
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), contextlib.closing(Databases(worker)) as databases:
        databases.make_template()
        databases.renew()
        # Truncating would empty what migrations put there, and the record refuses it.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: databases.renew())
        with django_db_blocker.block():
            yield databases
        patch.undo()
        databases.drop()


@pytest.fixture
def pages_kept(settings: SettingsWrapper) -> Iterator[None]:
    """Let this process keep whole pages, as a web process does; none from before, none after."""
    from alameda.ui.freshness import forget_pages

    settings.PAGES_KEPT = 8
    forget_pages()
    yield
    forget_pages()


# The browser


@pytest.fixture
def live_site(live_server: LiveServer) -> str:
    """The address of the whole site, served to a browser; committed rows are seen by it."""
    return str(live_server.url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        absent("There is no Chromium here.")
    from playwright.sync_api import sync_playwright

    # Playwright runs a loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        _read_pages_whole(patch)
        started = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield started
        started.close()


def _read_pages_whole(patch: pytest.MonkeyPatch) -> None:
    """Let a press end when the page it leads to is read, not as soon as that page begins to come.

    Playwright waits for the first bytes alone: on a busy machine a test would then ask a page
    that is half there.
    """
    from playwright.sync_api import Locator

    def patient(press: Callable[..., None]) -> Callable[..., None]:
        def pressing(found: Locator, *args: Any, **options: Any) -> None:
            press(found, *args, **options)
            found.page.wait_for_load_state("domcontentloaded")

        return pressing

    patch.setattr(Locator, "click", patient(Locator.click))
    patch.setattr(Locator, "press", patient(Locator.press))


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A function that opens a page: ``open_page(width=360, theme="dark", scripts=False)``."""
    contexts = []

    def opener(
        *, width: int = 1280, theme: str = "light", scripts: bool = True, locale: str = "es-CL"
    ) -> Page:
        scheme: Any = theme
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=scripts,
            locale=locale,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield opener
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page 1280 wide, light, with scripts."""
    return open_page()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """A function that gives what axe finds wrong on a page, one sentence each."""
    if not AXE.is_file():
        absent("axe-core is not installed; ./dev setup does it.")
    source = AXE.read_text(encoding="utf-8")

    def finder(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("async () => (await axe.run(document)).violations")
        return [
            f"{fault['id']}: {fault['help']} at {node['target']} ({node['failureSummary']})"
            for fault in found
            for node in fault["nodes"]
        ]

    return finder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by what it asks for: a browser, the real registers, the database."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if "browser" in asked:
            item.add_marker(pytest.mark.browser)
        if "real_data" in asked:
            item.add_marker(pytest.mark.real_data)
        if asked & ASK_THE_DATABASE or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.sql)


# The real registers


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real registers, which no repository holds."""
    told = os.environ.get("ALAMEDA_REAL_DATA", "")
    if not told or not Path(told).is_dir():
        absent("ALAMEDA_REAL_DATA names no folder with the real registers.")
    return Path(told)
