"""Writing mail: with its act, once under its key, forgotten in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, send_mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from alameda.foundation.actor import SYSTEM, VISITOR, Actor, Grant
from alameda.foundation.errors import BadInputError, NotAllowedError
from alameda.mail.actions import Draft, deliver_due, forget_old, send, send_many, try_out
from alameda.mail.models import Message
from alameda.mail.rules import message_id, pause
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db
TREASURER = Actor(kind="person", person_id=1, grants=frozenset({Grant(role="treasury")}))
TEXT = "Se pagó la cuota."


def write(key: str = "payment/1", to: str = "ana@example.org", text: str = TEXT) -> None:
    send(key=key, to=to, subject="Un pago", text=text, actor=TREASURER)


def test_a_message_waits_with_the_roles_of_whose_act_it_is() -> None:
    write()

    row = Message.objects.get()
    assert (row.key, row.address, row.state) == ("payment/1", "ana@example.org", "waiting")
    assert row.asked_by == "treasury"
    assert row.attempts == 0
    assert not Entry.objects.exists()


def test_a_message_is_undone_with_its_act() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)

    assert not Message.objects.exists()


def test_under_one_key_an_address_is_written_to_once() -> None:
    write()
    write(text="Otra cosa.")
    write(to="ana@EXAMPLE.org")
    write(to="beto@example.org")
    write(key="payment/2")

    found = Message.objects.order_by("id").values_list("key", "address", "text")
    assert list(found) == [
        ("payment/1", "ana@example.org", TEXT),
        ("payment/1", "beto@example.org", TEXT),
        ("payment/2", "ana@example.org", TEXT),
    ]


def test_the_worker_is_called_once_an_act_and_only_after_it(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as called:
        for number in range(20):
            write(key=f"payment/{number}")

    assert len(called) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, queueing_lock FROM procrastinate_jobs")
        assert cursor.fetchall() == [("mail.send_due", "mail.send_due")]


@pytest.mark.parametrize(
    ("field", "draft"),
    [
        ("to", {"to": "nobody"}),
        ("to", {"to": "ana@example.org, beto@example.org"}),
        ("to", {"to": "ana@example.org\r\nBcc: beto@example.org"}),
        ("to", {"to": "añita@example.org"}),
        ("key", {"key": ""}),
        ("key", {"key": "k" * 201}),
        ("text", {"text": "x" * 200_001}),
        ("text", {"html": "x" * 200_001}),
    ],
)
def test_a_refused_message_leaves_no_trace(field: str, draft: dict[str, str]) -> None:
    good = {"key": "one", "to": "ana@example.org", "subject": "Uno", "text": TEXT}
    send_many([Draft(**good)], actor=TREASURER)
    Message.objects.all().delete()

    with pytest.raises(BadInputError) as refusal:
        send_many([Draft(**good), Draft(**{**good, **draft})], actor=TREASURER)

    assert refusal.value.field == field
    assert not Message.objects.exists()


def test_what_no_mail_can_hold_is_left_out() -> None:
    send(
        key="k",
        to="ana@example.org",
        subject="Uno\r\nBcc: beto@example.org\0" + "x" * 400,
        text="a\0b\ud83d c",
        actor=TREASURER,
    )

    row = Message.objects.get()
    assert row.subject.startswith("Uno Bcc: beto@example.org x")
    assert len(row.subject) == 300
    assert row.text == "ab? c"


@pytest.mark.parametrize(
    "wrong",
    [{"state": "lost"}, {"state": "sent"}, {"ended_at": timezone.now()}],
    ids=["no such state", "sent, nobody knows when", "waits and ended"],
)
def test_the_database_holds_no_message_of_two_minds(wrong: dict[str, object]) -> None:
    write()

    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.update(**wrong)


@pytest.mark.parametrize("actor", [VISITOR, TREASURER])
def test_only_the_system_sends_and_forgets(actor: Actor) -> None:
    write()

    with pytest.raises(NotAllowedError):
        deliver_due(actor=actor)
    with pytest.raises(NotAllowedError):
        forget_old(now=timezone.now() + timedelta(days=900), actor=actor)
    with pytest.raises(NotAllowedError):
        try_out("ana@example.org", now=timezone.now(), actor=actor)

    assert Message.objects.get().text == TEXT


def test_what_mail_said_goes_after_a_month_and_the_row_after_a_year() -> None:
    write()
    write(key="waits")
    now = timezone.now()
    Message.objects.filter(key="payment/1").update(state="sent", ended_at=now, said="250 OK")

    assert forget_old(now=now + timedelta(days=29), actor=SYSTEM) == (0, 0)
    assert forget_old(now=now + timedelta(days=31), actor=SYSTEM) == (1, 0)
    row = Message.objects.get(key="payment/1")
    assert (row.subject, row.text, row.html, row.said) == ("", "", "", "")
    assert row.address == "ana@example.org"
    write()
    assert Message.objects.filter(key="payment/1").count() == 1

    assert forget_old(now=now + timedelta(days=366), actor=SYSTEM) == (0, 1)
    assert Message.objects.get().key == "waits"
    assert Message.objects.get().text == TEXT


def test_pauses_double_up_to_an_hour_and_spread() -> None:
    minutes = [pause(number, spread=0.5).total_seconds() / 60 for number in range(1, 9)]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60]
    assert pause(1, spread=0).total_seconds() == 45
    assert pause(1_000_000, spread=1).total_seconds() == 4500


def test_a_message_is_called_the_same_each_time() -> None:
    first = message_id("payment/1", "ana@example.org", domain="region.example")

    assert first == message_id("payment/1", "ana@example.org", domain="region.example")
    assert first != message_id("payment/2", "ana@example.org", domain="region.example")
    assert first != message_id("payment/1", "beto@example.org", domain="region.example")
    assert "ana" not in first


BACKEND = "alameda.mail.backends.OutboxBackend"


def test_django_writes_into_the_outbox_too() -> None:
    link = get_connection(BACKEND)
    many = EmailMultiAlternatives(
        "Dos", "Hola", to=["ana@example.org"], cc=["beto@example.org"], connection=link
    )
    many.attach_alternative("<p>Hola</p>", "text/html")
    send_mail("Uno", "Hola", None, ["ana@example.org"], connection=link)
    assert many.send() == 1

    found = Message.objects.order_by("id").values_list("subject", "address", "text", "html")
    assert list(found) == [
        ("Uno", "ana@example.org", "Hola", ""),
        ("Dos", "ana@example.org", "Hola", "<p>Hola</p>"),
        ("Dos", "beto@example.org", "Hola", "<p>Hola</p>"),
    ]
    assert Message.objects.values("key").distinct().count() == 2


def test_the_outbox_keeps_no_files() -> None:
    message = EmailMessage(
        "Uno", "Hola", to=["ana@example.org"], connection=get_connection(BACKEND)
    )
    message.attach("factura.pdf", b"%PDF", "application/pdf")

    with pytest.raises(ValueError, match="no files"):
        message.send()
    assert not Message.objects.exists()
