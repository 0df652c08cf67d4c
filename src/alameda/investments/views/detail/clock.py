"""The clock of an initiative in words: who decides, what, by when, and the usual time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.foundation import words
from alameda.investments.rules.states import DECIDERS
from alameda.investments.selectors.story.deadline import Deadline
from alameda.investments.views.wording import closed_label
from alameda.ui.clocks import told, told_of_days, untold
from alameda.ui.parts import Clock


def clock_of(deadline: Deadline, *, state: str, today: date) -> Clock:
    """The clock as the component takes it: the legal term, or the contract's own."""
    es, en = DECIDERS[deadline.decider]
    clock = _running(
        deadline,
        who=deadline.organisation or (es if words.language() == "es" else en),
        what=what_of(state),
        today=today,
    )
    usual = deadline.usual
    return replace(
        clock,
        median_days=usual.median if usual else None,
        p90_days=usual.p90 if usual else None,
    )


def _running(deadline: Deadline, *, who: str, what: str, today: date) -> Clock:
    rule = deadline.term
    if deadline.works_start is not None and deadline.works_end is not None:
        clock = told_of_days(
            deadline.works_start,
            deadline.works_end,
            who=who,
            what=what,
            basis=_("the contract and its extensions"),
            today=today,
        )
        return replace(clock, explanation=[_works_count(clock)])
    if rule is None:
        return Clock(who=who, what=what, since=deadline.since)
    if deadline.clock is not None:
        clock = told(deadline.clock, who=who, what=what, today=today)
    else:
        clock = untold(rule, who=who, what=what)
    notes = []
    if deadline.clock is None:
        notes.append(_("No register has the day that starts it, so nobody can count it."))
    if rule.parameter.is_disputed and rule.parameter.note:
        notes.append(_("Sources do not agree: %(note)s") % {"note": rule.parameter.note})
    return replace(clock, since=deadline.since, explanation=[*clock.explanation, *notes])


def _works_count(clock: Clock) -> str:
    said = {
        "days": words.number(clock.reading.days_total if clock.reading else 0),
        "start": words.day_long(clock.since),
        "end": words.day_long(clock.due),
    }
    return _("%(days)s calendar days from %(start)s, to %(end)s.") % said


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
