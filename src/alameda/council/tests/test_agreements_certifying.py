"""Agreements are edited until they are certified, certified once, and public from then or later."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from alameda.council.actions.agreements import (
    certify_agreement,
    edit_agreement_text,
    publish_agreement,
)
from alameda.council.models import Agreement, Vote
from alameda.council.selectors.agreements import days_to_certify, get_agreement, publication_clock
from alameda.council.tests.factories import GOVERNOR, SECRETARY
from alameda.council.tests.papers import Press
from alameda.council.tests.stages import issued
from alameda.foundation.actor import VISITOR, Actor
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
    StaleError,
)
from alameda.foundation.written import salted_digest
from alameda.record.models import Entry
from alameda.thread.models import Subject

pytestmark = [pytest.mark.usefixtures("press"), pytest.mark.acts_told]


@pytest.mark.django_db
def test_the_text_is_edited_before_it_is_certified_and_never_after(press: Press) -> None:
    agreement = issued()
    before = agreement.text

    edited = edit_agreement_text(agreement, text=" Se aprueba así. ", actor=SECRETARY)
    assert edited.text == "Se aprueba así."
    entry = Entry.objects.get(verb="agreement_text.edited")
    assert entry.payload["before_digest"] == salted_digest(before, salt=agreement.salt)
    assert entry.payload["before_sha256"] == entry.payload["text_sha256"] == ""
    certify_agreement(agreement, actor=SECRETARY)
    count = Entry.objects.count()

    with pytest.raises(RuleBrokenError, match=agreement.code):
        edit_agreement_text(agreement, text="Se aprueba de otro modo.", actor=SECRETARY)
    with pytest.raises(IntegrityError, match="cannot change"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(text="Por fuera.")

    agreement.refresh_from_db()
    assert agreement.text == "Se aprueba así."
    assert press.printed[0]["text"] == "Se aprueba así."
    assert Entry.objects.count() == count


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("actor", "text", "refusal"),
    [
        (VISITOR, "Se aprueba.", NotAllowedError),
        (SECRETARY, " ", BadInputError),
        (SECRETARY, "x" * 12_001, BadInputError),
        (SECRETARY, "a\x00b", BadInputError),
    ],
)
def test_a_refused_edit_leaves_no_trace(
    actor: Actor, text: str, refusal: type[AlamedaError]
) -> None:
    agreement = issued()
    count = Entry.objects.count()

    with pytest.raises(refusal):
        edit_agreement_text(agreement, text=text, actor=actor)

    before = agreement.text
    agreement.refresh_from_db()
    assert agreement.text == before
    assert Entry.objects.count() == count


@pytest.mark.django_db
def test_certifying_makes_the_certificate_and_publishes(press: Press) -> None:
    agreement = issued()
    Vote.objects.update(explanation=[{"key": "present", "count": 5}])

    done = certify_agreement(agreement, actor=SECRETARY)

    assert done.certificate is not None
    assert done.published_at == done.certified_at
    done.item.refresh_from_db()
    assert done.item.state == "certified"
    assert Subject.objects.get(code=done.code).visibility == Subject.Visibility.PUBLIC
    entry = Entry.objects.get(subject=done.code, verb="agreement.certified")
    blob = done.certificate.versions.get().blob
    assert entry.payload["certificate_sha256"] == blob.sha256
    assert entry.payload["text_sha256"] == sha256(done.text.encode()).hexdigest()
    assert entry.payload["salt"] == done.salt
    assert entry.payload["is_same_day"] is False  # the session of the test is of another day
    (data,) = press.printed
    assert data["counts"][0] == {"label": "A favor", "value": 4}
    assert sum(count["value"] for count in data["counts"]) == data["present"] == 5
    assert len(data["names"]["A favor"]) == 4
    assert "Abstención" not in data["names"]
    assert data["check_url"].endswith(f"/consejo/acuerdos/{done.code}/")
    assert data["outcome_words"] == "Aprobado"
    assert data["majority_words"] == "más de la mitad de quienes están presentes"
    assert data["explanation"] == ["Al votar había 5 integrantes presentes."]
    assert days_to_certify(done) == (timezone.localdate() - done.agreed_on).days


@pytest.mark.django_db
def test_certified_first_and_published_later() -> None:
    agreement = certify_agreement(issued(), publishes=False, actor=SECRETARY)
    with pytest.raises(NotFoundError):
        get_agreement(agreement.code, actor=VISITOR)

    done = publish_agreement(agreement, actor=SECRETARY)

    assert get_agreement(agreement.code, actor=VISITOR) == done
    entry = Entry.objects.get(subject=done.code, verb="agreement.published")
    assert entry.payload["due_on"] == "2026-04-15"
    assert entry.payload["is_late"] is True


@pytest.mark.django_db
def test_what_is_not_ready_or_is_done_is_refused_without_a_trace(press: Press) -> None:
    agreement = issued()
    count = Entry.objects.count()

    with pytest.raises(NotAllowedError):
        certify_agreement(agreement, actor=GOVERNOR)
    with pytest.raises(NotAllowedError):
        publish_agreement(agreement, actor=VISITOR)
    with pytest.raises(RuleBrokenError):
        publish_agreement(agreement, actor=SECRETARY)
    assert (Entry.objects.count(), len(press.printed)) == (count, 0)

    certify_agreement(agreement, actor=SECRETARY)
    count = Entry.objects.count()
    with pytest.raises(StaleError):
        certify_agreement(agreement, actor=SECRETARY)
    with pytest.raises(StaleError):
        publish_agreement(agreement, actor=SECRETARY)
    assert (Entry.objects.count(), len(press.printed)) == (count, 1)


@pytest.mark.django_db
def test_a_draft_is_seen_by_the_council_and_by_nobody_else() -> None:
    agreement = issued()

    assert get_agreement(agreement.code, actor=SECRETARY) == agreement
    for code in (agreement.code, "A-2026-4999", "\x00"):
        with pytest.raises(NotFoundError):
            get_agreement(code, actor=VISITOR)


@pytest.mark.django_db
def test_the_clock_of_publication_counts_working_days_and_stops() -> None:
    agreement = issued()

    running = publication_clock(agreement).reading(date(2026, 4, 14))
    assert (running.due_on, running.days_left, running.is_late) == (date(2026, 4, 15), 1, False)
    assert publication_clock(agreement).reading(date(2026, 4, 16)).is_late

    agreement.published_at = datetime(2026, 4, 13, 12, tzinfo=UTC)
    assert publication_clock(agreement).reading(date(2026, 6, 1)).is_late is False
