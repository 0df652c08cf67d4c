"""Moving an initiative from one state to another."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.errors import (
    BadInputError,
    NotAllowedError,
    ParameterUnknownError,
    RuleBrokenError,
    StaleError,
)
from alameda.foundation.parameters import Utm, parameter, utm_or_latest
from alameda.foundation.texts import seen
from alameda.foundation.vocabulary import say
from alameda.investments import policies
from alameda.investments.actions.cards import refresh_cards
from alameda.investments.events import InitiativeMoved
from alameda.investments.models import Initiative, StateChange
from alameda.investments.rules.states import (
    BEFORE_COUNCIL,
    DOCUMENTS,
    INITIATIVE,
    STATES,
    Transition,
    find_move,
    moves_from,
    state_of,
)
from alameda.investments.selectors.initiatives import is_private_draft
from alameda.investments.selectors.sheets import fund_of
from alameda.investments.selectors.silence import silence_clock_of
from alameda.record.actions import publish
from alameda.territory.models import Region
from alameda.thread.actions import move as enter

DOCUMENT_LETTERS = 160
REASON_LETTERS = 400


@transaction.atomic
def move_initiative(  # noqa: PLR0913  # an act has its day, its document and its reason: all are the record's
    initiative: Initiative,
    *,
    to: str,
    version: int,
    happened_on: date,
    document: str = "",
    reason: str = "",
    ground: str = "",
    actor: Actor,
) -> Initiative:
    """Move an initiative to another state, and publish the fact.

    Args:
        initiative: as the caller read it; locked and read again here.
        to: key of the state it enters.
        version: the version that the actor saw; another one means that somebody moved it since.
        happened_on: the day of the act: neither before the last move nor in the future.
        document: number of the act; required where the transition needs one.
        reason: why, in one sentence; public; required where the transition needs it.
        ground: ``silence`` where the Council let its term run out, ``withdrawal`` where who put it
            forward takes it back; else empty.
        actor: who moves it; needs one of the roles of the transition, there.

    Returns:
        The initiative as it is now, with its card.

    Raises:
        StaleError: somebody moved it since the actor saw it.
        NotAllowedError: the actor may not make that move.
        BadInputError: no such state, or the document or the reason is too long.
        RuleBrokenError: the machine has no such move, the document or the reason is missing, the
            day is not possible, the amount needs the Council, or the Council's term still runs.
        ParameterUnknownError: whether the Council must decide cannot be known for that day.

    Source: docs/rules/investment-cycle.md, "Moving".
    """
    row = Initiative.objects.select_for_update().get(pk=initiative.pk)
    if not policies.may_move_anything(actor):
        raise NotAllowedError(_may_not_sentence(to))
    if row.version != version:
        raise StaleError(_stale_sentence(row))
    move = _find(row, to, ground)
    if not policies.may_move(actor, row, move):
        raise NotAllowedError(_may_not_sentence(to))
    _check_sheet(row, move)
    document, reason = seen(document), seen(reason)
    _check_texts(document, reason)
    _check_day(row, happened_on)
    _check_papers(move, document, reason)
    if move.target == "approved_by_governor":
        reason = _with_note(reason, _check_threshold(row, happened_on))
    if move.ground == "silence":
        _check_silence(row, happened_on)
    _write(row, move, happened_on=happened_on, texts=(document, reason), actor=actor)
    publish(
        InitiativeMoved(
            subject=row.code,
            from_state=move.source,
            to_state=move.target,
            happened_on=happened_on,
            document=document,
            reason=reason,
        ),
        actor=actor,
    )
    refresh_cards([row.pk])
    row.refresh_from_db()
    return row


def _write(
    row: Initiative, move: Transition, *, happened_on: date, texts: tuple[str, str], actor: Actor
) -> None:
    document, reason = texts
    StateChange.objects.create(
        initiative=row,
        from_state=move.source,
        to_state=move.target,
        happened_on=happened_on,
        by_role=actor.public_name[:120],
        document=document,
        reason=reason,
    )
    row.state_since, row.version = happened_on, row.version + 1
    enter(row, INITIATIVE, move.target, also=["state_since", "version", "changed_at"])


def _find(row: Initiative, to: str, ground: str) -> Transition:
    """The transition, where the machine has it."""
    if to not in {state.key for state in STATES}:
        raise BadInputError(_("There is no state “%(state)s”.") % {"state": to[:40]}, field="to")
    move = find_move(row.state, to, ground)
    if move is not None:
        return move
    said = {
        "here": _name(row.state),
        "to": _name(to),
        "possible": ", ".join(
            _name(each.target) for each in moves_from(row.state) if not each.ground
        ),
    }
    if not said["possible"]:
        raise RuleBrokenError(_("From “%(here)s” there is no move.") % said, field="to")
    raise RuleBrokenError(
        _("From “%(here)s” it cannot go to “%(to)s”. It can go to: %(possible)s.") % said,
        field="to",
    )


def _check_sheet(row: Initiative, move: Transition) -> None:
    """What enters was registered whole; what goes to the Council says how much, and from where."""
    if move.target == "entered" and is_private_draft(row):
        raise RuleBrokenError(
            _("It is a draft: complete its registration, and enter it there."),
            url=f"/mesa/iniciativas/{row.code}/",
        )
    # What comes back from a session or a committee was sent before: it waits for the next one.
    if move.target == "sent_to_council" and move.source not in BEFORE_COUNCIL:
        check_asks(row)


def check_asks(row: Initiative) -> None:
    """Refuse to put before the Council what says no amount, or no fund.

    Raises:
        RuleBrokenError: the amount or the fund is missing; the error leads to where it is said.

    Source: docs/rules/investment-cycle.md, "Before the Council".
    """
    amount_clp, fund = row.requested_clp or row.approved_clp, fund_of(row)
    if amount_clp and fund:
        return
    if not amount_clp and not fund:
        sentence = _("It says neither its amount nor its fund: the Council decides both.")
    elif not amount_clp:
        sentence = _("It does not say its amount: the Council decides on an amount.")
    else:
        sentence = _("It does not say its fund: the Council decides on a fund.")
    raise RuleBrokenError(sentence, url=f"/mesa/iniciativas/{row.code}/corregir/")


def _check_texts(document: str, reason: str) -> None:
    texts = (("document", document, DOCUMENT_LETTERS), ("reason", reason, REASON_LETTERS))
    for field, text, most in texts:
        if len(text) > most:
            sentence = _("This is too long: at most %(most)s characters.") % {"most": most}
            raise BadInputError(sentence, field=field)
        if "\x00" in text:
            raise BadInputError(_("This has a character that cannot be kept."), field=field)


def _check_papers(move: Transition, document: str, reason: str) -> None:
    if move.document and not document:
        raise RuleBrokenError(_document_sentence(move), field="document")
    if move.has_reason and not reason:
        raise RuleBrokenError(_("Write the reason, in one sentence."), field="reason")


def _check_silence(row: Initiative, happened_on: date) -> None:
    """The Council's silence counts only after its last day."""
    clock = silence_clock_of(row)
    if clock is None or clock.due_on is None:
        raise RuleBrokenError(
            _(
                "No register has the day on which the Council received it: nobody can count its"
                " term."
            )
        )
    if happened_on <= clock.due_on:
        said = {"start": words.day_long(clock.start), "due": words.day_long(clock.due_on)}
        raise RuleBrokenError(
            _("The Council received it on %(start)s and may decide until %(due)s.") % said,
            field="happened_on",
        )


