"""What stands behind an initiative: its papers, its place, its facts, its entries in the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.foundation import words
from alameda.foundation.vocabulary import name_of
from alameda.investments.models import Approval
from alameda.investments.rules import vocabulary
from alameda.investments.rules.states import STATES, state_of
from alameda.investments.selectors.facets import Index
from alameda.investments.selectors.facets.filters import Filters
from alameda.investments.selectors.facets.labels import Labels
from alameda.investments.selectors.portfolio import (
    PlaceMoney,
    money_by_comuna,
    select_initiatives,
)
from alameda.investments.selectors.story.rows import Rows
from alameda.investments.views.detail.money import act_of
from alameda.investments.views.pictures import legend_of, tiles_of
from alameda.investments.views.wording import closed_label, state_label
from alameda.pages.views import recorded
from alameda.pages.views.recorded import RecordEntry
from alameda.record.selectors import PlacedEntry
from alameda.ui.context import address_of
from alameda.ui.parts import Fact, Tile

ENTRIES_SHOWN = 8
STATE_KEYS = frozenset(state.key for state in STATES)


@dataclass(frozen=True)
class Paper:
    """An act on paper: what it is, its number, its day, what it says; ``ident`` on the page."""

    what: str
    number: str
    on: date | None
    detail: str = ""
    ident: str = ""


def papers_of(rows: Rows) -> list[Paper]:
    """The acts with their numbers, oldest first; those without a day last."""
    found = [*_agreements(rows), *_contracts(rows), *_approvals(rows), *_tenders(rows)]
    found += [
        Paper(_("Change of contract"), each.resolution, each.approved_on)
        for each in rows.modifications
        if each.resolution
    ]
    told = {_digits(paper.number) for paper in found if paper.number}
    found += [
        Paper(each.document, "", each.happened_on, state_label(state_of(each.to_state)))
        for each in rows.changes
        if each.document and _digits(each.document) not in told
    ]
    return sorted(found, key=lambda paper: paper.on or date.max)


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())


def _agreements(rows: Rows) -> list[Paper]:
    found = []
    for number, each in enumerate(rows.agreements, start=1):
        parts = [each.counterpart.name] if each.counterpart else []
        if each.amount_clp:
            parts.append(words.compact_money(each.amount_clp))
        if each.cgr_result not in {"unknown", "not_applicable"}:
            parts.append(
                name_of(vocabulary.CGR_RESULTS, each.cgr_result, language=words.language())
            )
        if each.signed_on is None:
            parts.append(
                name_of(vocabulary.AGREEMENT_STATES, each.state, language=words.language())
            )
        resolution = each.approving_resolution
        found.append(
            Paper(
                _("Agreement"),
                _("resolution %(number)s") % {"number": resolution} if resolution else "",
                each.signed_on,
                " · ".join(parts),
                f"convenio-{number}",
            )
        )
    return found


def _contracts(rows: Rows) -> list[Paper]:
    found = []
    for number, each in enumerate(rows.contracts, start=1):
        parts = [each.contractor.name] if each.contractor else []
        if each.amount_clp is not None:
            parts.append(words.compact_money(each.amount_clp))
        if each.term_days:
            days = {"days": words.number(each.term_days)}
            parts.append(ngettext("%(days)s day", "%(days)s days", each.term_days) % days)
        found.append(
            Paper(_("Contract"), "", each.signed_on, " · ".join(parts), f"contrato-{number}")
        )
    return found


def _approvals(rows: Rows) -> list[Paper]:
    return [
        Paper(
            str(each.get_kind_display()) if each.kind else act_of(each.kind),
            each.number,
            each.approved_on,
            " · ".join(_said_of(each)),
        )
        for each in rows.approvals
    ]


def _said_of(approval: Approval) -> list[str]:
    found = [words.compact_money(approval.amount_clp)] if approval.amount_clp else []
    return [*found, _("corrected by a later one")] if approval.replaced_by_id else found


def _tenders(rows: Rows) -> list[Paper]:
    return [
        Paper(
            _("Tender"),
            each.market_id,
            each.published_on,
            _("Identifier in Mercado Público"),
        )
        for each in rows.tenders
    ]


@dataclass(frozen=True)
class PlacePart:
    """Where it lies: the mosaic with its comunas marked, and a sentence."""

    tiles: Sequence[Tile]
    low: str
    high: str
    sentence: str


class _Everywhere:
    """The money of the whole portfolio by comuna, once for each state of the portfolio."""

    def __init__(self) -> None:
        self._known: tuple[tuple[str, str, date], list[PlaceMoney]] | None = None

    def get(self, index: Index, labels: Labels, today: date) -> list[PlaceMoney]:
        state = (index.version, labels.version, today)
        known = self._known
        if known is None or known[0] != state:
            everything = select_initiatives(index, labels, Filters(), today=today)
            known = self._known = (state, money_by_comuna(index, labels, everything))
        return known[1]


_everywhere = _Everywhere()


def place_part(rows: Rows, index: Index, labels: Labels, *, today: date) -> PlacePart | None:
    """The mosaic of the region, its comunas marked; nothing where it lies in none of them."""
    here = frozenset(place.cut for place in rows.comunas)
    if not here:
        return None
    money = _everywhere.get(index, labels, today)
    low, high = legend_of(money)
    tiles = tiles_of(money, url=_comuna_url, here=here)
    return PlacePart(tiles, low, high, _place_sentence(money, here))


def _comuna_url(money: PlaceMoney) -> str:
    return address_of(f"/territorio/{money.place.cut}/")


def _place_sentence(money: Sequence[PlaceMoney], here: frozenset[str]) -> str:
    if len(here) != 1:
        return ""
    own = next((each for each in money if each.place.cut in here), None)
    if own is None or own.rank is None:
        return ""
    said = {
        "name": own.place.name,
        "rank": words.number(own.rank),
        "count": words.number(len(money)),
    }
    return _("By investment for each inhabitant, %(name)s is number %(rank)s of %(count)s.") % said


def _where(rows: Rows) -> str:
    if rows.initiative.is_region_wide:
        return _("Whole region")
    return ", ".join(place.name for place in rows.comunas)


def facts_of(rows: Rows) -> list[Fact]:
    """What it is, in names and values; only what the registers say."""
    row = rows.initiative
    language = words.language()
    pairs = (
        (_("Code"), row.code),
        (_("BIP code"), row.bip if row.bip != row.code else ""),
        (_("Kind"), name_of(vocabulary.KINDS, row.kind, language=language)),
        (_("Route"), closed_label("route", row.route)),
        (_("Stage"), name_of(vocabulary.STAGES, row.stage, language=language)),
        (_("Where"), _where(rows)),
        (_("Sector"), row.sector.name if row.sector else ""),
        (_("Formulating unit"), row.formulator.name if row.formulator else ""),
        (_("Executing unit"), row.executing_unit.name if row.executing_unit else ""),
        (_("Division"), row.division.name if row.division else ""),
        (
            _("Beneficiaries"),
            words.number(row.beneficiaries_total or 0) if row.beneficiaries_total else "",
        ),
        (_("Jobs"), words.number(row.jobs or 0) if row.jobs else ""),
        (_("Strategy"), row.strategy_objective or row.strategy_guideline or row.strategy_axis),
    )
    return [Fact(label=label, value=str(value)) for label, value in pairs if value]


def record_of(code: str) -> list[RecordEntry]:
    """The newest entries about the initiative, those without their place yet first."""
    return recorded.record_of(code, most=ENTRIES_SHOWN, title=_entry_title)


def _entry_title(entry: PlacedEntry) -> str:
    """What it says, with the state or the money that it names."""
    state, amount = entry.payload.get("to_state"), entry.payload.get("amount_clp")
    if isinstance(state, str) and state in STATE_KEYS:
        return f"{entry.words}: {state_label(state_of(state))}"
    if isinstance(amount, int):
        return f"{entry.words}: {words.compact_money(amount)}"
    return entry.words
