"""Who sits: bodies, members, their places and blocs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from alameda.council.holding.shared import (
    DEMO,
    SOURCE,
    SUBJECT,
    imported,
    taken,
)
from alameda.record.rules.holding import Holding, Says, Told, by_digest


def _member(told: Told) -> Iterator[Says]:
    yield Says((told.subject,))


def _past_member(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), source=imported(told))


def _renamed(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), by_digest(told))


def _circumscription(told: Told) -> Iterator[Says]:
    yield Says((told["circumscription"],), {**taken(told, "name", "seats"), **by_digest(told)})


def _bloc(told: Told) -> Iterator[Says]:
    yield Says((told["bloc"],), {**taken(told, "name", "starts_on"), **by_digest(told)})


def _bloc_ended(told: Told) -> Iterator[Says]:
    yield Says((told["bloc"],), {"ends_on": told["ends_on"], **by_digest(told)})


def _body(told: Told) -> Iterator[Says]:
    said = taken(told, "kind", "parent")
    yield Says((told.subject,), {**said, "starts_on": date.fromisoformat(told["starts_on"])})


def _past_body(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"kind": told["kind"]}, source=imported(told))


HOLDINGS: Final = (
    Holding(
        model="council.body",
        key=("subject__code",),
        columns={"kind": "kind", "parent": "parent__subject__code", "starts_on": "starts_on"},
        digested=("slug", "name", "remit", "starts_on", "ends_on"),
        tellings={"body.added": _body, "past_body.imported": _past_body,
                  "body.renamed": _renamed, "body.ended": _renamed},
        apart={"source_key": SOURCE, "is_demo": DEMO},
        # The Council itself may be set up by an import, which names it in no fact of its own.
        is_whole=False,
    ),
    Holding(
        model="council.councillor",
        key=("code",),
        digested=("slug", "name", "sort_name"),
        tellings={"councillor.added": _member, "past_member.imported": _past_member,
                  "councillor.renamed": _renamed},
        apart={
            "subject": SUBJECT,
            "source_key": SOURCE,
            "account": "who signs in for a member is not public",
            "is_demo": DEMO,
        },
        is_keyed=True,
    ),
    Holding(
        model="council.circumscription",
        key=("slug",),
        columns={"name": "name", "seats": "seats"},
        digested=("name", "seats"),
        tellings={"circumscription.set": _circumscription},
        is_whole=False,
    ),
    Holding(
        model="council.bloc",
        key=("slug",),
        columns={"name": "name", "starts_on": "starts_on", "ends_on": "ends_on"},
        digested=("name", "starts_on", "ends_on"),
        tellings={"bloc.added": _bloc, "bloc.ended": _bloc_ended},
        is_whole=False,
    ),
    Holding(
        model="council.mandate",
        key=("pk",),
        digested=(
            "councillor__code", "kind", "circumscription__slug", "starts_on", "ends_on",
            "ended_by", "replaces__councillor__code",
        ),
        apart={"act": "the entry of the seat says it"},
    ),
    Holding(
        model="council.blocmembership",
        key=("pk",),
        digested=("councillor__code", "bloc__slug", "starts_on", "ends_on"),
    ),
    Holding(
        model="council.membership",
        key=("pk",),
        digested=("body__slug", "councillor__code", "post", "starts_on", "ends_on"),
        apart={"source_key": SOURCE},
    ),
    Holding(
        model="council.leave",
        key=("pk",),
        digested=("councillor__code", "kind", "starts_on", "ends_on"),
        is_keyed=True,
    ),
)  # fmt: skip
