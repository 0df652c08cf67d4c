"""The Council on the pages of the portal: two lines on the home page, sections of a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alameda.council.rules.vocabulary import COMMITMENT_STATES
from alameda.council.views.agreement_shown import entry_of as agreement_entry
from alameda.council.views.session_side import commitment_entries
from alameda.council.views.sessions import entry_of as session_entry
from alameda.foundation import words
from alameda.foundation.vocabulary import keys
from alameda.portal.selectors.council import CouncilFound, CouncilNow
from alameda.portal.views.addresses import list_url
from alameda.ui.context import address_of
from alameda.ui.parts import Entry, Link


@dataclass(frozen=True)
class CouncilLines:
    """The Council on the home page."""

    is_live: bool
    session: Sequence[Entry]
    agreement: Sequence[Entry]


def council_lines(now: CouncilNow) -> CouncilLines | None:
    """The session under way or the next one and the last agreement; nothing where neither is."""
    if now.session is None and now.agreement is None:
        return None
    return CouncilLines(
        is_live=now.is_live,
        session=[session_entry(now.session)] if now.session else [],
        agreement=[agreement_entry(now.agreement)] if now.agreement else [],
    )


@dataclass(frozen=True)
class Section:
    """What was found of one kind, how many there are, and where all of them are."""

    ident: str
    title: str
    entries: Sequence[Entry]
    more: Link | None


def council_sections(found: CouncilFound, asked: str) -> list[Section]:
    """What a search found in the Council, the kinds that have something."""
    states = [("estado", state) for state in keys(COMMITMENT_STATES)]
    sections = [
        _section(
            "councillors",
            _("Members of the Council"),
            [
                Entry(title=row.name, url=address_of(f"/consejo/integrantes/{row.slug}/"))
                for row in found.councillors
            ],
            found.councillor_count,
            address_of("/consejo/integrantes/"),
        ),
        _section(
            "agreements",
            _("Agreements of the Council"),
            [agreement_entry(row) for row in found.agreements],
            found.agreement_count,
            list_url(("q", asked), path="/consejo/acuerdos/"),
        ),
        _section(
            "sessions",
            _("Sessions of the Council"),
            [session_entry(row) for row in found.sessions],
            found.session_count,
            list_url(("q", asked), path="/consejo/sesiones/"),
        ),
        _section(
            "commitments",
            _("Commitments to the Council"),
            commitment_entries(found.commitments),
            found.commitment_count,
            list_url(("q", asked), *states, path="/consejo/compromisos/"),
        ),
    ]
    return [section for section in sections if section.entries]


def _section(ident: str, title: str, entries: Sequence[Entry], count: int, url: str) -> Section:
    values = {"title": title, "count": words.number(count)}
    label = _("See everything (%(count)s)") % values
    more = Link(label=label, url=url) if count > len(entries) else None
    return Section(f"council-{ident}", _("%(title)s (%(count)s)") % values, entries, more)
