"""What the doctor finds: each fault beside the same thing whole, and no secret in any answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from alameda.accounts.actions import invite_person
from alameda.accounts.models import Person, RoleGrant
from alameda.cli import account
from alameda.cli.checks import folder as of_folder
from alameda.cli.checks import site as of_site
from alameda.cli.checks.finding import Finding
from alameda.cli.checks.mail import look_at_mail
from alameda.cli.checks.record import look_at_clock, look_at_record
from alameda.cli.checks.rows import look_at_guards, look_at_people
from alameda.cli.database import guards_of_tables
from alameda.cli.doctor import in_words
from alameda.cli.hiding import hidden, remember
from alameda.cli.instance import STAMP, Instance, create
from alameda.foundation.actor import SYSTEM
from alameda.record.actions import publish, sequence_pending
from alameda.record.models import Entry
from alameda.record.rules import files
from alameda.record.tests.facts import StoneLaid

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

Wrong = Callable[[], list[str]]


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Instance:
    """A finished instance with its keys and its own database's password."""
    for name in ("ALAMEDA_BASE_URL", "ALAMEDA_SECRET_KEY", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(account, "SYSTEM_FOLDER", tmp_path / "system")  # where root's would be
    made = create(Instance(folder=tmp_path / "real", region="nuble")).completed()
    files.ensure_keys(made.folder)
    password = made.server().folder / "password"
    password.parent.mkdir(parents=True)
    password.touch(mode=0o600)
    return made


@pytest.fixture
def wrong(instance: Instance) -> Wrong:
    """The names of what is wrong with the folder."""
    return lambda: names_of_faults(
        [*of_folder.look_at_folder(instance), of_folder.look_at_backups(instance)]
    )


def names_of_faults(findings: Iterator[Finding]) -> list[str]:
    """Of those that are wrong; each says its mend."""
    faults = [finding for finding in findings if not finding.is_good]
    assert all(finding.remedy for finding in faults)
    return [finding.name for finding in faults]


INTO_THE_FUTURE = """
UPDATE record_entry SET id = 'ff000000-0000-7000-8000-000000000000'
WHERE id = (SELECT id FROM record_entry ORDER BY id DESC LIMIT 1)
"""

# The folder


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("secret.key", "secret key"),
        ("record.key", "record keys"),
        ("record.mac", "record keys"),
        ("pg/password", "database password"),
    ],
)
def test_a_secret_that_others_may_read_is_wrong(
    instance: Instance, wrong: Wrong, path: str, name: str
) -> None:
    place = (
        instance.folder / path if path != "pg/password" else instance.server().folder / "password"
    )
    for mode, is_wrong in ((0o600, False), (0o644, True), (0o640, True), (0o400, False)):
        place.chmod(mode)
        assert wrong() == ([name] if is_wrong else [])


def test_a_secret_that_anybody_guesses_is_wrong(instance: Instance, wrong: Wrong) -> None:
    for text, is_wrong in (("x", True), ("a" * 64, True), ("una alameda con sombra y 12", True)):
        (instance.folder / "secret.key").write_text(text)
        assert wrong() == (["secret key"] if is_wrong else [])
    (instance.folder / "secret.key").unlink()
    assert wrong() == ["secret key"]


def test_lost_keys_are_wrong_once_heads_were_signed(instance: Instance, wrong: Wrong) -> None:
    (instance.folder / "record.mac").unlink()
    assert wrong() == []
    files.remember(instance.folder, [files.Remembered(0, 1, "a note")])
    assert wrong() == ["record keys"]


def test_files_that_are_gone_or_cannot_be_written_are_wrong(
    instance: Instance, wrong: Wrong
) -> None:
    place = instance.folder / "files"
    place.chmod(0o555)
    assert wrong() == ["files"]
    place.chmod(0o755)
    assert wrong() == []
    place.rmdir()
    assert wrong() == ["files"]


