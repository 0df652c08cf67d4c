"""What was registered is put before the Council: a matter with its papers, a citizen point."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from alameda.council.actions.acting import locked_numbers, locked_session
from alameda.council.actions.files import PROPOSAL, attach_file
from alameda.council.actions.items import enter_item, put_on_agenda
from alameda.council.models import AgendaItem, CitizenPoint, Matter, Session
from alameda.council.rules.states import ALIVE_ITEMS
from alameda.council.selectors.members import council
from alameda.documents.models import Document
from alameda.foundation.actor import Actor
from alameda.foundation.errors import RuleBrokenError, StaleError


@transaction.atomic
def put_matter(matter: Matter, *, actor: Actor) -> AgendaItem:
    """Enter the item by which a matter comes before the Council, with all that is known of it.

    Raises:
        NotAllowedError: the actor may not put business before the Council.
        StaleError: it is before the Council already, or ended.
        RuleBrokenError: an item about it waits already.
    """
    council()
    locked_numbers()
    row = Matter.objects.select_for_update(of=("self",)).select_related("subject").get(pk=matter.pk)
    if row.state != "entered":
        raise StaleError(_("It is before the Council already, or it ended."))
    item = enter_item(
        business=row.business,
        title=row.title,
        summary=row.summary,
        matter=row.subject,
        received_on=row.received_on,
        amount_clp=row.amount_clp,
        fund=row.fund,
        beneficiary=row.applicant,
        actor=actor,
    )
    papers = Document.objects.filter(subject=row.subject, kind=PROPOSAL).order_by("pk")
    for paper in papers:
        attach_file(item, document=paper, label=paper.title[:240], actor=actor)
    return item


@transaction.atomic
def put_point(point: CitizenPoint, *, session: Session, actor: Actor) -> AgendaItem:
    """Put a citizen point that reached its supporters on the agenda of a session.

    The next ordinary agenda that is published takes it along by itself; so the secretary chooses
    another one, or the place.

    Raises:
        NotAllowedError: the actor does not run the session.
        StaleError: it waits no more, or is on an agenda.
        RuleBrokenError: the session takes no more items.
    """
    locked_numbers()
    where = locked_session(session, actor=actor)
    row = (
        CitizenPoint.objects.select_for_update(of=("self",))
        .select_related("subject")
        .get(pk=point.pk)
    )
    if row.state != "reached":
        raise StaleError(_("This point is not waiting any more."))
    waiting = AgendaItem.objects.filter(citizen_point=row, state__in=ALIVE_ITEMS)
    there = waiting.filter(session__isnull=False).select_related("session").first()
    if there is not None and there.session is not None:
        sentence = _("It is on the agenda of %(session)s already.")
        raise RuleBrokenError(sentence % {"session": there.session.code}, field="session")
    item = waiting.first() or enter_item(
        business="citizen_point",
        title=row.title,
        summary=row.text,
        citizen_point=row,
        body=where.body,
        actor=actor,
    )
    return put_on_agenda(item, session=where, actor=actor)
