"""Items of agendas, and what belongs to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from alameda.council.holding.shared import (
    CHANGED,
    MOMENT,
    SOURCE,
    UNSAID,
    VERSION,
    money,
    taken,
)
from alameda.record.rules.holding import DIGESTED, Holding, Says, Told, by_digest


def _item(state: str) -> Any:
    """What a fact of one item says of where it is; why, where it says so."""

    def telling(told: Told) -> Iterator[Says]:
        reason = told.payload.get("reason") or told.payload.get("note")
        said = {"state": state, **({"reason": reason} if reason else {})}
        yield Says((told["item"],), said)
        if carried := told.payload.get("carried_to"):
            yield Says((carried,), {"carried_from": told["item"], **by_digest(told)})

    return telling


def _items_of(name: str, state: str) -> Any:
    """What a fact of many items says of where they are."""

    def telling(told: Told) -> Iterator[Says]:
        for item in told.payload.get(name, ()):
            yield Says((item,), {"state": state})

    return telling


def _left(told: Told) -> Iterator[Says]:
    for item in told["postponed"]:
        yield Says((item,), {"state": "postponed", "reason": told["reason"]})
    for carried, said in told.payload.get("carried", {}).items():
        yield Says((carried,), {DIGESTED: said})


def _place(place: object) -> dict[str, object]:
    """Where an item stands on its agenda, of a fact that says it."""
    if not isinstance(place, list | tuple):
        return {}
    return dict(zip(("position", "number", "section"), place, strict=True))


def _on_agenda(told: Told) -> Iterator[Says]:
    digests = told.payload.get("row_digests", {})
    for item in told["items"]:
        digest = {DIGESTED: digests[item]} if item in digests else {}
        place = _place(told.payload.get("places", {}).get(item))
        yield Says((item,), {"session": told.subject, "state": "on_agenda", **place, **digest})


def _reordered(told: Told) -> Iterator[Says]:
    for position, item in enumerate(told["items"], start=1):
        yield Says((item,), {"position": position})


def _tabled(told: Told) -> Iterator[Says]:
    said = {"session": told.subject, "section": told["section"], "state": "on_agenda"}
    said |= _place(told.payload.get("place"))
    yield Says((told["item"],), {**said, **by_digest(told)})


def _entered(told: Told) -> Iterator[Says]:
    said = taken(told, "business", "received_on", "amount_clp")
    said |= {**money(told), **by_digest(told)}
    yield Says((told["item"],), {**said, "state": "entered"})


def _item_money(told: Told) -> Iterator[Says]:
    yield Says((told["item"],), taken(told, "amount_clp", "fund"))


def _referred(told: Told) -> Iterator[Says]:
    yield Says((told["item"],), {"committee": told["committee"], "state": "in_committee"})


def _reported(told: Told) -> Iterator[Says]:
    yield Says((told["item"],), {"reported_on": told["reported_on"], "state": "reported"})


def _floor_item(told: Told) -> Iterator[Says]:
    said = {**taken(told, "business", "section"), **by_digest(told), **money(told)}
    said |= {name: told[name] for name in ("amount_clp",) if name in told.payload}
    said |= _place(told.payload.get("place"))
    yield Says((told["item"],), {**said, "session": told.subject, "state": "on_agenda"})


def _second(told: Told) -> Iterator[Says]:
    yield Says((told["item"],), {"recording_second": told["second"]})


def _seconds(told: Told) -> Iterator[Says]:
    for item, second in told.payload.get("seconds", {}).items():
        yield Says((item,), {"recording_second": second})


# The vote and the certificate say these of themselves, and are held.
_SAME: Final = {"voted": "debated", "certified": "agreement_issued"}


def _item_state(state: str) -> str:
    return _SAME.get(state, state)


def _recused(told: Told) -> Iterator[Says]:
    yield Says((told["item"], told["councillor"]))


def _attached(told: Told) -> Iterator[Says]:
    yield Says((told["item"], told["document"]))


HOLDINGS: Final = (
    Holding(
        model="council.agendaitem",
        key=("code",),
        columns={
            **{
                name: name
                for name in (
                    "business", "received_on", "amount_clp", "fund", "recording_second", "state",
                    "section", "position", "number", "reported_on", "reason",
                )
            },
            "session": "session__code",
            "committee": "committee__subject__code",
            "carried_from": "carried_from__code",
        },
        # What a citizen asked for becomes an item: its words may be forgotten, and nobody guesses.
        digested=(
            "body__slug", "title", "summary", "beneficiary", "is_from_floor", "matter__code",
            "studies__code", "citizen_point__code", "minutes_of__code", "commitment__code",
        ),
        is_keyed=True,
        readings={"state": _item_state},
        tellings={
            "item.entered": _entered,
            "item.money_stated": _item_money,
            "item.referred": _referred,
            "item.reported": _reported,
            "item.tabled": _tabled,
            "agenda.published": _on_agenda,
            "agenda.reordered": _reordered,
            "floor_item.added": _floor_item,
            "item.opened": _item("debated"),
            "item.closed": _item("dealt_with"),
            "item.withdrawn": _item("withdrawn"),
            "item.postponed": _item("postponed"),
            "item.untreated": _item("untreated"),
            "silence.noted": _item("stood_by_silence"),
            "vote.opened": _items_of("items", "debated"),
            "vote.closed": _items_of("items", "debated"),
            "agreement.issued": _item("agreement_issued"),
            "session.closed": _items_of("dealt_with", "dealt_with"),
            "session.failed": _left,
            "session.cancelled": _left,
            "recording.linked": _seconds,
            "recording_second.noted": _second,
        },
        apart={
            "report": UNSAID,
            "source_key": SOURCE,
            "version": VERSION,
            "created_at": MOMENT,
            "changed_at": CHANGED,
        },
        is_whole=False,
    ),
    Holding(
        model="council.recusal",
        key=("item__code", "councillor__code"),
        tellings={"recusal.declared": _recused},
        apart={"reason": "the cause is not published", "declared_at": MOMENT},
        is_whole=False,
    ),
    Holding(
        model="council.itemfile",
        key=("item__code", "document__code"),
        tellings={"item_file.attached": _attached},
        apart={"label": UNSAID, "public_at": "its document says it, and is held"},
        is_whole=False,
    ),
)  # fmt: skip
