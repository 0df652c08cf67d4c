"""A new agreement corrects a certified one: said, unsaid, and only true once it is certified."""

from __future__ import annotations

import pytest

from alameda.council.actions import papers
from alameda.council.actions.agreements import (
    certify_agreement,
    correct_agreement,
    drop_correction,
    issue_agreements,
)
from alameda.council.models import AgendaItem, Agreement
from alameda.council.rules.agreement_codes import agreement_code
from alameda.council.selectors.agreements import correction_of
from alameda.council.tests.factories import (
    GOVERNOR,
    SECRETARY,
    make_council,
    make_open_session,
    make_vote,
)
from alameda.council.tests.papers import Press
from alameda.foundation.errors import NotAllowedError, RuleBrokenError
from alameda.record.models import Entry
from alameda.thread.models import Link


@pytest.fixture(autouse=True)
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    """Certificates without drawing them."""
    made = Press()
    monkeypatch.setattr(papers, "make_paper", made)
    return made


def agreements(count: int) -> list[Agreement]:
    """So many agreements of one session, none of them certified."""
    body, members = make_council(5, has_governor=False)
    session, items = make_open_session(body, members, items=count)
    found = []
    for item in items:
        vote = make_vote(session, item, dict.fromkeys(members, "favour"))
        AgendaItem.objects.filter(pk=item.pk).update(state="voted")
        found += issue_agreements(vote, actor=SECRETARY)
    return found


def trace() -> tuple[int, int, int]:
    corrected = Agreement.objects.filter(corrects__isnull=False).count()
    return Entry.objects.count(), corrected, Link.objects.filter(kind="supersedes").count()


@pytest.mark.django_db
def test_until_its_certificate_a_correction_is_only_said() -> None:
    old, new = agreements(2)
    old = certify_agreement(old, actor=SECRETARY)

    new = correct_agreement(old, by=new, actor=SECRETARY)

    assert "corrige y reemplaza el acuerdo" in new.text
    assert not Link.objects.filter(kind="supersedes").exists()
    assert not Entry.objects.filter(verb="agreement.corrected").exists()

    certify_agreement(new, actor=SECRETARY)

    link = Link.objects.get(kind="supersedes")
    assert (link.source, link.target) == (new.subject, old.subject)
    assert Entry.objects.get(verb="agreement.corrected").payload["by"] == new.code
    assert correction_of(old, actor=SECRETARY) == new


@pytest.mark.django_db
def test_what_was_said_wrongly_is_unsaid_and_its_sentence_goes() -> None:
    old, new = agreements(2)
    before = new.text
    old = certify_agreement(old, actor=SECRETARY)
    new = correct_agreement(old, by=new, actor=SECRETARY)

    new = drop_correction(new, actor=SECRETARY)

    assert (new.corrects, new.text) == (None, before)
    certify_agreement(new, actor=SECRETARY)
    assert not Link.objects.filter(kind="supersedes").exists()
    assert correction_of(old, actor=SECRETARY) is None


@pytest.mark.django_db
def test_what_corrects_nothing_or_is_certified_has_nothing_to_unsay() -> None:
    old, new, plain = agreements(3)
    old = certify_agreement(old, actor=SECRETARY)
    new = correct_agreement(old, by=new, actor=SECRETARY)
    before = trace()

    with pytest.raises(NotAllowedError):
        drop_correction(new, actor=GOVERNOR)
    with pytest.raises(RuleBrokenError):
        drop_correction(plain, actor=SECRETARY)
    assert trace() == before

    certify_agreement(new, actor=SECRETARY)
    before = trace()
    with pytest.raises(RuleBrokenError, match=new.code):
        drop_correction(new, actor=SECRETARY)
    assert trace() == before


@pytest.mark.django_db
def test_two_agreements_do_not_correct_the_same_one() -> None:
    old, first, second = agreements(3)
    old = certify_agreement(old, actor=SECRETARY)
    correct_agreement(old, by=first, actor=SECRETARY)
    before = trace()

    with pytest.raises(RuleBrokenError, match=first.code):
        correct_agreement(old, by=second, actor=SECRETARY)
    assert trace() == before

    # Said in another way, as an import could: its certificate would not be true either.
    Agreement.objects.filter(pk=second.pk).update(corrects=old)
    second.refresh_from_db()
    before = trace()
    with pytest.raises(RuleBrokenError, match=first.code):
        certify_agreement(second, actor=SECRETARY)
    assert trace() == before


@pytest.mark.django_db
def test_one_agreement_corrects_one() -> None:
    old, other, new = agreements(3)
    old = certify_agreement(old, actor=SECRETARY)
    other = certify_agreement(other, actor=SECRETARY)
    correct_agreement(old, by=new, actor=SECRETARY)
    before = trace()

    with pytest.raises(RuleBrokenError, match=old.code):
        correct_agreement(other, by=new, actor=SECRETARY)
    assert trace() == before


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("82/2026", "A-2026-0082"),
        (" N° 82 de 2026 ", "A-2026-0082"),
        ("acuerdo nº 7/2025", "A-2025-0007"),
        ("82-2026", "A-2026-0082"),
        ("a-2026-0082", "A-2026-0082"),
        ("A 2026 0082", "A20260082"),
        ("el de la plaza", "ELDELAPLAZA"),
        ("", ""),
    ],
)
def test_the_number_of_an_agreement_is_read_as_people_write_it(typed: str, code: str) -> None:
    assert agreement_code(typed) == code
