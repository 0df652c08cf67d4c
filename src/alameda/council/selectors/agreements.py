"""Agreements: who may see them, who voted what, and how their clock stands."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.models import Agreement, Councillor, Vote
from alameda.council.rules import vocabulary
from alameda.council.selectors.clocks import publication_clock_from
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.clocks import Clock
from alameda.foundation.errors import NotFoundError
from alameda.foundation.vocabulary import keys
from alameda.territory.selectors import region_letters


def agreements_visible_to(actor: Actor) -> QuerySet[Agreement]:
    """Agreements the actor may see: the published and the imported ones, all for the Council."""
    everything = Agreement.objects.order_by("-agreed_on", "-pk")
    if policies.may_see_drafts(actor):
        return everything
    return everything.filter(Q(published_at__isnull=False) | Q(session__import_run__isnull=False))


def get_agreement(code: str, *, actor: Actor) -> Agreement:
    """One agreement by its code, with what its page needs; hidden and absent look the same.

    Raises:
        NotFoundError: no such agreement, or none that this actor may see.
    """
    found = None
    if "\x00" not in code:
        found = (
            agreements_visible_to(actor)
            .select_related(
                "subject",
                "item__matter",
                "vote",
                "session__body",
                "committee",
                "certificate",
                "corrects",
            )
            .filter(code=code)
            .first()
        )
    if found is None:
        raise NotFoundError(_("There is no agreement %(code)s.") % {"code": code[:80]})
    return found


def correction_of(agreement: Agreement, *, actor: Actor) -> Agreement | None:
    """The agreement that corrects this one, where there is one that the actor may see."""
    return agreements_visible_to(actor).filter(corrects=agreement).first()


def names_of_vote(vote: Vote) -> dict[str, list[Councillor]]:
    """Who did what in a vote: key of the choice to members, by surname; one query.

    A choice that nobody took has an empty list; a ballot not cast yet is under the empty key.
    """
    found: dict[str, list[Councillor]] = {key: [] for key in keys(vocabulary.CHOICES)}
    ballots = vote.ballots.select_related("councillor__subject").order_by(
        "councillor__sort_name", "councillor_id"
    )
    for ballot in ballots:
        found.setdefault(ballot.choice, []).append(ballot.councillor)
    return found


def publication_clock(agreement: Agreement, *, region: str | None = None) -> Clock:
    """The clock of its publication: stopped on the day it was published.

    Args:
        agreement: the agreement.
        region: ISO letters of the region; asked from the database where not given.
    """
    letters = region_letters() if region is None else region
    published_on = words.local_date(agreement.published_at) if agreement.published_at else None
    return publication_clock_from(agreement.agreed_on, region=letters, published_on=published_on)


def publication_due_on(agreed_on: date) -> date | None:
    """The last day to publish an agreement of that day."""
    return publication_clock_from(agreed_on, region=region_letters()).due_on


def days_to_certify(agreement: Agreement) -> int | None:
    """Calendar days from the agreement to its certificate: 0 within the day; None without one."""
    if agreement.certified_at is None:
        return None
    return (words.local_date(agreement.certified_at) - agreement.agreed_on).days