def _check_day(row: Initiative, happened_on: date) -> None:
    if happened_on > timezone.localdate():
        raise RuleBrokenError(_("The day of the act cannot be in the future."), field="happened_on")
    last_on = _last_change_on(row)
    if last_on and happened_on < last_on:
        said = {"state": _name(row.state), "day": words.day_long(last_on)}
        raise RuleBrokenError(
            _("The act cannot be before %(day)s, when it came to “%(state)s”.") % said,
            field="happened_on",
        )


def _last_change_on(row: Initiative) -> date | None:
    """The day of its last change of state, by its own column or by its changes."""
    last: date | None = row.state_changes.aggregate(last=Max("happened_on"))["last"]
    return max((day for day in (last, row.state_since) if day), default=None)


def _check_threshold(row: Initiative, happened_on: date) -> str:
    """Above the threshold of the law only the Council approves; to know, the amount is needed.

    Returns:
        A sentence where the UTM of that month is not known yet and the latest one was taken.
    """
    known = [amount for amount in (row.requested_clp, row.approved_clp) if amount is not None]
    amount_clp = max(known, default=None)
    if amount_clp is None:
        raise RuleBrokenError(
            _("Its amount is not known, so nobody can say whether the Council must decide."),
            field="to",
        )
    region = Region.objects.values_list("iso_code", flat=True).first() or ""
    try:
        threshold = parameter("core.threshold_utm", on=happened_on, region=region)
        unit = utm_or_latest(happened_on)
    except ParameterUnknownError as error:
        sentence = _("Whether the Council must decide cannot be known for that day. %(why)s")
        raise ParameterUnknownError(sentence % {"why": error}, field="happened_on") from error
    note = _utm_note(unit) if unit.is_latest else ""
    if amount_clp > threshold.value * unit.value_clp:
        said = {
            "amount": words.money(amount_clp),
            "threshold": words.number(threshold.value),
            "basis": threshold.basis,
        }
        sentence = _(
            "At %(amount)s it is above %(threshold)s UTM: the Council has to decide."
            " Legal basis: %(basis)s."
        )
        raise RuleBrokenError(" ".join((sentence % said, note)).strip(), field="to")
    return note


def _utm_note(unit: Utm) -> str:
    said = {"value": words.money(unit.value_clp), "note": unit.note}
    return _("The UTM of that month is not published yet: %(value)s was taken. %(note)s") % said


def _with_note(reason: str, note: str) -> str:
    """The reason with the note behind it, where both fit; the note is never what is left out."""
    if not note:
        return reason
    return f"{reason[: max(REASON_LETTERS - len(note) - 1, 0)]} {note}".strip()


def _stale_sentence(row: Initiative) -> str:
    last = StateChange.objects.filter(initiative=row).order_by("pk").last()
    if last is None:
        return _("Somebody changed it since you opened the page: look again.")
    said = {"state": _name(row.state), "day": words.day_long(last.happened_on)}
    return (
        _("Somebody moved it since you opened the page: it is in “%(state)s” since %(day)s.") % said
    )


def _may_not_sentence(to: str) -> str:
    return _("You may not move this initiative to “%(state)s”.") % {"state": _name(to)}


def _document_sentence(move: Transition) -> str:
    es, en = DOCUMENTS[move.document]
    return _("Write the number of its document: %(document)s.") % {
        "document": es if words.language() == "es" else en
    }


def _name(state_key: str) -> str:
    return say(state_of(state_key))
