"""What stands beside the agenda of a session: its terms, its papers, what it left to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from alameda.council.models import Commitment, Finding, Minutes, Session
from alameda.council.rules.imports.defects import sentence
from alameda.council.rules.vocabulary import COMMITMENT_KINDS, COMMITMENT_STATES, MINUTES_STATES
from alameda.council.selectors.clocks import publication_clock_of_all, recording_clock
from alameda.council.selectors.commitments import reading_of
from alameda.council.selectors.sessions import SessionStory
from alameda.council.views.wording import hour, length, word_of
from alameda.foundation import words
from alameda.foundation.clocks import Clock as Counted
from alameda.foundation.vocabulary import find, say
from alameda.pages.views.clocks import known
from alameda.territory.selectors import region_letters
from alameda.ui.clocks import read_now, standing, told, verdict
from alameda.ui.context import address_of
from alameda.ui.parts import Clock, Entry, Fact

SHORT_TEXT = 140


def head_facts(session: Session) -> list[Fact]:
    """When it was called, opened and closed, with how many."""
    found = [Fact(label=_("Body"), value=session.body.name, url=address_of(_body_path(session)))]
    if session.place:
        found.append(Fact(label=_("Place"), value=session.place))
    found += _dates(session)
    if session.quorum_present is not None and session.quorum_needed is not None:
        found.append(_quorum(session))
    if session.presided_by is not None:
        url = address_of(f"/consejo/integrantes/{session.presided_by.slug}/")
        found.append(Fact(label=_("Presides"), value=session.presided_by.name, url=url))
    return found


def _body_path(session: Session) -> str:
    body = session.body
    return "/consejo/" if body.kind == "council" else f"/consejo/comisiones/{body.slug}/"


def _dates(session: Session) -> list[Fact]:
    found = []
    if session.convened_at is not None:
        found.append(Fact(label=_("Summons"), value=words.moment(session.convened_at)))
    if session.agenda_published_at is not None:
        value = words.moment(session.agenda_published_at)
        found.append(Fact(label=_("Agenda published"), value=value))
    if session.opened_at is not None:
        at = _("%(hour)s, at the first summons") if session.summons == 1 else "%(hour)s"
        at = _("%(hour)s, at the second summons") if session.summons == 2 else at  # noqa: PLR2004  the law knows two
        found.append(Fact(label=_("Start"), value=at % {"hour": hour(session.opened_at)}))
    if session.closed_at is not None:
        lasted = length(session.closed_at - session.opened_at) if session.opened_at else ""
        found.append(Fact(label=_("End"), value=hour(session.closed_at), note=lasted))
    return found


def _quorum(session: Session) -> Fact:
    values = {
        "present": words.number(session.quorum_present or 0),
        "needed": words.number(session.quorum_needed or 0),
        "office": words.number(session.in_office or 0),
    }
    text = _("%(present)s present; it needed %(needed)s of %(office)s in office") % values
    return Fact(label=_("Quorum"), value=text)


def terms_of(story: SessionStory) -> tuple[list[Clock], list[Fact]]:
    """The legal clocks that run, and, as facts, those that ended with what was done."""
    session = story.session
    if session.closed_at is None or session.import_run_id:
        return [], []
    region = region_letters()
    published = [row.published_at for row in story.agreements]
    waiting = sum(at is None for at in published)
    secretary = _("Secretary of the Council")
    clocks: list[Clock] = []
    facts: list[Fact] = []
    _place(
        known(lambda: publication_clock_of_all(session, published, region=region)),
        secretary,
        ngettext(
            "Publishes the %(count)s agreement that is not public yet.",
            "Publishes the %(count)s agreements that are not public yet.",
            waiting,
        )
        % {"count": words.number(waiting)},
        _("Agreements published"),
        (clocks, facts),
    )
    _place(
        known(lambda: recording_clock(session, region=region)),
        secretary,
        _("Puts the recording of the session on the web."),
        _("Recording published"),
        (clocks, facts),
    )
    return clocks, facts


def _place(
    counted: Counted | None, who: str, what: str, label: str, into: tuple[list[Clock], list[Fact]]
) -> None:
    """A clock that runs among the clocks; one that stopped among the facts, with its verdict."""
    if counted is None:
        return
    if counted.stopped_on is None:
        into[0].append(told(counted, who=who, what=what))
        return
    day = words.day_long(counted.stopped_on)
    into[1].append(Fact(label=label, value=day, note=verdict(read_now(counted))))


def papers_of(session: Session) -> list[Fact]:
    """The recording and the minutes, where they are."""
    found = []
    if session.recording_url:
        found.append(Fact(label=_("Recording"), value=_("Watch it"), url=session.recording_url))
    elif session.broadcast_url:
        found.append(Fact(label=_("Broadcast"), value=_("Watch it"), url=session.broadcast_url))
    minutes: Minutes | None = getattr(session, "minutes", None)
    if minutes is not None:
        state = find(MINUTES_STATES, minutes.state)
        is_public = minutes.state != "drafted"
        url = address_of(f"{session.get_absolute_url()}acta/") if is_public else ""
        found.append(Fact(label=_("Minutes"), value=say(state), url=url))
        if minutes.document is not None and minutes.published_at is not None:
            url = address_of(minutes.document.get_absolute_url())
            found.append(Fact(label=_("Signed minutes"), value=minutes.document.code, url=url))
    return found


def commitment_entries(rows: Iterable[Commitment]) -> list[Entry]:
    """What was asked for, with who owes it and until when."""
    today, region = timezone.localdate(), region_letters()
    return [commitment_entry(row, today=today, region=region) for row in rows]


def commitment_entry(row: Commitment, *, today: date, region: str) -> Entry:
    """A commitment as an entry of a list."""
    state = find(COMMITMENT_STATES, row.state)
    named, is_late = say(state), False
    if row.state == "open":
        reading = reading_of(row, today=today, region=region)
        is_late = reading.is_late
        values = {"standing": standing(reading), "due": words.day_long(row.due_on)}
        was_due, is_due = (
            _("%(standing)s: it was due on %(due)s"),
            _("%(standing)s: due on %(due)s"),
        )
        detail = (was_due if is_late else is_due) % values
    elif row.answered_on is not None:
        detail = _("Answered on %(day)s") % {"day": words.day_long(row.answered_on)}
    else:
        detail = ""
    meta = [word_of(COMMITMENT_KINDS, row.kind), row.owner, words.day(row.raised_on)]
    text = row.text if len(row.text) <= SHORT_TEXT else f"{row.text[:SHORT_TEXT].rstrip()}…"
    return Entry(
        title=text,
        url=address_of(row.get_absolute_url()),
        state_key=row.state,
        state_label=pgettext("commitment", "Late") if is_late else named,
        tone="late" if is_late else state.tone,  # type: ignore[arg-type]  # checked where it is made
        meta=meta,
        detail=detail,
        is_warm=is_late,
    )


def findings_of(rows: Iterable[Finding]) -> list[str]:
    """Each defect of the source, in words."""
    return [finding_words(row) for row in rows]


def finding_words(row: Finding) -> str:
    """What is wrong, and where."""
    told = sentence(row.kind, row.values, language=words.language())
    return f"{told} ({row.table} {row.row})"
