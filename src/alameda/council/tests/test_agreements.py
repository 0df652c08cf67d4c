"""Agreements: issued from a vote, certified once, public, and corrected only by another one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from alameda.council.actions import papers
from alameda.council.actions.agreements import (
    certify_agreement,
    correct_agreement,
    edit_agreement_text,
    issue_agreements,
    publish_agreement,
)
from alameda.council.models import AgendaItem, Agreement, Happening, Session, Vote
from alameda.council.selectors.agreements import (
    correction_of,
    days_to_certify,
    get_agreement,
    names_of_vote,
    publication_clock,
)
from alameda.council.tests.factories import (
    GOVERNOR,
    SECRETARY,
    BodyFactory,
    ItemFactory,
    SessionFactory,
    VoteFactory,
    make_council,
    make_open_session,
    make_vote,
)
from alameda.council.tests.papers import Press
from alameda.foundation.actor import VISITOR, Actor
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
    StaleError,
)
from alameda.record.models import Entry
from alameda.thread.models import Link, Subject
from alameda.thread.tests.factories import SubjectFactory

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries


@pytest.fixture(autouse=True)
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    """Certificates without drawing them."""
    made = Press()
    monkeypatch.setattr(papers, "make_paper", made)
    return made


def voted(
    *, favour: int = 4, against: int = 1, items: int = 1
) -> tuple[Session, list[AgendaItem], Vote]:
    """A vote of five that is closed, on items that are voted and have no agreement yet."""
    body, members = make_council(favour + against, has_governor=False)
    session, made = make_open_session(body, members, items=items)
    choices = {
        member: "favour" if place < favour else "against" for place, member in enumerate(members)
    }
    vote = make_vote(session, made[0], choices)
    vote.items.set(made)
    AgendaItem.objects.filter(session=session).update(state="voted")
    for item in made:
        item.refresh_from_db()
    return session, made, vote


def issued(*, favour: int = 4, against: int = 1) -> Agreement:
    _session, _items, vote = voted(favour=favour, against=against)
    return issue_agreements(vote, actor=SECRETARY)[0]


def another(agreement: Agreement, *, outcome: str = "approved") -> Agreement:
    """One more agreement of the same session."""
    session = agreement.session
    item = ItemFactory.create(body=session.body, session=session, state="voted")
    vote = VoteFactory.create(session=session, outcome=outcome)
    vote.items.add(item)
    return issue_agreements(vote, actor=SECRETARY)[0]


def verbs(code: str) -> list[str]:
    return list(Entry.objects.filter(subject=code).values_list("verb", flat=True))


@pytest.mark.django_db
def test_each_item_of_a_vote_gets_an_agreement_with_the_next_number() -> None:
    session, items, vote = voted(items=3)
    matter = SubjectFactory.create(kind="matter")
    AgendaItem.objects.filter(pk=items[0].pk).update(matter=matter, amount_clp=4_812_000_000)

    made = issue_agreements(vote, texts={items[2].code: " Otro texto. "}, actor=SECRETARY)

    assert [row.code for row in made] == ["A-2026-0001", "A-2026-0002", "A-2026-0003"]
    assert [row.number for row in made] == [1, 2, 3]
    assert made[0].text == (
        f"El Consejo Regional, en sesión ordinaria N°\u00a0{session.number}, celebrada el 8 de"
        " abril de 2026, con 4 votos a favor, 1 en contra y 0 abstenciones, acordó pronunciarse"
        f" favorablemente sobre la concesión del inmueble fiscal «{items[0].title}», por un monto"
        " de $\u00a04.812.000.000."
    )
    assert made[2].text == "Otro texto."
    assert made[0].publication_due_on == date(2026, 4, 15)
    assert made[0].subject.visibility == Subject.Visibility.INTERNAL
    assert {item.state for item in AgendaItem.objects.all()} == {"agreement_issued"}
    ties = Link.objects.values_list("source__code", "kind", "target__code")
    assert set(ties) == {
        (matter.code, "approved_by", "A-2026-0001"),
        *((row.code, "discussed_in", session.code) for row in made),
    }
    fact = Entry.objects.get(subject="A-2026-0003", verb="agreement.issued")
    assert fact.payload["text_sha256"] == sha256(b"Otro texto.").hexdigest()
    assert Happening.objects.filter(session=session, kind="agreement").count() == 3
    session.refresh_from_db()
    assert session.version == 2


@pytest.mark.django_db
def test_a_refused_matter_was_discussed_not_approved() -> None:
    _session, items, vote = voted(favour=2, against=3)
    matter = SubjectFactory.create(kind="matter")
    AgendaItem.objects.filter(pk=items[0].pk).update(matter=matter)

    (made,) = issue_agreements(vote, actor=SECRETARY)

    assert made.outcome == "refused"
    assert "pronunciarse desfavorablemente" in made.text
    assert Link.objects.get(source=matter).kind == "discussed_in"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("actor", "change", "texts", "refusal"),
    [
        (VISITOR, {}, {}, NotAllowedError),
        (GOVERNOR, {}, {}, NotAllowedError),
        (SECRETARY, {"state": "open", "outcome": ""}, {}, RuleBrokenError),
        (SECRETARY, {"state": "annulled"}, {}, RuleBrokenError),
        (SECRETARY, {"outcome": "tied"}, {}, RuleBrokenError),
        (SECRETARY, {}, {"I-0": "De otro punto."}, BadInputError),
    ],
)
def test_a_refused_issue_leaves_no_trace(
    actor: Actor, change: dict[str, str], texts: dict[str, str], refusal: type[AlamedaError]
) -> None:
    _session, items, vote = voted(items=2)
    if change:
        Vote.objects.filter(pk=vote.pk).update(**change)
    subjects = Subject.objects.count()

    with pytest.raises(refusal):
        issue_agreements(vote, texts=texts, actor=actor)

    assert not Agreement.objects.exists()
    assert not Entry.objects.exists()
    assert Subject.objects.count() == subjects
    items[0].refresh_from_db()
    assert items[0].state == "voted"


@pytest.mark.django_db
def test_an_empty_text_for_the_second_item_undoes_the_first() -> None:
    _session, items, vote = voted(items=2)

    with pytest.raises(BadInputError):
        issue_agreements(vote, texts={items[1].code: "  "}, actor=SECRETARY)

    assert not Agreement.objects.exists()
    assert not Entry.objects.exists()
    assert not Link.objects.exists()


@pytest.mark.django_db
def test_a_committee_makes_no_agreements() -> None:
    make_council(3)
    session = SessionFactory.create(body=BodyFactory.create(), kind="committee", state="open")
    item = ItemFactory.create(body=session.body, session=session, state="voted")
    vote = VoteFactory.create(session=session)
    vote.items.add(item)

    with pytest.raises(RuleBrokenError):
        issue_agreements(vote, actor=SECRETARY)

    assert not Agreement.objects.exists()


@pytest.mark.django_db
def test_a_vote_gives_its_agreements_once() -> None:
    agreement = issued()

    with pytest.raises(StaleError, match=agreement.code):
        issue_agreements(agreement.vote, actor=SECRETARY)

    assert Agreement.objects.count() == 1
    assert verbs(agreement.code).count("agreement.issued") == 1


@pytest.mark.django_db
def test_numbers_start_again_each_year() -> None:
    first = issued()
    item = ItemFactory.create(body=first.session.body, session=first.session, state="voted")
    vote = VoteFactory.create(session=first.session, held_on=date(2027, 1, 6))
    vote.items.add(item)

    (made,) = issue_agreements(vote, actor=SECRETARY)

    assert made.code == "A-2027-0001"


@pytest.mark.django_db(transaction=True)
def test_two_clerks_numbering_at_once_leave_neither_twins_nor_gaps() -> None:
    _session, _items, vote = voted(items=2)
    first = vote.session
    others = [SessionFactory.create(body=first.body, state="closed") for _each in range(3)]
    votes = [vote]
    for session in others:
        made = VoteFactory.create(session=session)
        made.items.add(ItemFactory.create(body=first.body, session=session, state="voted"))
        votes.append(made)
    barrier = Barrier(len(votes))

    def issue(one: Vote) -> list[int | None]:
        try:
            barrier.wait(timeout=10)
            return [row.number for row in issue_agreements(one, actor=SECRETARY)]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(votes)) as pool:
        numbers = [number for found in pool.map(issue, votes) for number in found]

    assert sorted(number or 0 for number in numbers) == [1, 2, 3, 4, 5]


@pytest.mark.django_db
def test_the_text_is_edited_before_it_is_certified_and_never_after(press: Press) -> None:
    agreement = issued()
    before = agreement.text

    edited = edit_agreement_text(agreement, text=" Se aprueba así. ", actor=SECRETARY)
    assert edited.text == "Se aprueba así."
    entry = Entry.objects.get(verb="agreement_text.edited")
    assert entry.payload["before_sha256"] == sha256(before.encode()).hexdigest()
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
    for code in (agreement.code, "A-2026-9999", "\x00"):
        with pytest.raises(NotFoundError):
            get_agreement(code, actor=VISITOR)


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
def test_the_clock_of_publication_counts_working_days_and_stops() -> None:
    agreement = issued()

    running = publication_clock(agreement).reading(date(2026, 4, 14))
    assert (running.due_on, running.days_left, running.is_late) == (date(2026, 4, 15), 1, False)
    assert publication_clock(agreement).reading(date(2026, 4, 16)).is_late

    agreement.published_at = datetime(2026, 4, 13, 12, tzinfo=UTC)
    assert publication_clock(agreement).reading(date(2026, 6, 1)).is_late is False


@pytest.mark.django_db
@pytest.mark.parametrize("members", [1, 20])
def test_the_names_of_a_vote_cost_one_query(
    members: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _session, _items, vote = voted(favour=members, against=1)

    with django_assert_num_queries(1):
        found = names_of_vote(vote)
        assert all(each.subject.code for each in found["favour"])

    assert (len(found["favour"]), len(found["against"]), found["recused"]) == (members, 1, [])
