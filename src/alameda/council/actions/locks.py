"""An item, locked with its session: the session first, always."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.models import AgendaItem, Session
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError, RuleBrokenError, StaleError


def locked_item(
    item: AgendaItem, *, actor: Actor, may_committee: bool = False, may_propose: bool = False
) -> AgendaItem:
    """The item, locked and read again after its session, for who keeps its agenda.

    Args:
        item: as the caller read it.
        actor: secretary of its session, or of its body where it waits.
        may_committee: also the secretary of the committee that studies it, while it waits.
        may_propose: also who may put business before the Council, while it waits.

    Raises:
        NotAllowedError: the actor is none of these.
        StaleError: it came to a session, or left one, meanwhile.
    """
    row = item_after_its_session(item)
    if not _may(actor, row, may_committee=may_committee, may_propose=may_propose):
        raise NotAllowedError(_("Only the secretary of the Council does this."))
    return row


def item_after_its_session(item: AgendaItem) -> AgendaItem:
    """The item, locked and read again after locking its session, where it has one.

    Raises:
        StaleError: it came to a session, or left one, meanwhile.
    """
    session_id = AgendaItem.objects.filter(pk=item.pk).values_list("session_id", flat=True).get()
    session = None
    if session_id is not None:
        session = (
            Session.objects.select_for_update(of=("self",))
            .select_related("body", "subject")
            .get(pk=session_id)
        )
    row = (
        AgendaItem.objects.select_for_update(of=("self",))
        .select_related("body__subject", "committee__subject", "matter", "citizen_point__subject")
        .get(pk=item.pk)
    )
    if row.session_id != session_id:
        raise StaleError(_("Somebody moved that item meanwhile: look again."), field="item")
    row.session = session
    return row


def session_of(item: AgendaItem) -> Session:
    """The session of an item that was locked with it.

    Raises:
        RuleBrokenError: it waits for one.
    """
    if item.session is None:
        raise RuleBrokenError(_("That item is on no agenda."), field="item")
    return item.session


def subject_of(item: AgendaItem) -> str:
    """Code of what a fact about an item is filed under: its session, its matter, its body."""
    if item.session is not None:
        return item.session.code
    return item.matter.code if item.matter is not None else item.body.subject.code


def _may(actor: Actor, item: AgendaItem, *, may_committee: bool, may_propose: bool) -> bool:
    if item.session is not None:
        return policies.may_run(actor, item.session)
    if policies.may_run_body(actor, item.body):
        return True
    if may_committee and item.committee is not None:
        return policies.may_run_body(actor, item.committee)
    return may_propose and policies.may_enter_items(actor)
