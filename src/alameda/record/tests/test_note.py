"""Signed notes against the published examples of other implementations."""

from __future__ import annotations

from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from alameda.record.rules.note import (
    COSIGNATURE,
    Checkpoint,
    Note,
    NoteError,
    Signature,
    Signer,
    VerifierKey,
    parse_checkpoint,
    parse_note,
    parse_verifier_key,
)

# golang.org/x/mod/sumdb/note, its documentation's example.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SEED = b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_NOTE = GO_TEXT + (
    "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# C2SP signed-note, its test vector.
C2SP_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONnc"
    "AlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# A checkpoint of a public certificate log, cosigned by public witnesses.
LOG_KEY = (
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
)
WITNESS_KEY = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
OTHER_WITNESS_KEY = "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv"
LOG_NOTE = """\
arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbd\
Q3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygN\
I75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTyn\
k5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2T\
UFucgKi7lI7cUiOvKFYe/TmN9DAg==
"""


@pytest.mark.parametrize(("key", "note"), [(GO_KEY, GO_NOTE), (C2SP_KEY, C2SP_NOTE)])
def test_a_published_note_holds_and_reads_back_byte_for_byte(key: str, note: str) -> None:
    parsed = parse_note(note.encode())

    assert len(parsed.verified([parse_verifier_key(key)])) == 1
    assert str(parsed) == note
    assert str(parse_verifier_key(key)) == key


def test_signing_the_published_text_gives_the_published_note() -> None:
    signer = Signer("PeterNeumann", Ed25519PrivateKey.from_private_bytes(GO_SEED))

    assert str(Note(GO_TEXT, (signer.sign(GO_TEXT),))) == GO_NOTE
    assert str(signer.verifier_key) == GO_KEY


def test_a_cosigned_checkpoint_holds_for_its_log_and_for_each_witness() -> None:
    note = parse_note(LOG_NOTE.encode())
    keys = [parse_verifier_key(text) for text in (LOG_KEY, WITNESS_KEY, OTHER_WITNESS_KEY)]

    assert [one.name for one in note.verified(keys)] == [key.name for key in keys]
    assert keys[1].algorithm == COSIGNATURE
    checkpoint = parse_checkpoint(note)
    assert (checkpoint.origin, checkpoint.size) == (keys[0].name, 1_432_088_532)
    assert note.text == checkpoint.text


@pytest.mark.parametrize("key", [LOG_KEY, WITNESS_KEY])
def test_a_checkpoint_changed_after_signing_is_refused(key: str) -> None:
    note = parse_note(LOG_NOTE.replace("1432088532", "1432088533").encode())

    with pytest.raises(NoteError, match="does not hold"):
        note.verified([parse_verifier_key(key)])


def test_a_cosignature_covers_its_time() -> None:
    key = parse_verifier_key(WITNESS_KEY)
    (signature,) = parse_note(LOG_NOTE.encode()).verified([key])
    later = signature.raw[:7] + bytes([signature.raw[7] ^ 1]) + signature.raw[8:]

    with pytest.raises(NoteError, match="does not hold"):
        Note(
            parse_note(LOG_NOTE.encode()).text, (Signature(key.name, key.key_id, later),)
        ).verified([key])


def test_signatures_of_unknown_keys_are_passed_over_and_never_enough() -> None:
    note = parse_note(LOG_NOTE.encode())

    assert len(note.verified([parse_verifier_key(WITNESS_KEY)])) == 1
    with pytest.raises(NoteError, match="No signature"):
        note.verified([parse_verifier_key(GO_KEY)])


def test_one_bad_signature_of_a_known_key_spoils_the_note() -> None:
    signer = Signer("log.example", Ed25519PrivateKey.from_private_bytes(bytes(32)))
    good = signer.sign("text\n")
    bad = Signature(good.name, good.key_id, bytes(64))

    with pytest.raises(NoteError, match="does not hold"):
        Note("text\n", (good, bad)).verified([signer.verifier_key])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"\n\n",
        GO_NOTE.encode()[:-1],
        GO_NOTE.replace("— ", "- ").encode(),
        GO_NOTE.replace("PeterNeumann ", "Peter Neumann ").encode(),
        GO_NOTE.replace("PeterNeumann ", "Peter+Neumann ").encode(),
        GO_NOTE.replace("JnAM=", "JnAM").encode(),
        GO_NOTE.replace("JnAM=", "JnAN=").encode(),
        GO_NOTE.replace("If you", "If\tyou").encode(),
        GO_NOTE.replace("If you", "If\x00you").encode(),
        GO_NOTE.encode().replace(b"If", b"\xff\xfe"),
        b"text\n\n\xe2\x80\x94 name AAAA\n",
        ("text\n\n" + "— name AAAAAAAA\n" * 65).encode(),
    ],
)
def test_what_has_not_the_form_of_a_note_is_refused(raw: bytes) -> None:
    with pytest.raises(NoteError):
        parse_note(raw)


def test_any_part_of_a_verifier_key_is_no_verifier_key() -> None:
    for start in range(len(GO_KEY)):
        for end in range(start + 1, len(GO_KEY) + 1):
            if (start, end) != (0, len(GO_KEY)):
                with pytest.raises(NoteError):
                    parse_verifier_key(GO_KEY[start:end])


@pytest.mark.parametrize(
    "text",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Otro+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_verifier_key_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        parse_verifier_key(text)


ROOT = "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro="


@pytest.mark.parametrize(
    "text",
    [
        "log\n5\n",
        f"log\n05\n{ROOT}\n",
        f"log\n-5\n{ROOT}\n",
        f"log\n٥\n{ROOT}\n",
        f"\n5\n{ROOT}\n",
        "log\n5\nAAAA\n",
        f"log\n5\n{ROOT}\n\nmore\n",
        f"log\n5\n{ROOT} \n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        parse_checkpoint(Note(text, ()))


def test_a_checkpoint_may_carry_further_lines() -> None:
    note = Note(f"log\n0\n{ROOT}\nmore\n", ())

    assert parse_checkpoint(note) == Checkpoint("log", 0, b64decode(ROOT))


def test_a_name_that_would_break_the_note_cannot_sign() -> None:
    signer = Signer("log example", Ed25519PrivateKey.from_private_bytes(bytes(32)))

    with pytest.raises(NoteError, match="neither spaces"):
        Checkpoint("log", 0, b64decode(ROOT)).signed_by(signer)
    assert VerifierKey("a", bytes(32)).key_id != VerifierKey("a", bytes(32), COSIGNATURE).key_id
