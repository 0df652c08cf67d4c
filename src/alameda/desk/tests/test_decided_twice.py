"""A matter that ended is not decided again, and the desk says what to do instead."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alameda.council.actions.matters import move_matter, register_matter
from alameda.council.models import AgendaItem, Agreement, Matter, Session
from alameda.council.tests.factories import SECRETARY, ItemFactory, SessionFactory, make_council
from alameda.desk.tests.walking import Walker, make_session, room, said
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db
WHAT_TO_DO = (
    "ya terminó: «Respondida favorablemente». Si esto corrige el acuerdo que la terminó, anótelo"
    " primero. Una decisión nueva se ingresa como una materia nueva, sin este código."
)
WARNING = "un acuerdo sobre ella se certifica solo si corrige el que la terminó"


def matter() -> Matter:
    return register_matter(
        business="concession",
        title="Concesión de una ribera",
        received_on=timezone.localdate(),
        actor=SECRETARY,
    )


def end(row: Matter) -> None:
    move_matter(row, to="answered_yes", on=timezone.localdate(), actor=SECRETARY)


def issued(choice: str = "favour") -> tuple[Matter, Walker, Session, Agreement]:
    """A matter, and the secretary before an agreement on it, issued and not certified."""
    session, members, items = make_session()
    row = matter()
    AgendaItem.objects.filter(pk=items[0].pk).update(matter=row.subject, business=row.business)
    secretary = Walker("council_secretary")
    secretary.open(room(session))
    secretary.post({**secretary.sent("open_item"), "target": items[0].pk})
    secretary.do("vote")
    secretary.call({member.code: choice for member in members[:6]})
    secretary.do("close")
    secretary.open(room(session))
    secretary.do("issue")
    return row, secretary, session, Agreement.objects.get()


def test_an_agreement_on_a_matter_that_ended_is_not_certified_and_the_desk_says_why() -> None:
    row, secretary, session, agreement = issued()
    end(row)
    secretary.open(room(session))
    entries = Entry.objects.count()

    secretary.do("certify", agreement.pk, status=422)

    told = " ".join(said(secretary.html))
    assert f"{row.code} {WHAT_TO_DO}" in told
    assert "Cambió mientras usted estaba aquí" not in told
    agreement.refresh_from_db()
    assert (agreement.certified_at, agreement.certificate) == (None, None)
    row.refresh_from_db()
    assert (row.state, row.version) == ("answered_yes", 2)
    assert Entry.objects.count() == entries


def test_an_agreement_on_a_matter_that_waits_ends_it() -> None:
    row, secretary, _session, agreement = issued()

    secretary.do("certify", agreement.pk)

    agreement.refresh_from_db()
    row.refresh_from_db()
    assert (agreement.certified_at is None, row.state) == (False, "answered_yes")


def test_where_the_council_refuses_to_decide_again_the_matter_stays_as_it_ended() -> None:
    row, secretary, session, agreement = issued(choice="against")
    end(row)
    secretary.open(room(session))

    secretary.do("certify", agreement.pk)

    agreement.refresh_from_db()
    row.refresh_from_db()
    assert (agreement.outcome, agreement.certified_at is None) == ("refused", False)
    assert (row.state, row.version) == ("answered_yes", 2)


@pytest.mark.parametrize("is_ended", [True, False])
def test_who_enters_business_on_a_matter_that_ended_is_told_before_anybody_votes(
    *, is_ended: bool
) -> None:
    make_session()
    row = matter()
    if is_ended:
        end(row)
    secretary = Walker("council_secretary")
    secretary.open("/mesa/consejo/temas/nuevo/")

    secretary.do("enter", business="concession", title="Otra vez la ribera", matter=row.code)

    assert AgendaItem.objects.filter(matter=row.subject).count() == 1
    assert (WARNING in secretary.html) is is_ended


def test_business_put_straight_on_an_agenda_is_told_the_same() -> None:
    body, _members = make_council(3)
    session = SessionFactory.create(body=body, state="convened")
    row = matter()
    end(row)
    secretary = Walker("council_secretary")
    secretary.open(f"/mesa/consejo/sesiones/{session.code}/")

    secretary.do("enter", business="concession", title="Otra vez", matter=row.code)

    assert session.items.get().matter == row.subject
    assert WARNING in secretary.html


def test_an_agreement_that_corrects_the_one_that_ended_a_matter_is_certified() -> None:
    row, secretary, session, agreement = issued()
    secretary.do("certify", agreement.pk)
    agreement.refresh_from_db()
    item = ItemFactory.create(
        body=session.body, session=session, matter=row.subject, business="concession"
    )
    secretary.open(room(session))
    secretary.post({**secretary.sent("open_item"), "target": item.pk})
    secretary.do("vote")
    codes = list(session.presences.values_list("councillor__code", flat=True))
    secretary.call(dict.fromkeys(codes, "favour"))
    secretary.do("close")
    secretary.open(room(session))
    secretary.do("issue")
    second = Agreement.objects.get(item=item)
    secretary.do("certify", second.pk, status=422)

    secretary.do("corrects", second.pk, number=f"{agreement.number}/{agreement.year}")
    secretary.do("certify", second.pk)

    second.refresh_from_db()
    row.refresh_from_db()
    assert (second.corrects, second.certified_at is None) == (agreement, False)
    assert (row.state, row.version) == ("answered_yes", 2)
