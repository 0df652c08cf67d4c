"""How agreements, commitments, matters and citizen points tell their dated acts to the thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alameda.council.models import AgendaItem, Agreement, CitizenPoint
from alameda.council.rules import vocabulary
from alameda.council.rules.states import ITEM
from alameda.council.selectors.agreements import correction_of, get_agreement
from alameda.council.selectors.commitments import get_commitment
from alameda.council.selectors.matters import get_matter
from alameda.council.selectors.points import get_point
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.vocabulary import find, say
from alameda.thread.rules import Moment


def moments_of_agreement(code: str, actor: Actor) -> list[Moment]:
    """Agreed, certified, published, and corrected where it was."""
    row = get_agreement(code, actor=actor)
    corrected_by = correction_of(row, actor=actor)
    return _in_order(_agreement_moments(row, corrected_by))


def moments_of_commitment(code: str, actor: Actor) -> list[Moment]:  # noqa: ARG001  # all of them are public
    """Asked for, and answered."""
    row = get_commitment(code)
    url = settings.BASE_URL + row.get_absolute_url()
    until = _("%(owner)s answers until %(day)s") % {
        "owner": row.owner,
        "day": words.day_long(row.due_on),
    }
    found = [
        Moment(
            on=row.raised_on,
            kind="idea",
            title=say(find(vocabulary.COMMITMENT_KINDS, row.kind)),
            detail=until,
            url=url,
        )
    ]
    if row.answered_on is not None:
        late = _("After its last day") if row.answered_on > row.due_on else ""
        answered = Moment(on=row.answered_on, kind="end", title=_("Answered"), detail=late, url=url)
        found.append(answered)
    return found


def moments_of_matter(code: str, actor: Actor) -> list[Moment]:  # noqa: ARG001  # all of them are public
    """Received, on the agenda of each session, and decided."""
    row = get_matter(code)
    url = settings.BASE_URL + row.get_absolute_url()
    found = [Moment(on=row.received_on, kind="idea", title=_("Received"), url=url)]
    found += _tabled(AgendaItem.objects.filter(matter_id=row.subject_id))
    if row.decided_on is not None:
        state = say(find(vocabulary.MATTER_STATES, row.state))
        found.append(Moment(on=row.decided_on, kind="end", title=state, url=url))
    return _in_order(found)


def moments_of_point(code: str, actor: Actor) -> list[Moment]:  # noqa: ARG001  # all of them are public
    """Opened, reached, and on the agenda of each session; supporters only as a number."""
    row: CitizenPoint = get_point(code)
    url = settings.BASE_URL + row.get_absolute_url()
    needs = _("It needs %(count)s supporters until %(day)s") % {
        "count": words.number(row.needed),
        "day": words.day_long(row.closes_on),
    }
    found = [Moment(on=row.opened_on, kind="idea", title=_("Opened"), detail=needs, url=url)]
    if row.reached_on is not None:
        title = _("Reached its supporters")
        found.append(Moment(on=row.reached_on, kind="act", title=title, url=url))
    found += _tabled(AgendaItem.objects.filter(citizen_point=row))
    if row.state == "expired":
        title = _("Did not reach its supporters")
        found.append(Moment(on=row.closes_on, kind="end", title=title, url=url))
    return _in_order(found)


def _agreement_moments(row: Agreement, corrected_by: Agreement | None) -> Iterator[Moment]:
    url = settings.BASE_URL + row.get_absolute_url()
    vote = row.vote
    counts = ""
    if vote.favour is not None:
        counts = _("%(favour)s in favour, %(against)s against, %(abstain)s abstained") % {
            "favour": words.number(vote.favour),
            "against": words.number(vote.against or 0),
            "abstain": words.number(vote.abstain or 0),
        }
    yield Moment(
        on=row.agreed_on,
        kind="vote",
        title=say(find(vocabulary.OUTCOMES, row.outcome)),
        detail=counts,
        url=settings.BASE_URL + vote.get_absolute_url(),
    )
    if row.certified_at is not None:
        on = words.local_date(row.certified_at)
        detail = row.certificate.code if row.certificate else ""
        yield Moment(on=on, kind="act", title=_("Certified"), detail=detail, url=url)
    if row.published_at is not None:
        yield Moment(
            on=words.local_date(row.published_at), kind="act", title=_("Published"), url=url
        )
    if corrected_by is not None:
        yield Moment(
            on=corrected_by.agreed_on,
            kind="end",
            title=_("Corrected by %(code)s") % {"code": corrected_by.code},
            url=settings.BASE_URL + corrected_by.get_absolute_url(),
        )


def _tabled(items: QuerySet[AgendaItem]) -> list[Moment]:
    """The sessions whose agenda had it, with how it ended there."""
    rows = items.filter(session__isnull=False).select_related("session").order_by("pk")
    return [
        Moment(
            on=words.local_date(row.session.starts_at),
            kind="vote",
            title=_("On the agenda of %(session)s") % {"session": row.session.code},
            detail=_state_said(row.state),
            url=settings.BASE_URL + row.get_absolute_url(),
        )
        for row in rows
        if row.session is not None
    ]


def _state_said(key: str) -> str:
    return say(ITEM.state(key))


def _in_order(found: Iterable[Moment]) -> list[Moment]:
    """By day; acts of one day stay as they were told."""
    return sorted(found, key=lambda moment: moment.on)
