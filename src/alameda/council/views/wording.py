"""How the Council is worded: names of values, of sessions and of moments, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.models import Session
from alameda.council.rules import vocabulary
from alameda.council.rules.states import ITEM, SESSION
from alameda.foundation import words
from alameda.foundation.vocabulary import Word, find, say
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb

HOURS = 3_600
MINUTES = 60


def word_of(of: tuple[Word, ...], key: str) -> str:
    """A word of a closed list, found by its key, in the reader's language."""
    return say(find(of, key))


def business_label(key: str) -> str:
    """What kind of business it is."""
    return say(vocabulary.business(key))


def choice_label(key: str) -> str:
    """What a member did in a vote; while she did nothing, that."""
    return word_of(vocabulary.CHOICES, key) if key else _("Has not voted yet")


def outcome_label(key: str) -> str:
    """How a vote ended."""
    return word_of(vocabulary.OUTCOMES, key) if key else _("Without result")


def outcome_tone(key: str) -> str:
    """The tone of an outcome."""
    return find(vocabulary.OUTCOMES, key).tone


def state_of_session(session: Session) -> Word:
    """Where the session stands."""
    return SESSION.state(session.state)


def state_of_item(key: str) -> Word:
    """Where an item stands."""
    return ITEM.state(key)


def session_title(session: Session) -> str:
    """Its name: ordinary session 7 of 2026, or of which committee."""
    kind = word_of(vocabulary.SESSION_KINDS, session.kind)
    return _("%(kind)s %(number)s of %(year)s") % {
        "kind": kind,
        "number": session.number,
        "year": session.year,
    }


def weekday(on: date) -> str:
    """The day of the week, as the language writes it inside a sentence."""
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return names[on.weekday()]


def whole_moment(at: datetime) -> str:
    """Wednesday 8 April 2026, 9:45."""
    local = timezone.localtime(at)
    return f"{weekday(local)} {words.day_long(local)}, {local:%H:%M}"


def hour(at: datetime) -> str:
    """The hour of a moment: 9:45."""
    return f"{timezone.localtime(at):%H:%M}"


def listed(names: Iterable[str]) -> str:
    """Names one after another: A, B and C."""
    found = list(names)
    if len(found) < len("AB"):
        return "".join(found)
    return _("%(some)s and %(last)s") % {"some": ", ".join(found[:-1]), "last": found[-1]}


def timecode(seconds: int) -> str:
    """A place in a recording: 1:02:03."""
    whole, rest = divmod(seconds, HOURS)
    minutes, left = divmod(rest, MINUTES)
    return f"{whole}:{minutes:02d}:{left:02d}"


def recording_at(url: str, second: int) -> str:
    """The recording at a second, as the players of the web take it."""
    if "#" in url:
        return url
    return f"{url}&t={second}" if "?" in url else f"{url}#t={second}"


def length(time: timedelta) -> str:
    """How long a session lasted: 3 h 05 min."""
    minutes = int(time.total_seconds()) // MINUTES
    whole, rest = divmod(minutes, MINUTES)
    return f"{whole} h {rest:02d} min" if whole else f"{rest} min"


def crumbs(*above: tuple[str, str]) -> list[Crumb]:
    """The places above a page of the Council: label and path of each."""
    places = ((_("Council"), "/consejo/"), *above)
    return [Crumb(label=label, url=address_of(path)) for label, path in places]