def test_a_full_disk_is_wrong(
    instance: Instance, wrong: Wrong, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wrong() == []
    monkeypatch.setattr(of_folder, "LOW_DISK_BYTES", 2**60)
    assert "disk" in wrong()
    assert instance.folder.is_dir()


def test_the_age_of_the_last_backup_is_told(instance: Instance, wrong: Wrong) -> None:
    assert wrong() == []  # a day old at most
    path = instance.folder / "backups.json"
    for hours, is_wrong in ((1, False), (47, False), (49, True)):
        at = datetime.now(UTC) - timedelta(hours=hours)
        rows = [{"at": (at - timedelta(days=9)).isoformat()}, {"at": at.isoformat()}]
        path.write_text(json.dumps(rows))
        assert wrong() == (["backup"] if is_wrong else [])
    path.write_text("{")
    assert wrong() == []
    old = json.loads((instance.folder / "instance.json").read_text())
    of_old = Instance(folder=instance.folder, **{**old, "created_at": "2020-01-01T00:00:00+00:00"})
    found = of_folder.look_at_backups(of_old)
    assert (found.is_good, "no backup yet" in found.found) == (False, True)
    assert "alameda backup" in found.remedy


# The rows


@pytest.mark.django_db
def test_a_trigger_or_constraint_that_is_gone_or_off_is_wrong(instance: Instance) -> None:
    def faults() -> list[str]:
        return names_of_faults(look_at_guards(instance))

    stamp = {"fingerprint": "x", "guards": guards_of_tables()}
    (instance.folder / STAMP).write_text(json.dumps(stamp))
    assert faults() == []
    for statement in (
        "DROP TRIGGER record_queued ON record_entry",
        "ALTER TABLE record_leaf DISABLE TRIGGER record_only_grows",
        "DROP TRIGGER keep_certified ON council_agreement",
        "ALTER TABLE accounts_rolegrant DROP CONSTRAINT role_ends_after_it_starts",
        "ALTER TABLE council_agreement DISABLE TRIGGER USER",
    ):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
            assert faults() == ["guards"], statement
            transaction.set_rollback(True)
    assert faults() == []
    (instance.folder / STAMP).unlink()
    assert faults() == ["stamp"]


@pytest.mark.django_db
def test_who_was_invited_for_nothing_and_a_site_without_operator_are_wrong(
    instance: Instance,
) -> None:
    def faults() -> list[str]:
        return names_of_faults(look_at_people(instance, {}))

    today = timezone.localdate()
    assert faults() == ["operator"]
    Person.objects.create_user("vecina@example.org")  # who made an account alone needs no role
    assert faults() == ["operator"]
    person = Person.objects.create_user("ana@example.org")
    invite_person(person, is_by_mail=False, now=timezone.now(), actor=SYSTEM)
    assert faults() == ["people", "operator"]
    grant = RoleGrant.objects.create(person=person, role="operator", starts_on=today)
    assert faults() == []
    RoleGrant.objects.create(person=person, role="planner", starts_on=today)
    assert faults() == []
    grant.starts_on, grant.ends_on = today - timedelta(days=9), today - timedelta(days=1)
    grant.save()
    assert faults() == ["operator"]
    Person.objects.update(is_active=False)
    assert faults() == ["operator"]


@pytest.mark.django_db
def test_a_real_instance_without_a_mail_server_is_told_so_and_nothing_is_wrong(
    instance: Instance, settings: Settings
) -> None:
    settings.SMTP = None
    for is_demo in (False, True):
        (found,) = look_at_mail({"is_demo": is_demo})
        assert (found.is_good, found.is_note) == (True, not is_demo)
        said = list(in_words({}, [found]))
        assert any("ALAMEDA_SMTP_URL" in line for line in said) is not is_demo
        assert said[1].startswith("good" if is_demo else "note")


@pytest.mark.parametrize("is_named", [True, False])
def test_a_command_without_the_variables_of_the_site_is_told_so(
    settings: Settings, is_named: bool
) -> None:
    settings.SMTP = None
    found = of_site.judged_variables({"sends_mail": is_named})
    assert (found.is_good, found.is_note) == (True, is_named)


@pytest.mark.django_db
def test_the_record_and_its_clock_are_looked_at(
    instance: Instance,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.DATA_DIR = instance.folder

    def faults() -> list[str]:
        facts: dict[str, Any] = {"is_running": False}
        return names_of_faults(look_at_record(instance, facts)) + names_of_faults(look_at_clock())

    def grow() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            publish(StoneLaid(subject="S-1", number=1), actor=SYSTEM)
            sequence_pending()

    grow()
    grow()
    assert faults() == []

    def behind_its_back(statement: str) -> list[str]:
        with transaction.atomic():
            with connection.cursor() as cursor:
                for table in ("checkpoint", "leaf", "entry"):
                    cursor.execute(f"ALTER TABLE record_{table} DISABLE TRIGGER ALL")
                cursor.execute(statement)
            found = faults()
            transaction.set_rollback(True)
        return found

    for statement, fault in (
        ("UPDATE record_checkpoint SET tail = '' WHERE size = 2", "record head"),
        ("DELETE FROM record_checkpoint WHERE size = 2", "record head"),
        ("UPDATE record_checkpoint SET note = note || ' ' WHERE size = 2", "record head"),
        ("UPDATE record_leaf SET mac = 'x'", "record head"),
        ("UPDATE record_checkpoint SET signed_at = '2020-01-01' WHERE size = 2", "clock"),
        (INTO_THE_FUTURE, "clock"),
    ):
        assert behind_its_back(statement) == [fault], statement
    assert faults() == []
    assert Entry.objects.count() == 2


# The public address and its proxies

SEEN = {
    "is_secure": True,
    "address": "203.0.113.9",
    "host": "datos.gore.example",
    "forwarded_for": [of_site.PRETENDED, "203.0.113.9"],
    "forwarded_proto": "https",
    "proxies": 1,
    "sends_mail": False,
}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, ""),
        ({"forwarded_for": ["203.0.113.9"]}, ""),
        ({"host": "127.0.0.1:8000"}, "asks for 127.0.0.1:8000"),
        ({"forwarded_proto": "", "is_secure": False}, "does not send X-Forwarded-Proto"),
        ({"proxies": 0, "is_secure": False}, "is not believed"),
        ({"proxies": 2, "address": of_site.PRETENDED}, "can write its own address"),
        ({"forwarded_for": [of_site.PRETENDED]}, "0 proxies add to X-Forwarded-For"),
        ({"forwarded_for": [of_site.PRETENDED, "1.1.1.1", "2.2.2.2"]}, "2 proxies add"),
    ],
)
def test_what_a_proxy_does_not_hand_on_is_told(
    instance: Instance,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    fault: str,
) -> None:
    at = Instance(folder=instance.folder, region="nuble", base_url="https://datos.gore.example")
    proxies = change.get("proxies", 1)
    near = {**SEEN, "proxies": proxies, "is_secure": bool(proxies)}
    seen = {"https://datos.gore.example": {**SEEN, **change}, "http://127.0.0.1:8000": near}
    monkeypatch.setattr(of_site, "asked", seen.__getitem__)
    [count, _variables, public] = of_site.look_at_proxies(at, "http://127.0.0.1:8000")
    assert public.is_good == (not fault)
    assert fault in public.found
    assert count.is_good == bool(proxies)
    assert public.remedy or public.is_good


