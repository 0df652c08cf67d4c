"""What was agreed, on the session's screen: corrected, certified together, voted again on a tie."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alameda.council.actions.votes import open_vote
from alameda.council.models import Agreement, Councillor, Session, Vote
from alameda.council.selectors.orders import orders_on
from alameda.council.tests.factories import SECRETARY
from alameda.desk.tests.walking import Walker, make_session, room, said
from alameda.record.models import Entry
from alameda.thread.models import Link

pytestmark = pytest.mark.django_db


def page(vote: Vote) -> str:
    return f"/mesa/consejo/votaciones/{vote.code}/"


def vote_all(secretary: Walker, vote: Vote, members: list[Councillor], *, favour: int = 6) -> Vote:
    """Call the roll of a vote and close it."""
    ways = ["favour"] * favour + ["against"] * (len(members) - favour)
    secretary.open(page(vote))
    secretary.call({member.code: way for member, way in zip(members, ways, strict=True)})
    secretary.do("close")
    vote.refresh_from_db()
    return vote


def agreed(items: int, *, together: bool) -> tuple[Walker, Session, list[Agreement]]:
    """A session whose items were voted, together or apart, and issued."""
    session, members, made = make_session(items=items)
    secretary = Walker("council_secretary")
    groups = [made] if together else [[item] for item in made]
    for group in groups:
        vote = open_vote(session, items=group, actor=SECRETARY)
        vote_all(secretary, vote, members[:6])
        secretary.open(room(session))
        secretary.do("issue", vote.pk)
    return secretary, session, list(Agreement.objects.order_by("pk"))


def test_the_secretary_says_which_agreement_a_new_one_corrects() -> None:
    secretary, session, (old, new) = agreed(2, together=False)
    secretary.do("certify", old.pk)

    secretary.do("corrects", new.pk, number=f"{old.number}/{old.year}")

    new.refresh_from_db()
    assert new.corrects == old
    assert f"corrige {old.code}: «{old.title}»" in secretary.html
    secretary.open(room(session))
    secretary.do("certify", new.pk)
    assert Link.objects.filter(kind="supersedes", target=old.subject).exists()
    public = secretary.open(old.get_absolute_url())
    assert new.code in public


def test_a_number_that_leads_nowhere_is_told_beside_it_and_kept() -> None:
    secretary, session, (old, new) = agreed(2, together=False)
    before = Entry.objects.count()

    for number in ("999/2026", "el de la plaza", "\x00", f"{old.number}/{old.year}"):
        secretary.open(room(session))
        secretary.do("corrects", new.pk, status=422, number=number)
        assert said(secretary.html)
    assert f'value="{old.number}/{old.year}"' in secretary.html

    new.refresh_from_db()
    assert new.corrects is None
    assert Entry.objects.count() == before


def test_a_correction_noted_by_mistake_is_taken_back() -> None:
    secretary, session, (old, new) = agreed(2, together=False)
    secretary.do("certify", old.pk)
    text = new.text
    secretary.do("corrects", new.pk, number=old.code)
    secretary.open(room(session))

    secretary.do("drop", new.pk)

    new.refresh_from_db()
    assert (new.corrects, new.text) == (None, text)


def test_what_was_refused_is_not_offered_as_a_correction() -> None:
    session, members, items = make_session()
    secretary = Walker("council_secretary")
    vote_all(secretary, open_vote(session, items=items, actor=SECRETARY), members[:6], favour=1)
    secretary.open(room(session))
    secretary.do("issue")

    with pytest.raises(AssertionError, match="no form 'corrects'"):
        secretary.sent("corrects")


def test_the_agreements_of_one_vote_are_certified_together() -> None:
    secretary, _session, made = agreed(3, together=True)

    secretary.do("certify_all", made[0].vote_id)

    assert Agreement.objects.filter(certified_at=None).count() == 0
    assert Agreement.objects.exclude(published_at=None).count() == 3
    assert "3 acuerdos certificados" in secretary.html


def test_together_means_all_of_them_or_none() -> None:
    secretary, _session, made = agreed(3, together=True)
    # The last one cannot be certified: what it corrects is not certified itself.
    Agreement.objects.filter(pk=made[2].pk).update(corrects=made[1])
    Agreement.objects.filter(pk=made[1].pk).update(corrects=made[2])
    before = Entry.objects.count()

    secretary.do("certify_all", made[0].vote_id, status=422)

    assert said(secretary.html)
    assert Agreement.objects.exclude(certified_at=None).count() == 0
    assert Entry.objects.count() == before


def test_one_of_them_can_be_certified_alone() -> None:
    secretary, session, made = agreed(2, together=True)

    secretary.do("certify", made[1].pk)

    assert list(Agreement.objects.exclude(certified_at=None)) == [made[1]]
    secretary.open(room(session))
    secretary.do("certify", made[0].pk)  # alone now: no button for several
    assert Agreement.objects.filter(certified_at=None).count() == 0


def tied() -> tuple[Walker, Vote, list[Councillor]]:
    session, members, items = make_session()
    secretary = Walker("council_secretary")
    vote = open_vote(session, items=items, actor=SECRETARY)
    return secretary, vote_all(secretary, vote, members[:6], favour=3), members[:6]


def test_a_tie_is_voted_again_with_one_button() -> None:
    secretary, first, members = tied()

    secretary.do("again")

    second = Vote.objects.latest("pk")
    assert (second.state, second.question) == ("open", first.question)
    assert list(second.items.all()) == list(first.items.all())
    vote_all(secretary, second, members, favour=4)
    assert second.outcome == "approved"
    old = secretary.open(page(first))
    assert page(second) in old
    with pytest.raises(AssertionError, match="no form 'tie'"):
        secretary.sent("tie")


def test_orders_that_ask_for_two_rounds_show_no_casting_vote_after_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secretary, first, members = tied()
    twice = replace(orders_on(first.held_on), tie_rounds=2)
    for place in ("desk.council.selectors.rolls", "council.actions.votes.closing"):
        monkeypatch.setattr(f"alameda.{place}.orders_on", lambda _day: twice)

    secretary.open(page(first))

    assert "pide 2 votaciones empatadas" in secretary.html
    with pytest.raises(AssertionError, match="no form 'tie'"):
        secretary.sent("tie")
    secretary.do("again")
    second = vote_all(secretary, Vote.objects.latest("pk"), members, favour=3)
    secretary.open(page(second))
    secretary.do("tie", choice="against")
    second.refresh_from_db()
    assert second.outcome == "refused"


def test_a_second_vote_is_not_opened_twice_nor_while_another_is_open() -> None:
    secretary, first, _members = tied()
    sent = secretary.sent("again")
    secretary.post(sent)
    secretary.open(page(first))
    before = (Vote.objects.count(), Entry.objects.count())

    secretary.post(sent)  # the same sending: it was done the first time
    secretary.url = page(first)
    secretary.post({**sent, "once": "another"}, status=409)

    assert (Vote.objects.count(), Entry.objects.count()) == before
