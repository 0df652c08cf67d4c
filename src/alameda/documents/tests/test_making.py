"""Documents made from templates: numbered, kept by content, the same bytes when made again."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from alameda.documents.actions import NotKeptError, make_document, remake_document
from alameda.documents.models import Blob, Document, Version
from alameda.documents.rules.digests import salted
from alameda.documents.rules.papers import PAPERS
from alameda.documents.selectors import BytesLostError, bytes_of, look_at_bytes, remade
from alameda.documents.tests.samples import AT, SAMPLES
from alameda.foundation.actor import SYSTEM, VISITOR, Actor, Grant
from alameda.foundation.errors import AlamedaError, BadInputError, NotAllowedError, RuleBrokenError
from alameda.record.models import Entry
from alameda.record.rules.holding import DIGEST_LETTERS
from alameda.record.rules.leaf import decode_leaf
from alameda.record.selectors import hold
from alameda.record.selectors.holdings import look_outside

pytestmark = pytest.mark.django_db
SECRETARY = Actor(kind="person", person_id=1, grants=frozenset({Grant(role="council_secretary")}))
COUNCILLOR = Actor(kind="person", person_id=2, grants=frozenset({Grant(role="councillor")}))
PLANNER = Actor(kind="person", person_id=3, grants=frozenset({Grant(role="planner")}))
KEYS = [paper.key for paper in PAPERS]


def make(key: str = "silence_record", *, actor: Actor = SECRETARY, **more: Any) -> Document:
    told = {"kind": "paper", "template": key, "data": SAMPLES[key], "title": "Un papel", "at": AT}
    return make_document(**{**told, **more}, actor=actor)


def undone() -> str:
    """The path of what a transaction that failed had kept."""
    with transaction.atomic():
        path = make().versions.get().blob.path
        transaction.set_rollback(True)
    return path


def facts() -> list[tuple[str, dict[str, Any]]]:
    leaves = (decode_leaf(bytes(raw)) for raw in Entry.objects.values_list("leaf", flat=True))
    return [(leaf.verb, dict(leaf.payload)) for leaf in leaves]


def files() -> set[str]:
    root = Path(default_storage.path(""))
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("key", KEYS)
def test_a_document_is_made_numbered_kept_and_told(key: str) -> None:
    document = make(key)
    version = document.versions.get()

    assert (document.code, document.year, document.number) == ("D-2026-000001", 2026, 1)
    assert document.is_demo
    body = bytes_of(version)
    assert body.startswith(b"%PDF-")
    assert hashlib.sha256(body).hexdigest() == version.blob.sha256
    [(verb, fact)] = facts()
    assert verb == "document.made"
    assert len(fact.pop("row_digest")) == DIGEST_LETTERS
    assert fact == {
        "about": "",
        "visibility": "public",
        "version": 1,
        "sha256": version.blob.sha256,
        "content_digest": "",
        "size": len(body),
        "template": key,
        "template_version": version.template_version,
        "engine": version.engine,
    }


@pytest.mark.parametrize("key", KEYS)
def test_a_version_made_again_is_the_same_byte_for_byte(key: str) -> None:
    version = Version.objects.get(document=make(key))  # as the database gives it back

    assert remade(version) == bytes_of(version)


def test_another_process_makes_the_same_bytes() -> None:
    version = Version.objects.get(document=make("council_certificate"))
    told = {"data": version.data, "at": version.made_at.isoformat()}
    program = (
        "import hashlib, json, sys; from datetime import datetime;"
        "from alameda.documents.rules.papers import find_paper;"
        "from alameda.documents.rules.typesetting import typeset;"
        "told = json.load(sys.stdin); at = datetime.fromisoformat(told['at']);"
        "made = typeset(find_paper('council_certificate', 2), told['data'], at=at);"
        "print(hashlib.sha256(made).hexdigest())"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"},
    )

    assert done.stdout.strip() == version.blob.sha256


def test_other_data_give_other_bytes() -> None:
    first = make().versions.get()
    second = make(at=AT + timedelta(seconds=1)).versions.get()

    assert first.blob.sha256 != second.blob.sha256


def test_numbers_follow_one_another_and_begin_again_each_year() -> None:
    codes = [make().code, make().code, make(at=AT + timedelta(days=365)).code, make().code]

    assert codes == ["D-2026-000001", "D-2026-000002", "D-2027-000001", "D-2026-000003"]


def test_a_failed_act_leaves_no_gap_in_the_numbers() -> None:
    make()
    undone()
    assert make().code == "D-2026-000002"


def test_the_year_is_that_of_the_region() -> None:
    late = AT.replace(year=2027, month=1, day=1, hour=1)

    assert make(at=late).year == 2026


def test_the_address_to_check_is_its_own_where_none_is_given() -> None:
    data = {key: value for key, value in SAMPLES["silence_record"].items() if key != "check_url"}

    stored = make(data=data).versions.get().data

    assert stored is not None
    assert stored["check_url"] == f"{settings.BASE_URL}/doc/D-2026-000001/"
    assert stored["document_code"] == "D-2026-000001"


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"actor": VISITOR}, NotAllowedError),
        ({"actor": COUNCILLOR}, NotAllowedError),
        ({"template": "nothing"}, BadInputError),
        ({"data": {}}, BadInputError),
        ({"data": {**SAMPLES["silence_record"], "text": object()}}, BadInputError),
        ({"data": {**SAMPLES["silence_record"], "text": "a\x00b"}}, BadInputError),
        ({"data": {**SAMPLES["silence_record"], "text": float("nan")}}, BadInputError),
        ({"data": {**SAMPLES["council_minutes"]}, "template": "council_summons"}, BadInputError),
        ({"data": {**SAMPLES["silence_record"], "received_on": "2026-99-02"}}, BadInputError),
        ({"title": " "}, BadInputError),
        ({"title": "a" * 401}, BadInputError),
        ({"visibility": "secret"}, BadInputError),
    ],
)
def test_a_refused_document_leaves_no_trace(
    more: dict[str, Any], refusal: type[AlamedaError]
) -> None:
    before = files()

    with pytest.raises(refusal):
        make(**more)

    assert not Document.objects.exists()
    assert not Blob.objects.exists()
    assert not Entry.objects.exists()
    assert files() == before
    make()


def test_a_full_disk_is_said_and_leaves_no_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = files()
    with monkeypatch.context() as patch:
        patch.setattr("alameda.documents.actions.keeping.os.fsync", full)
        with pytest.raises(NotKeptError) as refused:
            make(at=AT + timedelta(hours=1))

    assert refused.value.status == 507
    assert not Document.objects.exists()
    assert not Blob.objects.exists()
    assert not Entry.objects.exists()
    assert files() == before
    assert make(at=AT + timedelta(hours=1)).code == "D-2026-000001"


def test_bytes_that_an_act_left_behind_are_taken_up() -> None:
    left = undone()
    assert not Blob.objects.exists()
    assert default_storage.exists(left)
    assert make().versions.get().blob.path == left


def test_spoilt_bytes_are_never_given_out_and_are_written_again() -> None:
    version = make().versions.get()
    path = Path(default_storage.path(version.blob.path))
    path.write_bytes(b"other")

    with pytest.raises(BytesLostError):
        bytes_of(version)

    path.unlink()
    with pytest.raises(BytesLostError):
        bytes_of(version)


def test_the_regular_check_names_bytes_that_were_changed_on_the_disk_or_are_gone() -> None:
    blob = make().versions.get().blob
    path = Path(default_storage.path(blob.path))
    assert list(look_at_bytes()) == []

    path.write_bytes(b"other")
    (changed,) = look_outside()
    assert (changed.code, changed.key) == ("bytes-differ", blob.sha256)
    assert changed.found == hashlib.sha256(b"other").hexdigest()

    path.unlink()
    (gone,) = look_outside()
    assert (gone.code, gone.key) == ("bytes-missing", blob.sha256)


def test_a_version_that_was_pointed_at_other_bytes_is_named_by_the_check() -> None:
    version, other = make().versions.get(), make("council_minutes").versions.get()
    assert hold().findings == []

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE documents_version DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE documents_version SET blob_id = %s WHERE id = %s", [other.blob_id, version.pk]
        )

    found = {(one.model, one.key, one.column) for one in hold().findings}
    assert ("documents.version", f"{version.document.code}/1", "sha256") in found


def test_a_document_made_again_keeps_its_first_version() -> None:
    document = make()
    data = {**SAMPLES["silence_record"], "text": "Se propuso otra cosa."}

    remake_document(document, data=data, at=AT, actor=SECRETARY, reason="Decía otra cosa.")

    first, second = document.versions.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert remade(first) == bytes_of(first) != bytes_of(second) == remade(second)
    assert second.reason == "Decía otra cosa."
    assert [verb for verb, _fact in facts()] == ["document.made", "document.remade"]


@pytest.mark.parametrize(
    ("actor", "reason", "refusal"),
    [(VISITOR, "Por algo.", NotAllowedError), (SECRETARY, "", BadInputError)],
)
def test_a_refused_remaking_leaves_no_trace(
    actor: Actor, reason: str, refusal: type[AlamedaError]
) -> None:
    document = make()

    with pytest.raises(refusal):
        remake_document(document, data=SAMPLES["silence_record"], at=AT, actor=actor, reason=reason)

    assert document.versions.count() == 1
    assert Entry.objects.count() == 1


def test_who_may_not_read_a_document_does_not_remake_it() -> None:
    document = make(visibility="reserved")

    with pytest.raises(NotAllowedError):
        remake_document(
            document, data=SAMPLES["silence_record"], at=AT, actor=PLANNER, reason="Por algo."
        )

    assert document.versions.count() == 1


def test_of_a_reserved_document_the_record_knows_only_a_salted_digest() -> None:
    document = make(visibility="reserved", title="Un título que nadie lee")
    version = document.versions.get()

    [(_verb, fact)] = facts()
    assert len(fact.pop("row_digest")) == DIGEST_LETTERS
    assert fact == {
        "about": "",
        "visibility": "reserved",
        "version": 1,
        "sha256": "",
        "content_digest": salted(version.blob.sha256, salt=version.salt),
        "size": None,
        "template": "",
        "template_version": None,
        "engine": version.engine,
    }


def test_the_database_keeps_a_version_as_it_was_made() -> None:
    version = make(actor=SYSTEM).versions.get()

    for row, change in ((version, {"file_name": "b.pdf"}), (version.blob, {"sha256": "0" * 64})):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**change)


def test_another_program_is_said_instead_of_other_bytes() -> None:
    version = make().versions.get()
    version.engine = "typst 0.1.0"

    with pytest.raises(RuleBrokenError):
        remade(version)
