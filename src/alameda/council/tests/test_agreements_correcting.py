"""A new agreement corrects a certified one: said, unsaid, and only true once it is certified."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alameda.council.actions.agreements import (
    certify_agreement,
    correct_agreement,
    drop_correction,
)
from alameda.council.models import Agreement
from alameda.council.rules.agreement_codes import agreement_code
from alameda.council.selectors.agreements import correction_of
from alameda.council.tests.factories import GOVERNOR, SECRETARY
from alameda.council.tests.stages import another, issued, verbs
from alameda.foundation.actor import VISITOR
from alameda.foundation.errors import NotAllowedError, RuleBrokenError
from alameda.record.models import Entry
from alameda.thread.models import Link

pytestmark = pytest.mark.usefixtures("press")


def drafts(count: int) -> list[Agreement]:
    """So many agreements of one session, none of them certified."""
    first = issued()
    return [first, *(another(first) for _place in range(count - 1))]


def trace() -> tuple[int, int, int]:
    corrected = Agreement.objects.filter(corrects__isnull=False).count()
    return Entry.objects.count(), corrected, Link.objects.filter(kind="supersedes").count()


@pytest.mark.django_db
def test_a_certified_agreement_is_corrected_by_a_new_one() -> None:
    old = certify_agreement(issued(), actor=SECRETARY)
    new = another(old)

    done = correct_agreement(old, by=new, actor=SECRETARY)
    assert correction_of(old, actor=VISITOR) is None
    certify_agreement(done, actor=SECRETARY)

    assert done.corrects == old
    assert done.text.endswith(
        "El presente acuerdo corrige y reemplaza el acuerdo N°\u00a01 (A-2026-0001), de 8 de abril"
        " de 2026."
    )
    assert correction_of(old, actor=VISITOR) == done
    assert Link.objects.filter(source=done.subject, kind="supersedes", target=old.subject).exists()
    assert "agreement.corrected" in verbs(old.code)
    text = old.text
    old.refresh_from_db()
    assert old.text == text


@pytest.mark.django_db
def test_a_wrong_correction_is_refused_without_a_trace() -> None:
    draft = issued()
    old = certify_agreement(another(draft), actor=SECRETARY)
    refused = another(draft, outcome="refused")
    certified = certify_agreement(another(draft), actor=SECRETARY)
    earlier = another(draft)
    Agreement.objects.filter(pk=earlier.pk).update(agreed_on=old.agreed_on - timedelta(days=1))
    count = Entry.objects.count()

    wrong = [(draft, refused), (old, old), (old, refused), (old, certified), (old, earlier)]
    for bad, by in wrong:
        with pytest.raises(RuleBrokenError):
            correct_agreement(bad, by=by, actor=SECRETARY)
    with pytest.raises(NotAllowedError):
        correct_agreement(old, by=draft, actor=GOVERNOR)

    assert not Agreement.objects.filter(corrects__isnull=False).exists()
    assert not Link.objects.filter(kind="supersedes").exists()
    assert Entry.objects.count() == count

    correct_agreement(old, by=draft, actor=SECRETARY)
    with pytest.raises(RuleBrokenError, match=draft.code):
        correct_agreement(old, by=another(draft), actor=SECRETARY)


@pytest.mark.django_db
def test_until_its_certificate_a_correction_is_only_said() -> None:
    old, new = drafts(2)
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
    old, new = drafts(2)
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
    old, new, plain = drafts(3)
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
    old, first, second = drafts(3)
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
    old, other, new = drafts(3)
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
