"""The log over HTTP: exact bytes at the addresses of C2SP tlog-tiles."""

from __future__ import annotations

from base64 import b64encode

import pytest
from django.test import Client

from alameda.foundation.access import Access, access_of
from alameda.record import selectors, views
from alameda.record.models import Leaf
from alameda.record.rules import merkle, tiles, verifier
from alameda.record.rules.note import parse_verifier_key
from alameda.record.rules.verifier import MissingError
from alameda.record.tests.conftest import Cheat, Grow

pytestmark = pytest.mark.django_db
SIZE = 300


@pytest.fixture
def log(grow: Grow) -> None:
    """One full tile and a partial one."""
    grow(SIZE)


def over_http(client: Client) -> verifier.Fetch:
    def fetch(path: str) -> bytes:
        answer = client.get(f"/record/{path}")
        if answer.status_code == 404:
            raise MissingError(path)
        return bytes(answer.content)

    return fetch


def leaf_hashes() -> list[bytes]:
    return [bytes(one) for one in Leaf.objects.values_list("hash", flat=True)]


@pytest.mark.usefixtures("log")
def test_the_checkpoint_is_three_lines_its_moment_and_a_signature(client: Client) -> None:
    answer = client.get("/record/checkpoint")

    root = b64encode(merkle.root_of(leaf_hashes())).decode()
    text, _, signature = answer.content.decode().partition("\n\n")
    *lines, moment = text.split("\n")
    assert lines == ["gob.example/record", "300", root]
    assert moment.startswith("signed 20")
    assert signature.startswith("— gob.example/record ")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=2"
    key = parse_verifier_key(client.get("/record/key").content.decode())
    assert key.name == "gob.example/record"
    assert verifier.read_checkpoint(answer.content, key).size == SIZE


@pytest.mark.usefixtures("log")
def test_tiles_are_exact_to_the_byte(client: Client) -> None:
    hashes = leaf_hashes()
    first = merkle.root_of(hashes[:256])

    for path, content in {
        "0/000": b"".join(hashes[:256]),
        "0/000.p/3": b"".join(hashes[:3]),
        "0/001.p/44": b"".join(hashes[256:]),
        "0/001.p/1": hashes[256],
        "1/000.p/1": first,
    }.items():
        answer = client.get(f"/record/tile/{path}")
        assert answer.content == content, path
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.usefixtures("log")
def test_bundles_are_exact_to_the_byte(client: Client) -> None:
    entries = [bytes(raw) for raw in Leaf.objects.values_list("entry__leaf", flat=True)]

    for path, part in {
        "000": entries[:256],
        "000.p/2": entries[:2],
        "001.p/44": entries[256:],
    }.items():
        answer = client.get(f"/record/tile/entries/{path}")
        assert answer.content == tiles.encode_bundle(part)
        assert answer["Content-Type"] == "application/octet-stream"


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    "path",
    [
        "0/001",
        "0/001.p/45",
        "0/002.p/1",
        "0/x001/000",
        "1/000",
        "1/000.p/2",
        "2/000.p/1",
        "63/000.p/1",
        "64/000.p/1",
        "0/0",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/1/2",
        "00/000",
        "-1/000",
        "entries/001",
        "entries/001.p/45",
        "entries/1",
        "data/000",
        "0/../0/000",
        "0/%30%30%30x",
        "0/" + "x999/" * 60 + "999",
        "0/\N{ARABIC-INDIC DIGIT ZERO}00",
        "0/000\x00",
    ],
)
def test_what_the_log_does_not_have_is_not_found_and_not_kept(client: Client, path: str) -> None:
    answer = client.get(f"/record/tile/{path}")

    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_before_the_first_signature_there_is_a_key_and_no_checkpoint(client: Client) -> None:
    assert client.get("/record/checkpoint").status_code == 404
    assert client.get("/record/tile/0/000.p/1").status_code == 404
    assert client.get("/record/key").status_code == 200


def test_an_empty_log_has_a_checkpoint_and_no_tile(client: Client, grow: Grow) -> None:
    grow(0)

    assert b"\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n" in (
        client.get("/record/checkpoint").content
    )
    assert client.get("/record/tile/0/000.p/1").status_code == 404


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("path", ["checkpoint", "key", "tile/0/000"])
def test_the_files_are_only_read(client: Client, path: str) -> None:
    assert client.post(f"/record/{path}").status_code == 405
    assert client.head(f"/record/{path}").status_code == 200
    assert client.get(f"/en/record/{path}").status_code == 404


@pytest.mark.usefixtures("log")
def test_the_whole_log_verifies_over_http(client: Client) -> None:
    fetch = over_http(client)
    key = selectors.verifier_key()

    assert verifier.verify_log(fetch, key).checked == SIZE
    assert verifier.verify_log(fetch, key).is_good
    assert verifier.verify_inclusion(fetch, key, index=299).is_good


@pytest.mark.usefixtures("log")
def test_a_lost_entry_is_named_over_http(client: Client, cheat: Cheat) -> None:
    with cheat() as cursor:
        cursor.execute(
            "DELETE FROM record_entry"
            " WHERE id = (SELECT entry_id FROM record_leaf WHERE index = 123)"
        )

    report = verifier.verify_log(over_http(client), selectors.verifier_key())
    assert [(one.code, one.index) for one in report.findings] == [("entry-missing", 123)]
    assert client.get("/record/tile/entries/000.p/123").status_code == 200
    assert client.get("/record/tile/entries/000.p/124").status_code == 404


def test_every_view_is_declared_public() -> None:
    for view in (views.index, views.entry, views.checkpoint, views.tile, views.key):
        assert access_of(view) == Access(is_public=True)
