"""What a page says before an act of the Council that cannot be undone.

Each function computes, from the rows as they are, what the act will do. Which acts ask and which
do not, and why: docs/council.md, "Asked before it is done".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.acting.views import Confirmation
from alameda.council.actions.ending import waits_for_a_decision
from alameda.council.models import (
    AgendaItem,
    Agreement,
    Body,
    Commitment,
    Councillor,
    Session,
)
from alameda.council.rules.vocabulary import OUTCOMES
from alameda.council.selectors.clocks import RECORDING, SILENCE, silence_clock
from alameda.council.selectors.convening import (
    leave_sentence,
    next_number,
    on_leave,
    session_code,
    session_title,
    warnings_of_convening,
)
from alameda.council.selectors.orders import held_on
from alameda.desk.council.selectors.sittings import Sitting, item_of, member_of
from alameda.desk.council.selectors.summons import is_outdated, summons_of
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.terms import term
from alameda.foundation.vocabulary import find, say
from alameda.territory.selectors import region_letters

Data = dict[str, Any]
SAID_AT_MOST = 12


def said(names: Iterable[str]) -> str:
    """The first of several names, and how many more there are."""
    each = list(names)
    more = len(each) - SAID_AT_MOST
    told = "; ".join(each[:SAID_AT_MOST])
    if more <= 0:
        return told
    rest = ngettext("%(count)s more", "%(count)s more", more) % {"count": words.number(more)}
    return f"{told}; {rest}"


def counted(count: int, *, one: str, many: str) -> str:
    """A count in words that were translated already."""
    return (one if count == 1 else many) % {"count": words.number(count)}


def no_mail() -> str:
    """Nobody is written to by these acts: said, for it is asked."""
    return _("No mail is sent. Who follows it finds it in the feed and the calendar.")


def ask_convene(_actor: Actor, bodies: list[Body], data: Data) -> Confirmation | None:
    """Its number, its public page, and what is out of the ordinary."""
    body = next((body for body in bodies if body.slug == data["body"]), None)
    if body is None:
        return None  # the act says so beside the field
    kind, starts_at = data["kind"], data["starts_at"]
    year = timezone.localdate(starts_at).year
    number = next_number(body, kind, year)
    told = {
        "title": session_title(body, kind, number),
        "code": session_code(body, kind, year, number),
        "at": words.moment(starts_at),
        "place": data["place"],
    }
    warned = warnings_of_convening(body, kind=kind, starts_at=starts_at, now=timezone.now())
    return Confirmation(
        title=_("Convene %(title)s?") % told,
        button=_("Convene it"),
        happens=[
            _("It is held on %(at)s, in %(place)s.") % told,
            _("It gets the number and code %(code)s, which never change and are not given again.")
            % told,
            _("Everybody sees it at once, with its day, hour and place; the agenda comes later."),
            _("Its hour and place cannot be changed: it can only be cancelled, with a reason."),
            no_mail(),
        ],
        warnings=[each.text for each in warned],
    )


def ask_publish_agenda(_actor: Actor, session: Session, _data: Data) -> Confirmation:
    """The items and their files become public."""
    items = list(session.items.filter(state="on_agenda").order_by("position", "pk"))
    files = sum(item.files.filter(public_at=None).count() for item in items)
    happens = [
        _("Everybody reads the agenda: %(items)s.") % {"items": said(i.title for i in items)},
        _("Items get the numbers that are printed, and what is still owed to the body joins it."),
        _("It cannot be hidden again. Items may still be added, postponed or withdrawn, in view."),
    ]
    if files:
        opened = counted(
            files,
            one=_("%(count)s file of its items that is not public yet becomes so."),
            many=_("%(count)s files of its items that are not public yet become so."),
        )
        happens.insert(1, opened)
    if session.kind == "extraordinary":
        happens[-1] = _("It cannot be hidden again, and takes no more items: it has one subject.")
    if files:
        opened = counted(
            files,
            one=_("%(count)s file of its items that is not public yet becomes so."),
            many=_("%(count)s files of its items that are not public yet become so."),
        )
        happens.insert(1, opened)
    bare = [item.title for item in items if not item.files.exists()]
    warnings = []
    if bare:
        warnings.append(_("Without files: %(items)s.") % {"items": said(bare)})
    return Confirmation(
        title=_("Publish the agenda?"),
        button=_("Publish the agenda"),
        happens=[*happens, no_mail()],
        warnings=warnings,
    )


def ask_summon(_actor: Actor, session: Session, _data: Data) -> Confirmation:
    """The paper that is made, and whether it tells an agenda that may still change."""
    made = summons_of(session)
    count = session.items.filter(state="on_agenda").count()
    happens = [
        _("A public paper is made, with the hour, the place and the agenda as they are now: %(n)s.")
        % {"n": counted(count, one=_("%(count)s item"), many=_("%(count)s items"))},
        _("Its digest enters the record: the paper stays as it is for ever."),
        no_mail(),
    ]
    if made is not None:
        happens.insert(
            1, _("It is a new version of %(code)s; the former stays.") % {"code": made.code}
        )
    warnings = []
    if session.agenda_published_at is None:
        warnings.append(_("The agenda is not published yet: what changes in it makes this old."))
    return Confirmation(
        title=_("Make the summons?") if made is None else _("Make the summons again?"),
        button=_("Make the summons"),
        happens=happens,
        warnings=warnings,
    )


def ask_cancel(_actor: Actor, session: Session, data: Data) -> Confirmation:
    """It is not held, and its items wait again."""
    items = session.items.filter(state="on_agenda").order_by("position", "pk")
    return Confirmation(
        title=_("Cancel %(title)s?") % {"title": session.subject.title},
        button=_("Cancel the session"),
        happens=[
            _("Its page says that it is cancelled, and why: %(why)s") % {"why": data["reason"]},
            _waits(items),
            _("It cannot be convened again under this number."),
            no_mail(),
        ],
    )


def ask_fail(_actor: Actor, session: Session, data: Data) -> Confirmation:
    """It was not held, and its items wait again."""
    items = session.items.filter(state="on_agenda").order_by("position", "pk")
    return Confirmation(
        title=_("Say that %(title)s was not held?") % {"title": session.subject.title},
        button=_("It was not held"),
        happens=[
            _("Its page says that there was no quorum: %(why)s") % {"why": data["reason"]},
            _waits(items),
            _("It cannot be opened any more."),
        ],
    )


def ask_open(_actor: Actor, session: Session, data: Data) -> Confirmation:
    """Who is in the room, and who of them is on leave."""
    sitting = Sitting(session)
    room = [member_of(sitting, code) for code in data["present"]]
    chair = member_of(sitting, data["presided_by"])
    needed = sitting.needed_at(data["summons"])
    counting = {seat.councillor.pk for seat in sitting.seats if seat.counts}
    told = {
        "present": words.number(sum(member.pk in counting for member in room)),
        "needed": words.number(needed),
        "chair": chair.name,
    }
    made = summons_of(session)
    warnings = [leave_sentence(member) for member in on_leave(room, day=sitting.day)]
    if made is not None and is_outdated(session, made):
        warnings.append(_("The summons is older than the agenda: make it again first."))
    return Confirmation(
        title=_("Open the session?"),
        button=_("Open the session"),
        happens=[
            _("%(present)s make the quorum, which is %(needed)s; %(chair)s presides.") % told,
            _("This is the hour of its opening, in the minutes and in the record."),
            _("It is shown live. Who comes or goes is noted from now on; the opening stays."),
        ],
        warnings=warnings,
    )


def ask_arrival(_actor: Actor, session: Session, data: Data) -> Confirmation | None:
    """Only where who comes is on leave; the roll of a session is quick."""
    code = data.get("arrived") or data.get("joining")
    if not code:
        return None
    member = member_of(Sitting(session), code)
    return _on_leave(session, member)


def _on_leave(session: Session, member: Councillor) -> Confirmation | None:
    if not on_leave([member], day=held_on(session)):
        return None
    return Confirmation(
        title=_("Mark %(name)s present?") % {"name": member.name},
        button=_("Mark as present"),
        happens=[
            _("She or he counts for the quorum and votes; the leave stays as it was granted."),
            _("The log, the minutes and the record say that it was so."),
        ],
        warnings=[leave_sentence(member)],
    )


def ask_close(_actor: Actor, session: Session, _data: Data) -> Confirmation:
    """What was not treated, and which clocks start."""
    left = list(session.items.filter(state__in=("on_agenda", "debated")).order_by("position", "pk"))
    untreated = [item for item in left if item.state == "on_agenda"]
    open_ones = [item for item in left if item.state == "debated"]
    happens = [_("Everybody leaves the room, and this is the hour of the close.")]
    if untreated:
        told = {"items": said(_titled(item) for item in untreated)}
        happens.append(_("Not treated, and left for the next agenda: %(items)s.") % told)
    happens += [_ending(item) for item in open_ones]
    happens += [
        _recording_sentence(),
        _("It cannot be opened again. The minutes say what happened, and nothing else."),
    ]
    return Confirmation(
        title=_("Close the session?"), button=_("Close the session"), happens=happens
    )


def _ending(item: AgendaItem) -> str:
    if waits_for_a_decision(item):
        return _("Still being discussed, and postponed: %(item)s.") % {"item": _titled(item)}
    return _("Dealt with, without a vote: %(item)s.") % {"item": _titled(item)}


def ask_postpone_left(_actor: Actor, session: Session, data: Data) -> Confirmation:
    """All that is left waits for another session."""
    left = session.items.filter(state__in=("on_agenda", "debated")).order_by("position", "pk")
    return Confirmation(
        title=_("Postpone all that is left?"),
        button=_("Postpone all of it"),
        happens=[
            _waits(left),
            _("The minutes say that each was postponed, and why: %(why)s")
            % {"why": data["reason"]},
            _("The session goes on until you close it."),
        ],
    )


def ask_withdraw(_actor: Actor, item: AgendaItem, data: Data) -> Confirmation:
    """It leaves undecided; what it is about, and a term, where there are such."""
    happens = [
        _("It leaves the agenda, undecided, and everybody reads why: %(why)s")
        % {"why": data["reason"]}
    ]
    if item.matter is not None:
        told = {"code": item.matter.code}
        happens.append(_("What it is about, %(code)s, goes back to who proposed it.") % told)
    if silence_clock(item) is not None:
        happens.append(_("The Council's term to decide on it ends."))
    return Confirmation(
        title=_("Withdraw “%(item)s”?") % {"item": item.title},
        button=_("Withdraw it"),
        happens=[*happens, _("To decide on it later it is entered again as a new item.")],
    )


def ask_withdraw_here(actor: Actor, session: Session, data: Data) -> Confirmation:
    """The same, from the screen of the session."""
    return ask_withdraw(actor, item_of(session, data["target"]), data)


def ask_silence(_actor: Actor, item: AgendaItem, _data: Data) -> Confirmation:
    """The proposal stands, and a public paper says so."""
    rule = term(SILENCE, on=item.received_on or timezone.localdate(), region=region_letters())
    return Confirmation(
        title=_("Record that “%(item)s” stands by silence?") % {"item": item.title},
        button=_("Leave it on record"),
        happens=[
            _("A public record of it is made as a paper, and the proposal stands."),
            _("The basis: %(basis)s.") % {"basis": rule.basis.rstrip(".")},
            _("The Council does not decide on it any more."),
        ],
    )


def ask_attendance(_actor: Actor, session: Session, data: Data) -> Confirmation:
    """Who is counted as what; the allowance depends on it."""
    sitting = Sitting(session)
    excused = set(data["excused"])
    rest = [seat for seat in sitting.seats if not seat.has_been]
    away = [seat for seat in rest if seat.is_on_leave]
    absent = [s for s in rest if not s.is_on_leave and s.councillor.code not in excused]
    odd = [seat.councillor for seat in sitting.seats if seat.has_been and seat.is_on_leave]
    names = [seat.councillor.name for seat in absent]
    excusing = [s for s in rest if not s.is_on_leave and s.councillor.code in excused]
    lines = [
        (_("Present: %(count)s."), len(sitting.seats) - len(rest), ""),
        (_("On leave: %(count)s%(names)s."), len(away), said(s.councillor.name for s in away)),
        (
            _("Absent with a reason: %(count)s%(names)s."),
            len(excusing),
            said(s.councillor.name for s in excusing),
        ),
        (_("Absent: %(count)s%(names)s."), len(absent), said(names)),
    ]
    told = [
        line % {"count": words.number(count), "names": f" ({who})" if who else ""}
        for line, count, who in lines
    ]
    return Confirmation(
        title=_("Certify who attended?"),
        button=_("Certify who attended"),
        happens=[
            *told,
            _("It is public, the allowance is paid by it, and it cannot be changed."),
        ],
        warnings=[leave_sentence(member) for member in odd],
    )


def ask_certify(_actor: Actor, _session: Session, rows: list[Agreement]) -> Confirmation:
    """What each certificate does: it is public, it decides, and a clock stops."""
    happens = []
    for row in rows:
        told = {"code": row.code, "title": row.title, "outcome": _outcome(row)}
        happens.append(_("%(code)s, “%(title)s”: %(outcome)s.") % told)
        happens += _effects(row)
    today = timezone.localdate()
    late = [row.code for row in rows if row.publication_due_on and row.publication_due_on < today]
    warnings = []
    if late:
        told = {"codes": ", ".join(late)}
        warnings.append(_("The term to publish has passed: %(codes)s. The page says so.") % told)
    title = ngettext("Certify the agreement?", "Certify the %(count)s agreements?", len(rows))
    return Confirmation(
        title=title % {"count": words.number(len(rows))},
        button=_("Certify and publish"),
        happens=[
            *happens,
            _("The certificate is made: a public paper with a verification code, unsigned."),
            _("Its text cannot change any more: a later agreement may correct it."),
            no_mail(),
        ],
        warnings=warnings,
    )


def _outcome(row: Agreement) -> str:
    return say(find(OUTCOMES, row.outcome)).lower()


def _effects(row: Agreement) -> list[str]:
    """What is done with the thing that the agreement decides, besides its certificate."""
    item = row.item
    found = []
    if item.minutes_of is not None and row.outcome == "approved":
        told = {"title": item.minutes_of.subject.title}
        found.append(_("The minutes of %(title)s are approved by it.") % told)
    if item.matter is not None:
        told = {"code": item.matter.code, "title": item.matter.title}
        if row.amount_clp is not None:
            told["money"] = words.money(row.amount_clp)
            found.append(_("It decides on %(code)s, %(title)s, for %(money)s.") % told)
        else:
            found.append(_("It decides on %(code)s, %(title)s.") % told)
    return found


def ask_publish_agreement(_actor: Actor, _session: Session, row: Agreement) -> Confirmation:
    """A certified agreement becomes public."""
    return Confirmation(
        title=_("Publish %(code)s?") % {"code": row.code},
        button=_("Publish the agreement"),
        happens=[
            _("Everybody reads it, with its certificate: %(title)s.") % {"title": row.title},
            _("It cannot be hidden again."),
            no_mail(),
        ],
    )


def ask_approve(_actor: Actor, session: Session, data: Data) -> Confirmation:
    """Approved minutes are corrected no more."""
    return Confirmation(
        title=_("Approve the minutes?"),
        button=_("Approve the minutes"),
        happens=[
            _("They are approved by the agreement %(code)s, and everybody reads them.")
            % {"code": data["by"]},
            _("They cannot be corrected any more: %(title)s.") % {"title": session.subject.title},
        ],
    )


def ask_publish_minutes(_actor: Actor, session: Session, _data: Data) -> Confirmation:
    """The paper of the minutes."""
    warnings = []
    if session.attendance_certified_at is None:
        warnings.append(_("The attendance is not certified: the paper will say so."))
    return Confirmation(
        title=_("Publish the minutes?"),
        button=_("Publish the minutes"),
        happens=[
            _("They become a public paper with a verification code: it bears no signature."),
            _("Its digest enters the record, and it cannot be made again with other words."),
            no_mail(),
        ],
        warnings=warnings,
    )


def ask_withdraw_commitment(_actor: Actor, row: Commitment, data: Data) -> Confirmation:
    """Nobody owes it any more."""
    return Confirmation(
        title=_("Withdraw %(code)s?") % {"code": row.code},
        button=_("Withdraw it"),
        happens=[
            _("%(owner)s owes no answer any more, and everybody reads why: %(why)s")
            % {"owner": row.owner, "why": data["reason"]},
            _("It cannot be opened again: it would be asked for anew."),
        ],
    )


def _waits(items: Iterable[AgendaItem]) -> str:
    titles = [_titled(item) for item in items]
    if not titles:
        return _("No item waits because of it.")
    return _("These wait for another session: %(items)s.") % {"items": said(titles)}


def _titled(item: AgendaItem) -> str:
    return f"{item.number} {item.title}".strip()


def _recording_sentence() -> str:
    rule = term(RECORDING, on=timezone.localdate(), region=region_letters())
    told = {"count": words.number(rule.amount)}
    return _("The term to publish the recording starts: %(count)s hours.") % told