@pytest.mark.parametrize(
    ("told", "is_good"),
    [
        ("", False),
        ("http://datos.gore.example", False),
        ("http://127.0.0.1:8000", False),
    ],
)
def test_an_address_that_serves_nobody_well_is_wrong(
    instance: Instance, told: str, *, is_good: bool
) -> None:
    at = Instance(folder=instance.folder, region="nuble", base_url=told)
    [found] = of_site.look_at_address(at)
    assert (found.name, found.is_good) == ("address", is_good)
    assert "alameda address" in found.remedy


# Secrets


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://ana:secreta@db/alameda",
        "it cannot reach postgresql://ana:sec/re@ta@db:5432/alameda today",
        "smtps://avisos%40x.cl:secreta@mail.example:465?from=a@b.cl",
        "host=db password=secreta dbname=x",
        "postgresql://db/x?user=ana&password=secreta&sslmode=require",
    ],
)
def test_the_password_of_an_address_is_hidden_wherever_it_is_said(text: str) -> None:
    said = hidden(text)
    assert "…" in said
    assert not any(part in said for part in ("secreta", "sec/re", "ta@"))
    assert hidden("ana@example.org wrote to http://127.0.0.1:8000/x") == (
        "ana@example.org wrote to http://127.0.0.1:8000/x"
    )


def test_a_secret_that_is_known_is_hidden_also_as_an_address_writes_it() -> None:
    remember("pla/nta da")
    assert "nta" not in hidden("it was pla/nta da, or pla%2Fnta%20da, or pla%2Fnta+da")
