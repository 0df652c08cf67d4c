"""The clock of an initiative in words: who decides, what, by when, and the usual time."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.foundation import words
from alameda.foundation.clocks import Line
from alameda.investments.rules.states import DECIDERS
from alameda.investments.selectors.story.deadline import Deadline
from alameda.investments.views.wording import closed_label
from alameda.ui.parts import Clock


def clock_of(deadline: Deadline, *, state: str) -> Clock:
    """The clock as the component takes it: the legal term, or the contract's own."""
    es, en = DECIDERS[deadline.decider]
    role = es if words.language() == "es" else en
    usual = deadline.usual
    common: dict[str, object] = {
        "who": deadline.organisation or role,
        "what": what_of(state),
        "median_days": usual.median if usual else None,
        "p90_days": usual.p90 if usual else None,
    }
    if deadline.works_end is not None:
        return _works_clock(deadline, common)
    return _legal_clock(deadline, common)


def _works_clock(deadline: Deadline, common: dict[str, object]) -> Clock:
    total = deadline.works_days or 1
    elapsed = deadline.works_elapsed
    said = {
        "days": words.number(total),
        "start": words.day_long(deadline.works_start),
        "end": words.day_long(deadline.works_end),
    }
    return Clock(
        **common,  # type: ignore[arg-type]  # checked where it is made
        since=deadline.works_start,
        due=deadline.works_end,
        elapsed_days=elapsed,
        term_days=total,
        unit="calendar",
        basis=_("the contract and its extensions"),
        explanation=[_("%(days)s calendar days from %(start)s, to %(end)s.") % said],
    )


def _legal_clock(deadline: Deadline, common: dict[str, object]) -> Clock:
    term, reading = deadline.term, deadline.reading
    if term is None:
        return Clock(**common, since=deadline.since)  # type: ignore[arg-type]  # as above
    language = words.language()
    explanation = [
        _("%(name)s: %(length)s from %(start)s.")
        % {
            "name": term.name(language),
            "length": term.length(language),
            "start": term.starts(language),
        }
    ]
    if reading is None:
        explanation.append(_("No register has the day that starts it, so nobody can count it."))
    else:
        explanation += explained(deadline.lines)
    if term.parameter.is_disputed and term.parameter.note:
        explanation.append(_("Sources do not agree: %(note)s") % {"note": term.parameter.note})
    elapsed = None
    if reading is not None:
        elapsed = reading.days_used
        if reading.is_late:
            elapsed = reading.days_total + max(reading.days_late, 1)
    return Clock(
        **common,  # type: ignore[arg-type]  # as above
        since=deadline.since,
        due=reading.due_on if reading else None,
        elapsed_days=elapsed,
        term_days=reading.days_total if reading else None,
        unit="working" if term.unit == "working_days" else "calendar",
        basis=term.basis,
        effect=term.lapse(language),
        explanation=explanation,
    )


def explained(lines: Iterable[Line]) -> list[str]:
    """The count in words, a line a run of days."""
    return [_line(line) for line in lines]


def _line(line: Line) -> str:
    if line.first == line.last:
        said = {"day": words.day(line.first), "why": line.text, "count": words.number(line.number)}
        if line.is_counted:
            return _("%(day)s: %(why)s, %(count)s so far") % said
        return _("%(day)s: %(why)s") % said
    said = {
        "first": words.day(line.first),
        "last": words.day(line.last),
        "why": line.text,
        "count": words.number(line.number),
    }
    if line.is_counted:
        return _("%(first)s to %(last)s: %(why)s, %(count)s so far") % said
    return _("%(first)s to %(last)s: %(why)s") % said


def sample_note(deadline: Deadline, *, route: str) -> str:
    """In how many cases the usual time was measured; empty where it was not."""
    usual = deadline.usual
    if usual is None:
        return ""
    said = {"count": words.number(usual.count), "route": closed_label("route", route)}
    if deadline.is_usual_of_route:
        return (
            ngettext(
                "The usual time is that of %(count)s case of the same route (%(route)s).",
                "The usual time is that of %(count)s cases of the same route (%(route)s).",
                usual.count,
            )
            % said
        )
    return (
        ngettext(
            "The usual time is that of %(count)s case of any route.",
            "The usual time is that of %(count)s cases of any route.",
            usual.count,
        )
        % said
    )


def what_of(state: str) -> str:
    """What has to be done now, in one sentence."""
    return {
        "draft": _("Prepares the file and sends it."),
        "entered": _("Gives it a number and sends it on."),
        "pertinence": _("Says whether it fits the region's plans."),
        "returned": _("Must complete what was missing."),
        "admissible": _("Checks the file and sends it to evaluation."),
        "in_evaluation": _("Analyses it and gives a result."),
        "missing_information": _("Must answer what the evaluation asked."),
        "objected": _("Must reformulate what the evaluation objected."),
        "recommended": _("Decides whether it enters the portfolio."),
        "prioritised": _("Proposes it to the Council, or approves it where the law allows."),
        "sent_to_council": _("Sends it to committee or to the plenary."),
        "approved_by_governor": _("Puts its money in the budget."),
        "in_committee": _("Studies it and reports to the plenary."),
        "in_plenary": _("Votes the proposal."),
        "budget_identification": _("Creates its line in the budget."),
        "agreement": _("Draft, sign and approve the agreement."),
        "tender": _("Receives offers and awards the contract."),
        "awarded": _("Signs the contract."),
        "contracted": _("Hands the site over so that works begin."),
        "in_execution": _("Inspects the works and certifies what is paid."),
        "modification": _("Decides on the change of the contract."),
        "paralysed": _("Must solve what stopped it, or end the contract."),
        "ended_early": _("Tenders again, or closes it."),
        "provisional_reception": _("Accepts the works for good when the guarantee has run."),
        "definitive_reception": _("Settles the accounts and transfers the asset."),
    }.get(state, "")
