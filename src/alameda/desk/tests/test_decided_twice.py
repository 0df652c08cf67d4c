"""A matter that ended is not decided again, and the desk says what to do instead."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alameda.council.actions.matters import move_matter, register_matter
from alameda.council.models import AgendaItem, Agreement, Matter, Session
from alameda.council.tests.factories import SECRETARY
from alameda.desk.tests.walking import Walker, make_session, room, said
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db
WHAT_TO_DO = (
    "ya terminó: “Respondida favorablemente”. El Consejo no decide dos veces sobre la misma"
    " materia: ingrésela como una nueva, sin este código."
)


def matter() -> Matter:
    return register_matter(
        business="concession",
        title="Concesión de una ribera",
        received_on=timezone.localdate(),
        actor=SECRETARY,
    )


def end(row: Matter) -> None:
    move_matter(row, to="answered_yes", on=timezone.localdate(), actor=SECRETARY)


def issued() -> tuple[Matter, Walker, Session, Agreement]:
    """A matter, and the secretary before an agreement on it, issued and not certified."""
    session, members, items = make_session()
    row = matter()
    AgendaItem.objects.filter(pk=items[0].pk).update(matter=row.subject, business=row.business)
    secretary = Walker("council_secretary")
    secretary.open(room(session))
    secretary.post({**secretary.sent("open_item"), "target": items[0].pk})
    secretary.do("vote")
    secretary.call({member.code: "favour" for member in members[:6]})
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


def test_business_on_a_matter_that_ended_is_refused_beside_its_code_before_anybody_votes() -> None:
    make_session()
    row = matter()
    end(row)
    items, entries = AgendaItem.objects.count(), Entry.objects.count()
    secretary = Walker("council_secretary")
    secretary.open("/mesa/consejo/temas/nuevo/")
    data = secretary.sent(
        "enter", business="concession", title="Otra vez la ribera", matter=row.code
    )

    secretary.post(data, status=422)

    assert f"{row.code} {WHAT_TO_DO}" in " ".join(said(secretary.html))
    assert 'id="enter-matter-error"' in secretary.html
    assert 'value="Otra vez la ribera"' in secretary.html
    assert (AgendaItem.objects.count(), Entry.objects.count()) == (items, entries)

    secretary.post({**data, "matter": ""})
    assert AgendaItem.objects.filter(title="Otra vez la ribera").exists()


def test_other_business_may_tell_how_a_matter_that_ended_goes_on() -> None:
    make_session()
    row = matter()
    end(row)
    secretary = Walker("council_secretary")
    secretary.open("/mesa/consejo/temas/nuevo/")

    secretary.do("enter", business="information", title="Cómo va la ribera", matter=row.code)

    assert AgendaItem.objects.get(matter=row.subject).business == "information"
