"""A certified agreement is corrected only by another one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alameda.council.actions.agreements import certify_agreement, correct_agreement
from alameda.council.models import Agreement
from alameda.council.selectors.agreements import correction_of
from alameda.council.tests.factories import GOVERNOR, SECRETARY
from alameda.council.tests.stages import another, issued, verbs
from alameda.foundation.actor import VISITOR
from alameda.foundation.errors import NotAllowedError, RuleBrokenError
from alameda.record.models import Entry
from alameda.thread.models import Link

pytestmark = pytest.mark.usefixtures("press")


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
