"""What the Council's rows are held against: which fact says what of which row.

A member's name is no fact of the record (ADR 0008): it is held by a digest that needs the
instance's key, so that nobody can guess it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from alameda.foundation.written import digest, salted_digest
from alameda.record.rules.holding import DIGESTED, Holding, Says, Told, by_digest, moment

_CHANGED: Final = "a trigger of the database moves it"
_VERSION: Final = "counts the changes; no page shows it"
_DEMO: Final = "an instance is a demonstration or it is none"
_SUBJECT: Final = "its code is the same"
_SOURCE: Final = "where an import read it; the entry of the import says which file"
_MOMENT: Final = "the moment of the entry says it"
_UNSAID: Final = "no fact says it yet"


def _import(told: Told) -> str:
    return f"importacion-consejo-{told['import_number']}"


def _taken(told: Told, *names: str, **others: str) -> dict[str, object]:
    """Columns that have the same name in the fact, and those that have another there."""
    return {
        **{name: told[name] for name in names},
        **{column: told[name] for column, name in others.items()},
    }


# Sessions


def _convened(told: Told) -> Iterator[Says]:
    said = _taken(told, "body", "kind", "number", "place")
    moments = {name: moment(told[name]) for name in ("starts_at", "second_starts_at")}
    yield Says((told.subject,), {**said, **moments, **by_digest(told), "state": "convened"})


def _retimed(told: Told) -> Iterator[Says]:
    moments = {name: moment(told[name]) for name in ("starts_at", "second_starts_at")}
    yield Says((told.subject,), moments)


def _opened(told: Told) -> Iterator[Says]:
    names = ("summons", "in_office", "quorum_needed", "quorum_present", "presided_by")
    yield Says((told.subject,), {**_taken(told, *names), "state": "open"})


def _chair(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"presided_by": told["councillor"]})


def _recording(told: Told) -> Iterator[Says]:
    said = {"recording_url": told["url"], "recording_starts_at": moment(told["starts_at"])}
    yield Says((told.subject,), said)


def _state(state: str) -> Any:
    def telling(told: Told) -> Iterator[Says]:
        yield Says((told.subject,), {"state": state})

    return telling


def _past_session(told: Told) -> Iterator[Says]:
    said = _taken(told, "kind", "number", "is_inconsistent")
    yield Says((told.subject,), said, source=_import(told))


def _attendance(told: Told) -> Iterator[Says]:
    for state in ("present", "absent", "excused", "on_leave"):
        for code in told[state]:
            yield Says((told.subject, code), {"state": state})


def _past_attendance(told: Told) -> Iterator[Says]:
    for code, state in told["attendance"].items():
        yield Says((told.subject, code), {"state": state}, source=_import(told))


# Votes

_COUNTS: Final = ("present", "favour", "against", "abstain", "not_voting", "recused")


def _vote_opened(told: Told) -> Iterator[Says]:
    said = _taken(told, "majority", "held_on", "in_office")
    said |= {"session": told.subject, "state": "open"}
    yield Says((told["vote"],), {**said, **by_digest(told)})


def _vote_closed(told: Told) -> Iterator[Says]:
    said = _taken(told, *_COUNTS, "in_office", "majority", "needed", "outcome")
    yield Says((told["vote"],), {**said, "session": told.subject, "state": "closed"})


def _tie_broken(told: Told) -> Iterator[Says]:
    said = {"casting_choice": told["choice"], "outcome": told["outcome"]}
    yield Says((told["vote"],), said)


def _annulled(told: Told) -> Iterator[Says]:
    yield Says((told["vote"],), {"state": "annulled"})


def _past_vote(told: Told) -> Iterator[Says]:
    counts = {name: told["published"][name] for name in ("favour", "against", "abstain", "recused")}
    session = told.payload.get("session", told.subject)
    said = {**counts, **_taken(told, "outcome", "is_inconsistent"), "session": session}
    yield Says((told["vote"],), {**said, "state": "closed"}, source=_import(told))


def _cast(told: Told) -> Iterator[Says]:
    said = _taken(told, "choice", "is_by_secretary")
    yield Says((told["vote"], told["councillor"]), said)


def _corrected(told: Told) -> Iterator[Says]:
    yield Says((told["vote"], told["councillor"]), {"choice": told["to_choice"]})


def _correction(told: Told) -> Iterator[Says]:
    key = (told["vote"], told["councillor"], told["from_choice"], told["to_choice"])
    yield Says(key, {"reason": told["reason"]})


def _ballots(told: Told) -> Iterator[Says]:
    noted = told.payload.get("by_secretary")
    for code, choice in told["ballots"].items():
        said = {} if noted is None else {"is_by_secretary": code in noted}
        yield Says((told["vote"], code), {"choice": choice, **said})


def _recused_in(told: Told) -> Iterator[Says]:
    for vote in told.payload.get("votes", ()):
        yield Says((vote, told["councillor"]), {"choice": "recused"})


def _ballots_counted(told: Told) -> Iterator[Says]:
    for code in told["ballots"]:
        yield Says((told["vote"], code))


def _past_ballots(told: Told) -> Iterator[Says]:
    for code, choice in told["ballots"].items():
        yield Says((told["vote"], code), {"choice": choice}, source=_import(told))


def _put_to_vote(told: Told) -> Iterator[Says]:
    for item in told["items"]:
        yield Says((told["vote"], item))


# Agreements and minutes


def _issued(told: Told) -> Iterator[Says]:
    names = (
        "session", "vote", "item", "business", "outcome", "number", "agreed_on",
        "publication_due_on", "amount_clp",
    )  # fmt: skip
    yield Says((told.subject,), {**_taken(told, *names), **_text(told)})


def _edited(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), _text(told))


def _text(told: Told) -> dict[str, object]:
    """The text of an agreement: salted until it is certified, plain in older entries."""
    if salted := told.payload.get("text_digest"):
        return {"salted": salted}
    plain = told["text_sha256"]
    return {"text": plain} if plain else {}


def _certified(told: Told) -> Iterator[Says]:
    said = _taken(told, "certificate", text="text_sha256")
    yield Says((told.subject,), {**said, "certified_at": moment(told["certified_at"])})


def _published(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"published_at": moment(told["published_at"])})


def _agreement_corrected(told: Told) -> Iterator[Says]:
    yield Says((told["by"],), {"corrects": told.subject})


def _past_agreement(told: Told) -> Iterator[Says]:
    said = _taken(told, "session", "vote", "outcome", "title", "amount_clp")
    yield Says((told.subject,), said, source=_import(told))


def _drafted(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"state": "drafted"})


def _minutes_corrected(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"version": told["version"]})


def _approved(told: Told) -> Iterator[Says]:
    said = _taken(told, "version", approved_by="agreement", parts="text_sha256")
    yield Says((told.subject,), {**said, "state": "approved"})


def _minutes_published(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"document": told["document"], "state": "published"})


def _parts_digest(parts: list[dict[str, Any]], state: str) -> str:
    """As ``actions.minutes`` says it; of a draft that was corrected no fact says the whole."""
    if state == "drafted":
        return ""
    return digest("\n\n".join(f"{part['title']}\n{part['text']}" for part in parts))


# Items


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
    said = _taken(told, "business", "received_on", "amount_clp")
    said |= {**_money(told), **by_digest(told)}
    yield Says((told["item"],), {**said, "state": "entered"})


def _item_money(told: Told) -> Iterator[Says]:
    yield Says((told["item"],), _taken(told, "amount_clp", "fund"))


def _referred(told: Told) -> Iterator[Says]:
    yield Says((told["item"],), {"committee": told["committee"], "state": "in_committee"})


def _reported(told: Told) -> Iterator[Says]:
    yield Says((told["item"],), {"reported_on": told["reported_on"], "state": "reported"})


def _floor_item(told: Told) -> Iterator[Says]:
    said = {**_taken(told, "business", "section"), **by_digest(told), **_money(told)}
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


# What is owed and asked for


def _raised(told: Told) -> Iterator[Says]:
    names = ("kind", "session", "raised_by", "unit", "raised_on", "due_on", "term")
    yield Says((told.subject,), {**_taken(told, *names), **by_digest(told), "state": "open"})


def _answered(told: Told) -> Iterator[Says]:
    said = _taken(told, "answered_on", "document", answer="answer_sha256")
    yield Says((told.subject,), {**said, "state": "answered"})


def _withdrawn(told: Told) -> Iterator[Says]:
    said = {"state": "withdrawn", "answer": digest(told["reason"])}
    yield Says((told.subject,), said)


def _point_opened(told: Told) -> Iterator[Says]:
    said = _taken(told, "needed", "closes_on")
    yield Says((told.subject,), said)


def _point_reached(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"reached_on": told["reached_on"]})


def _point_expired(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"ended": "expired", "needed": told["needed"]})


def _point_declined(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"ended": "declined", "reason": told["reason"]})


def _point_ended(state: str) -> str:
    """A point moves with its item, of which no fact says so: only how it ended is held."""
    return state if state in {"declined", "expired"} else ""


def _matter(told: Told) -> Iterator[Says]:
    names = ("business", "title", "received_on", "comuna", "amount_clp")
    said = {**_money(told), **by_digest(told)}
    yield Says((told.subject,), {**_taken(told, *names), **said, "state": "entered"})


def _matter_corrected(told: Told) -> Iterator[Says]:
    names = ("title", "received_on", "comuna", "amount_clp", "fund", "paper")
    yield Says((told.subject,), {**_taken(told, *names), **by_digest(told)})


def _money(told: Told) -> dict[str, object]:
    """Where the money comes from, of a fact that says it."""
    return {name: told[name] for name in ("fund", "paper") if name in told.payload}


def _matter_moved(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"state": told["to_state"]})


def _plain_text(text: str, salt: str, certified_at: object) -> str:
    """Salted until it is certified; what was issued before there were salts is plain at once."""
    return "" if salt and not certified_at else _text_digest(text)


def _corrects(code: str, certified_at: object) -> str:
    """Until its certificate a correction is only said, and may be unsaid."""
    return code if certified_at else ""


def _salted_text(text: str, salt: str) -> str:
    return salted_digest(text, salt=salt) if salt else ""


def _text_digest(text: str) -> str:
    return digest(text) if text else ""


def _member(told: Told) -> Iterator[Says]:
    yield Says((told.subject,))


def _past_member(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), source=_import(told))


def _renamed(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), by_digest(told))


def _circumscription(told: Told) -> Iterator[Says]:
    yield Says((told["circumscription"],), {**_taken(told, "name", "seats"), **by_digest(told)})


def _bloc(told: Told) -> Iterator[Says]:
    yield Says((told["bloc"],), {**_taken(told, "name", "starts_on"), **by_digest(told)})


def _bloc_ended(told: Told) -> Iterator[Says]:
    yield Says((told["bloc"],), {"ends_on": told["ends_on"], **by_digest(told)})


def _body(told: Told) -> Iterator[Says]:
    said = _taken(told, "kind", "parent")
    yield Says((told.subject,), {**said, "starts_on": date.fromisoformat(told["starts_on"])})


def _past_body(told: Told) -> Iterator[Says]:
    yield Says((told.subject,), {"kind": told["kind"]}, source=_import(told))


HOLDINGS: Final = (
    Holding(
        model="council.body",
        key=("subject__code",),
        columns={"kind": "kind", "parent": "parent__subject__code", "starts_on": "starts_on"},
        digested=("slug", "name", "remit", "starts_on", "ends_on"),
        tellings={"body.added": _body, "past_body.imported": _past_body,
                  "body.renamed": _renamed, "body.ended": _renamed},
        apart={"source_key": _SOURCE, "is_demo": _DEMO},
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
            "subject": _SUBJECT,
            "source_key": _SOURCE,
            "account": "who signs in for a member is not public",
            "is_demo": _DEMO,
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
        apart={"source_key": _SOURCE},
    ),
    Holding(
        model="council.leave",
        key=("pk",),
        digested=("councillor__code", "kind", "starts_on", "ends_on"),
        is_keyed=True,
    ),
    Holding(
        model="council.session",
        key=("code",),
        columns={
            "body": "body__subject__code",
            "kind": "kind",
            "number": "number",
            "state": "state",
            "place": "place",
            "starts_at": "starts_at",
            "second_starts_at": "second_starts_at",
            "summons": "summons",
            "in_office": "in_office",
            "quorum_needed": "quorum_needed",
            "quorum_present": "quorum_present",
            "presided_by": "presided_by__code",
            "recording_url": "recording_url",
            "recording_starts_at": "recording_starts_at",
            "is_inconsistent": "is_inconsistent",
        },
        digested=("title", "year", "source"),
        strict=("recording_url", "presided_by", "summons"),
        tellings={
            "session.convened": _convened,
            "session.retimed": _retimed,
            "agenda.published": _state("agenda_published"),
            "session.opened": _opened,
            "chair.changed": _chair,
            "session.suspended": _state("suspended"),
            "session.resumed": _state("open"),
            "session.closed": _state("closed"),
            "session.failed": _state("failed"),
            "session.cancelled": _state("cancelled"),
            "minutes.drafted": _state("minutes_drafted"),
            "minutes.approved": _state("minutes_approved"),
            "minutes.published": _state("published"),
            "recording.linked": _recording,
            "past_session.imported": _past_session,
        },
        apart={
            "subject": _SUBJECT,
            "starts_wall": "the instant is held; this is what a clock showed then",
            "second_starts_wall": "the instant is held; this is what a clock showed then",
            "zone": "the instant is held; this is what a clock showed then",
            "convened_at": _MOMENT,
            "agenda_published_at": _MOMENT,
            "opened_at": _MOMENT,
            "closed_at": _MOMENT,
            "broadcast_url": _UNSAID,
            "recording_published_at": _MOMENT,
            "attendance_certified_at": _MOMENT,
            "import_run": _SOURCE,
            "source_key": _SOURCE,
            "is_demo": _DEMO,
            "version": _VERSION,
            "changed_at": _CHANGED,
        },
    ),
    Holding(
        model="council.attendance",
        key=("session__code", "councillor__code"),
        columns={"state": "state"},
        tellings={
            "attendance.certified": _attendance,
            "past_session.imported": _past_attendance,
        },
        apart={"held_on": "the day of its session, which is held"},
    ),
    Holding(
        model="council.vote",
        key=("code",),
        columns={
            **{name: name for name in _COUNTS},
            "session": "session__code",
            "majority": "majority",
            "state": "state",
            "held_on": "held_on",
            "in_office": "in_office",
            "needed": "needed",
            "casting_choice": "casting_choice",
            "outcome": "outcome",
            "is_inconsistent": "is_inconsistent",
        },
        digested=("question",),
        strict=("casting_choice",),
        tellings={
            "vote.opened": _vote_opened,
            "vote.closed": _vote_closed,
            "tie.broken": _tie_broken,
            "vote.annulled": _annulled,
            "past_vote.imported": _past_vote,
            "past_agreement.imported": _past_vote,
        },
        apart={
            "opened_at": _MOMENT,
            "closed_at": _MOMENT,
            "explanation": "computed from the counts, which are held",
            "has_all_names": "computed from the ballots, which are held",
            "as_published": "what a source says of itself; the entry of the import says it too",
            "source_key": _SOURCE,
            "changed_at": _CHANGED,
        },
    ),
    Holding(
        model="council.vote_items",
        key=("vote__code", "agendaitem__code"),
        tellings={"vote.opened": _put_to_vote},
        is_whole=False,
    ),
    Holding(
        model="council.ballot",
        key=("vote__code", "councillor__code"),
        columns={"choice": "choice", "is_by_secretary": "is_by_secretary"},
        tellings={
            "ballot.cast": _cast,
            "ballot.corrected": _corrected,
            "vote.closed": _ballots,
            "recusal.declared": _recused_in,
            "past_vote.imported": _past_ballots,
            "past_agreement.imported": _past_ballots,
        },
        apart={
            "held_on": "the day of its vote, which is held",
            "cast_at": _MOMENT,
            "request_key": "the key of a sending; no page shows it",
        },
        is_whole=False,  # those of an open vote are on the roll before they say anything
    ),
    Holding(
        model="council.ballot",
        part="counted",
        key=("vote__code", "councillor__code"),
        tellings={
            "vote.closed": _ballots_counted,
            "past_vote.imported": _past_ballots,
            "past_agreement.imported": _past_ballots,
        },
        only={"vote__present__isnull": False},
    ),
    Holding(
        model="council.ballotcorrection",
        key=(
            "ballot__vote__code", "ballot__councillor__code", "from_choice", "to_choice",
        ),
        columns={"reason": "reason"},
        tellings={"ballot.corrected": _correction},
        apart={"corrected_at": _MOMENT},
    ),
    Holding(
        model="council.agreement",
        key=("code",),
        columns={
            "session": "session__code",
            "vote": "vote__code",
            "item": "item__code",
            "business": "business",
            "outcome": "outcome",
            "number": "number",
            "agreed_on": "agreed_on",
            "publication_due_on": "publication_due_on",
            "amount_clp": "amount_clp",
            "text": ("text", "salt", "certified_at"),
            "salted": ("text", "salt"),
            "title": "title",
            "certificate": "certificate__code",
            "certified_at": "certified_at",
            "published_at": "published_at",
            "corrects": ("corrects__code", "certified_at"),
        },
        readings={"text": _plain_text, "salted": _salted_text, "corrects": _corrects},
        strict=("certificate", "certified_at", "published_at", "corrects"),
        tellings={
            "agreement.issued": _issued,
            "agreement_text.edited": _edited,
            "agreement.certified": _certified,
            "agreement.published": _published,
            "agreement.corrected": _agreement_corrected,
            "past_agreement.imported": _past_agreement,
        },
        apart={
            "subject": _SUBJECT,
            "year": "the year of its day, which is held",
            "committee": _UNSAID,
            "fund": "stands in its text, which is held",
            "beneficiary": "stands in its text, which is held",
            "search": "computed from its text",
            "changed_at": _CHANGED,
            "is_demo": _DEMO,
        },
    ),
    Holding(
        model="council.minutes",
        key=("session__code",),
        columns={
            "state": "state",
            "version": "version",
            "approved_by": "approved_by__code",
            "document": "document__code",
            "parts": ("parts", "state"),
        },
        readings={"parts": _parts_digest},
        strict=("approved_by", "document"),
        tellings={
            "minutes.drafted": _drafted,
            "minutes.corrected": _minutes_corrected,
            "minutes.approved": _approved,
            "minutes.published": _minutes_published,
        },
        apart={
            "drafted_at": _MOMENT,
            "approved_at": _MOMENT,
            "published_at": _MOMENT,
        },
    ),
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
            "report": _UNSAID,
            "source_key": _SOURCE,
            "version": _VERSION,
            "created_at": _MOMENT,
            "changed_at": _CHANGED,
        },
        is_whole=False,
    ),
    Holding(
        model="council.recusal",
        key=("item__code", "councillor__code"),
        tellings={"recusal.declared": _recused},
        apart={"reason": "the cause is not published", "declared_at": _MOMENT},
        is_whole=False,
    ),
    Holding(
        model="council.itemfile",
        key=("item__code", "document__code"),
        tellings={"item_file.attached": _attached},
        apart={"label": _UNSAID, "public_at": "its document says it, and is held"},
        is_whole=False,
    ),
    Holding(
        model="council.commitment",
        key=("code",),
        columns={
            "kind": "kind",
            "session": "session__code",
            "raised_by": "raised_by__code",
            "unit": "owner_unit__code",
            "raised_on": "raised_on",
            "due_on": "due_on",
            "term": "term",
            "state": "state",
            "answered_on": "answered_on",
            "document": "document__code",
            "answer": "answer",
        },
        readings={"answer": _text_digest},
        strict=("answered_on", "answer", "document"),
        tellings={
            "commitment.raised": _raised,
            "commitment.answered": _answered,
            "commitment.withdrawn": _withdrawn,
        },
        digested=("text", "owner"),
        apart={"subject": _SUBJECT, "item": _UNSAID, "is_demo": _DEMO, "version": _VERSION},
    ),
    Holding(
        model="council.citizenpoint",
        key=("code",),
        columns={
            "needed": "needed",
            "closes_on": "closes_on",
            "reached_on": "reached_on",
            "reason": "reason",
            "ended": "state",
        },
        readings={"ended": _point_ended},
        strict=("reached_on", "reason", "ended"),
        tellings={
            "point.opened": _point_opened,
            "point.reached": _point_reached,
            "point.expired": _point_expired,
            "point.declined": _point_declined,
        },
        apart={
            "subject": _SUBJECT,
            "salt": "of the digests of its words; no page shows it",
            "title": "what the public types is not kept for ever",
            "text": "what the public types is not kept for ever",
            "proposer": "a person is not public",
            "supporters": "a number that moves; the entry says it when it is reached",
            "opened_on": _MOMENT,
            "is_demo": _DEMO,
        },
        is_whole=False,
    ),
    Holding(
        model="council.matter",
        key=("code",),
        columns={
            "business": "business",
            "title": "title",
            "received_on": "received_on",
            "comuna": "comuna__cut",
            "amount_clp": "amount_clp",
            "fund": "fund",
            "paper": "paper",
            "state": "state",
        },
        tellings={
            "matter.registered": _matter,
            "matter.corrected": _matter_corrected,
            "matter.moved": _matter_moved,
        },
        digested=("summary", "applicant"),
        apart={
            "subject": _SUBJECT,
            "decided_on": "the entry of its last move says it",
            "is_demo": _DEMO,
            "version": _VERSION,
        },
        is_whole=False,
    ),
)  # fmt: skip

APART: Final = {
    "council.circumscription_comunas": _UNSAID,
    "council.happening": "the log of a session: each line has its entry, which is not its row yet",
    "council.presence": "who came and went: each has its entry, which is not its row yet",
    "council.itemmove": "each move of an item has its entry, which is not its row yet",
    "council.correction": "minutes as approved are held whole",
    "council.pastimport": "the entry of the import says its numbers",
    "council.finding": "the entry of the import says how many of each kind",
    "council.support": "who supports a point is not public",
}
