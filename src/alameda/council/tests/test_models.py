"""What the database itself keeps true."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from alameda.council.models import Agreement, Vote
from alameda.council.tests.factories import (
    AgreementFactory,
    make_council,
    make_open_session,
    make_vote,
)

pytestmark = pytest.mark.django_db


def _agreement() -> Agreement:
    body, members = make_council(5)
    session, (item,) = make_open_session(body, members)
    vote = make_vote(session, item, dict.fromkeys(members, "favour"))
    return AgreementFactory.create(item=item, vote=vote, session=session)


def test_the_words_of_a_certified_agreement_stay() -> None:
    agreement = _agreement()
    Agreement.objects.filter(pk=agreement.pk).update(text="Antes", certified_at=timezone.now())

    with pytest.raises(IntegrityError, match="cannot change"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(text="Después")
    with pytest.raises(IntegrityError, match="cannot be deleted"), transaction.atomic():
        agreement.delete()

    agreement.refresh_from_db()
    assert agreement.text == "Antes"
    Agreement.objects.filter(pk=agreement.pk).update(published_at=timezone.now())


def test_a_closed_vote_adds_up_to_those_present() -> None:
    vote = _agreement().vote

    with pytest.raises(IntegrityError, match="vote_adds_up_to_present"), transaction.atomic():
        Vote.objects.filter(pk=vote.pk).update(favour=1)

    Vote.objects.filter(pk=vote.pk).update(favour=1, is_inconsistent=True)


def test_an_agreement_is_found_by_its_words() -> None:
    agreement = _agreement()
    Agreement.objects.filter(pk=agreement.pk).update(title="Concesión en Ñuñoa")

    assert Agreement.objects.filter(search="nunoa").count() == 0  # the plain configuration
    found = Agreement.objects.extra(where=["search @@ websearch_to_tsquery('alameda_es', 'nunoa')"])
    assert found.count() == 1
