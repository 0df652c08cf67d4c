"""Who was in a session: by name, and who came and left while it lasted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alameda.council.models import Councillor
from alameda.council.rules.vocabulary import ATTENDANCE_STATES
from alameda.council.selectors.sessions import SessionStory
from alameda.council.views.happened import Told, told
from alameda.foundation import words
from alameda.foundation.vocabulary import say
from alameda.ui.context import address_of
from alameda.ui.parts import Link

MOVES = ("arrived", "left", "presiding", "quorum_lost", "suspended", "resumed")


@dataclass(frozen=True)
class Group:
    """Members who were, or were not, there for the same reason."""

    label: str
    count: str
    people: Sequence[Link]


@dataclass(frozen=True)
class Roll:
    """Who was there, and who says so."""

    note: str
    groups: Sequence[Group]


def link_of(person: Councillor) -> Link:
    """A member and her page."""
    return Link(label=person.name, url=address_of(f"/consejo/integrantes/{person.slug}/"))


def roll_of(story: SessionStory) -> Roll:
    """The members by how they attended; while nothing is certified, who is in the room."""
    if story.attendance:
        groups = [
            _group(say(word), [row.councillor for row in story.attendance if row.state == word.key])
            for word in ATTENDANCE_STATES
        ]
        is_certified = story.session.attendance_certified_at is not None
        note = (
            _("Certified by the secretary at the close.")
            if is_certified
            else _(
                "As published by the source that it was imported from; nobody certified it here."
            )
        )
        return Roll(note=note, groups=[group for group in groups if group.people])
    inside = [row for row in story.presences if row.left_at is None] or story.presences
    people = {row.councillor_id: row.councillor for row in inside}
    ordered = sorted(people.values(), key=lambda person: person.sort_name)
    groups = [_group(_("In the room"), ordered)] if ordered else []
    return Roll(note=_("As it stands; the secretary certifies it at the close."), groups=groups)


def _group(label: str, people: Sequence[Councillor]) -> Group:
    return Group(label, words.number(len(people)), [link_of(person) for person in people])


def presence_lines(story: SessionStory) -> list[Told]:
    """Arrivals, departures and what else changed who was there, in order."""
    return [told(each) for each in story.happenings if each.kind in MOVES]
