"""Feeds in Atom (RFC 4287). Pure: no Django, no clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

ENTRIES_MAX = 50
EMPTY_SINCE = datetime(2000, 1, 1, tzinfo=UTC)  # an empty feed must say some day, always the same
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing to tell.

    Attributes:
        key: what it is, for ever: the same thing has the same key in every feed and language.
        title: what happened, as plain text.
        path: its page: a public path with its language prefix, or a whole address.
        at: when it last changed.
        published_at: when it was first told; ``at`` where not given.
        summary: one or two plain sentences more.
    """

    key: str
    title: str
    path: str
    at: datetime
    published_at: datetime | None = None
    summary: str = ""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """What a module tells under one address, newest first.

    Attributes:
        title: of the feed, as plain text.
        path: the page it is about.
        entries: newest first; the first ``ENTRIES_MAX`` are written.
        subtitle: one plain sentence more.
    """

    title: str
    path: str
    entries: Sequence[Entry]
    subtitle: str = ""

    @property
    def changed_at(self) -> datetime:
        """When the newest of its entries changed."""
        return max((entry.at for entry in self.entries), default=EMPTY_SINCE)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a feed or a calendar is served.

    Attributes:
        base_url: of the site, without a slash at its end.
        path: of the feed, with its query.
        language: ``es`` or ``en``.
        author: who publishes.
    """

    base_url: str
    path: str
    language: str
    author: str

    @property
    def host(self) -> str:
        """The name of the site."""
        return urlsplit(self.base_url).hostname or "localhost"

    def absolute(self, path: str) -> str:
        """A whole address."""
        return path if path.startswith(("http://", "https://")) else self.base_url + path


def atom(feed: Feed, *, place: Place) -> bytes:
    """The feed as an Atom document."""
    here = place.absolute(place.path)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{place.language}">',
        f"<id>{_id(place, 'feed', place.path.partition('?')[0])}</id>",
        f"<title>{_text(feed.title)}</title>",
        *([f"<subtitle>{_text(feed.subtitle)}</subtitle>"] if feed.subtitle else []),
        f"<updated>{_moment(feed.changed_at)}</updated>",
        f"<author><name>{_text(place.author)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={_attribute(here)}/>',
        _page_link(place, feed.path),
        "<generator>Alameda</generator>",
    ]
    for entry in feed.entries[:ENTRIES_MAX]:
        lines.extend(_entry(entry, place))
    lines.append("</feed>\n")
    return "\n".join(lines).encode()


def _entry(entry: Entry, place: Place) -> list[str]:
    return [
        "<entry>",
        f"<id>{_id(place, 'entry', entry.key)}</id>",
        f"<title>{_text(entry.title)}</title>",
        f"<updated>{_moment(entry.at)}</updated>",
        f"<published>{_moment(entry.published_at or entry.at)}</published>",
        _page_link(place, entry.path),
        *([f"<summary>{_text(entry.summary)}</summary>"] if entry.summary else []),
        "</entry>",
    ]


def _page_link(place: Place, path: str) -> str:
    return f'<link rel="alternate" type="text/html" href={_attribute(place.absolute(path))}/>'


def _id(place: Place, kind: str, key: str) -> str:
    """A tag address (RFC 4151): it names the thing, whatever becomes of its page."""
    return _text(f"tag:{place.host},2026:{kind}:{key.replace(' ', '-')}")


def _text(words: str) -> str:
    return escape(_NOT_XML.sub("", " ".join(words.split())))


def _attribute(words: str) -> str:
    return quoteattr(_NOT_XML.sub("", words))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
