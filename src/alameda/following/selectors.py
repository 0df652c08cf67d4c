"""Which feeds and calendars there are: each module tells its own when it gets ready.

They hold what everybody may see, whoever asks, so that they can be kept by anybody in between.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, time

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.following.rules.calendars import Calendar
from alameda.following.rules.feeds import Entry, Feed
from alameda.foundation import words
from alameda.foundation.actor import VISITOR
from alameda.foundation.errors import NotFoundError
from alameda.record.selectors import PlacedEntry, entries_about
from alameda.thread.rules import Moment
from alameda.thread.selectors import get_subject, thread_of
from alameda.ui.context import address_of
from alameda.ui.parts import Follow

FeedOf = Callable[..., Feed]
CalendarOf = Callable[..., Calendar]
_feeds: dict[str, FeedOf] = {}
_calendars: dict[str, CalendarOf] = {}


def tell_feed(name_pattern: str, feed_of: FeedOf) -> None:
    r"""Register the feed of all names that the pattern matches whole; called in ``ready``.

    Args:
        name_pattern: a regular expression, as ``consejo/comisiones/(?P<slug>[-\w]+)``.
        feed_of: given the groups of the pattern by name; raises ``NotFoundError`` where there is
            nothing that everybody may see. It words titles in the language that is active.
    """
    _feeds[name_pattern] = feed_of


def tell_calendar(name_pattern: str, calendar_of: CalendarOf) -> None:
    """Register the calendar of all names that the pattern matches whole; called in ``ready``."""
    _calendars[name_pattern] = calendar_of


def feed_named(name: str) -> Feed:
    """The feed of that name.

    Raises:
        NotFoundError: no such feed, or nothing there that everybody may see.
    """
    for pattern, feed_of in _feeds.items():
        if found := re.fullmatch(pattern, name):
            return feed_of(**found.groupdict())
    raise NotFoundError(_("There is no feed “%(name)s”.") % {"name": name[:80]})


def calendar_named(name: str) -> Calendar:
    """The calendar of that name.

    Raises:
        NotFoundError: no such calendar, or nothing there that everybody may see.
    """
    for pattern, calendar_of in _calendars.items():
        if found := re.fullmatch(pattern, name):
            return calendar_of(**found.groupdict())
    raise NotFoundError(_("There is no calendar “%(name)s”.") % {"name": name[:80]})


def follow_of(title: str, *, feed: str = "", calendar: str = "") -> Follow:
    """How to follow a page, in the language that is active.

    Args:
        title: what is followed.
        feed: the name of its feed, as ``consejo/acuerdos``; ``x/CODE`` for any public subject.
        calendar: the name of its calendar, as ``consejo``.
    """
    query = "" if words.language() == settings.LANGUAGE_CODE else f"?lang={words.language()}"
    return Follow(
        title=title,
        feed_url=reverse("following:feed", args=[feed]) + query if feed else "",
        calendar_url=reverse("following:calendar", args=[calendar]) + query if calendar else "",
    )


def subject_feed(code: str) -> Feed:
    """What happened to any public subject: its entries of the record and its dated acts.

    Raises:
        NotFoundError: no such subject, or not one that everybody may see.
    """
    subject = get_subject(code, actor=VISITOR)
    page = address_of(subject.address)
    told = [_recorded(entry, page) for entry in entries_about(code)]
    today = timezone.localdate()
    times: Counter[tuple[object, str]] = Counter()
    for moment in thread_of(code, actor=VISITOR).moments:
        if moment.on <= today:
            times[moment.on, moment.kind] += 1
            told.append(_happened(moment, code, page, times[moment.on, moment.kind]))
    return Feed(
        title=f"{subject.title} ({code})",
        path=page,
        entries=sorted(told, key=lambda entry: (entry.at, entry.key), reverse=True),
    )


def _recorded(entry: PlacedEntry, page: str) -> Entry:
    placed = reverse("record:entry", args=[entry.index]) if entry.index is not None else page
    return Entry(key=f"record:{entry.id}", title=entry.words, path=placed, at=entry.at)


def _happened(moment: Moment, code: str, page: str, time_of_day: int) -> Entry:
    at = timezone.make_aware(datetime.combine(moment.on, time.min))
    return Entry(
        key=f"moment:{code}:{moment.on.isoformat()}:{moment.kind}:{time_of_day}",
        title=moment.title,
        path=moment.url or page,
        at=at,
        summary=moment.detail,
    )
