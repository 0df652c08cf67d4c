"""The agenda of a session as its page shows it: each item by its section, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alameda.council.models import Session, Vote
from alameda.council.rules.states import ITEM, LEFT
from alameda.council.rules.vocabulary import RECUSAL_REASONS, SECTIONS
from alameda.council.selectors.sessions import ItemStory, SessionStory
from alameda.council.views.votes_shown import Named, choices_of, named
from alameda.council.views.wording import (
    business_label,
    outcome_label,
    outcome_tone,
    recording_at,
    timecode,
    word_of,
)
from alameda.foundation import words
from alameda.foundation.vocabulary import say
from alameda.ui.context import address_of
from alameda.ui.parts import Choice, Link

LIVE_STATES = ("open", "suspended")


@dataclass(frozen=True)
class ShownItem:
    """One item, ready to be drawn."""

    anchor: str
    number: str
    title: str
    summary: str
    state_key: str
    state_label: str
    tone: str
    is_now: bool
    meta: Sequence[str]
    choices: Sequence[Choice]
    vote: Link | None
    agreement: Link | None
    others: Sequence[Named]
    notes: Sequence[str]
    links: Sequence[Link]
    is_inconsistent: bool


@dataclass(frozen=True)
class ShownSection:
    """A part of the agenda with its items."""

    key: str
    label: str
    items: Sequence[ShownItem]


def sections_of(story: SessionStory) -> list[ShownSection]:
    """The parts of the agenda that have items, in their order."""
    found = []
    for section in (*SECTIONS, None):
        key = section.key if section else ""
        items = [_item(row, story) for row in story.items if row.item.section == key]
        if items:
            label = say(section) if section else _("Other items")
            found.append(ShownSection(key or "rest", label, items))
    return found


def _item(row: ItemStory, story: SessionStory) -> ShownItem:
    item, vote = row.item, row.vote
    is_live = story.session.state in LIVE_STATES
    is_open = vote is not None and vote.state == Vote.State.OPEN
    key, label, tone = _state(row)
    is_closed = vote is not None and vote.state == Vote.State.CLOSED
    return ShownItem(
        anchor=item.anchor,
        number=item.number,
        title=item.title,
        summary=item.summary,
        state_key=key,
        state_label=label,
        tone=tone,
        is_now=is_live and (is_open or item.state == "debated"),
        meta=_meta(row),
        choices=choices_of(vote) if vote and is_closed else (),
        vote=Link(label=_("See the vote"), url=address_of(vote.get_absolute_url()))
        if vote and is_closed
        else None,
        agreement=_agreement(row),
        others=named(row.not_in_favour),
        notes=_notes(row),
        links=_links(row, story.session),
        is_inconsistent=bool(vote and vote.is_inconsistent),
    )


def _state(row: ItemStory) -> tuple[str, str, str]:
    """Its state; once voted, how it ended says more."""
    vote = row.vote
    if vote is not None and vote.state == Vote.State.OPEN:
        return "voting", _("Being voted"), "go"
    if vote is not None and vote.outcome and row.item.state not in LEFT:
        return vote.outcome, outcome_label(vote.outcome), outcome_tone(vote.outcome)
    state = ITEM.state(row.item.state)
    return state.key, say(state), state.tone


def _meta(row: ItemStory) -> list[str]:
    item = row.item
    found = [business_label(item.business)]
    if row.committee:
        found.append(row.committee)
    if item.amount_clp is not None:
        found.append(words.compact_money(item.amount_clp))
    if item.is_from_floor:
        found.append(_("Added from the floor"))
    return found


def _agreement(row: ItemStory) -> Link | None:
    if row.agreement is None or not row.is_agreement_public:
        return None
    label = _("Agreement %(code)s") % {"code": row.agreement.code}
    return Link(label=label, url=address_of(row.agreement.get_absolute_url()))


def _ending(row: ItemStory) -> list[str]:
    """What was said when it ended, and where it went on."""
    found = []
    if reason := row.item.reason:
        # Of what was dealt with it is what was noted, and no reason for anything.
        is_why = row.item.state in LEFT
        found.append(_("Reason: %(reason)s") % {"reason": reason} if is_why else reason)
    if row.carried_to:
        found.append(_("It went to the agenda of %(code)s.") % {"code": row.carried_to})
    elif row.waits_again:
        found.append(_("It waits for another session."))
    return found


def _notes(row: ItemStory) -> list[str]:
    item = row.item
    found = _ending(row)
    if item.beneficiary:
        found.append(_("For %(who)s") % {"who": item.beneficiary})
    if item.report:
        found.append(_("The committee says: %(report)s") % {"report": item.report})
    if row.carried_from:
        found.append(_("It comes from %(code)s.") % {"code": row.carried_from})
    for recusal in row.recusals:
        said_of = {
            "name": recusal.councillor.name,
            "reason": word_of(RECUSAL_REASONS, recusal.reason).lower(),
        }
        found.append(_("%(name)s is recused: %(reason)s.") % said_of)
    if row.agreement is not None and not row.is_agreement_public:
        due = words.day_long(row.agreement.publication_due_on)
        found.append(
            _("Its agreement is not public yet: it is due on %(due)s.") % {"due": due}
            if due
            else _("Its agreement is not public yet.")
        )
    if row.hidden_files:
        found.append(_("Some of its papers are reserved."))
    found.extend(_("Annulled vote: %(code)s.") % {"code": vote.code} for vote in _annulled(row))
    return found


def _annulled(row: ItemStory) -> list[Vote]:
    return [vote for vote in row.votes if vote.state == Vote.State.ANNULLED]


def _links(row: ItemStory, session: Session) -> list[Link]:
    item = row.item
    found = [
        Link(label=file.label, url=address_of(file.document.get_absolute_url()))
        for file in row.files
    ]
    if session.recording_url and item.recording_second is not None:
        found.append(
            Link(
                label=_("Recording, %(time)s") % {"time": timecode(item.recording_second)},
                url=recording_at(session.recording_url, item.recording_second),
            )
        )
    found.extend(
        Link(
            label=_("Commitment %(code)s") % {"code": each.code},
            url=address_of(each.get_absolute_url()),
        )
        for each in row.commitments
    )
    if row.point:
        url = address_of(f"/consejo/puntos/{row.point}/")
        found.append(Link(label=_("The citizen point"), url=url))
    return found
