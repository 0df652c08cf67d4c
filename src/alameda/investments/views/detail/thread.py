"""The thread of an initiative in words: steps on its page, moments for machines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.vocabulary import name_of
from alameda.investments.models import ContractModification, Initiative
from alameda.investments.rules import vocabulary
from alameda.investments.rules.standing import what_comes_next
from alameda.investments.rules.states import state_of
from alameda.investments.selectors.initiatives import get_initiative
from alameda.investments.selectors.pace import Pace, current_pace
from alameda.investments.selectors.story.marks import Mark, marks_of
from alameda.investments.selectors.story.rows import Neighbour, Rows, rows_of
from alameda.investments.views.wording import state_label
from alameda.thread.models import Link as ThreadLink
from alameda.thread.rules import Brief, Moment
from alameda.ui.context import address_of
from alameda.ui.parts import Fact, Link, Step, StepKind

KINDS: dict[str, StepKind] = {
    "drafted": "idea",
    "community_meeting": "idea",
    "council_approved": "vote",
    "rejected": "vote",
    "postponed": "vote",
    "withdrawn": "vote",
    "stood_by_silence": "vote",
    "committee": "vote",
    "payment": "money",
    "first_payment": "money",
    "payments": "money",
    "last_payment": "money",
    "transferred": "money",
    "works_started": "work",
    "progress": "work",
    "progress_half": "work",
    "modification": "work",
    "provisional_reception": "work",
    "definitive_reception": "work",
    "paralysed": "work",
    "resumed": "work",
    "closed": "end",
    "ended_early": "end",
}
VOTED = frozenset({"council_approved", "rejected"})
# Their wait says nothing of a step: they come by the month, or beside the steps.
UNPACED = frozenset(
    {
        "payment",
        "payments",
        "last_payment",
        "progress",
        "progress_half",
        "modification",
        "community_meeting",
        "other",
        "resolution",
    }
)


@dataclass(frozen=True)
class ThreadPart:
    """The thread as the page shows it: its steps, a sentence over it, and what has no day."""

    steps: Sequence[Step]
    summary: str
    undated: Sequence[Fact]


def thread_part(
    rows: Rows, neighbours: Sequence[Neighbour], briefs: Mapping[str, Brief], *, today: date
) -> ThreadPart:
    """The dated acts in order, what comes next, and what no register dates.

    Args:
        rows: of the initiative.
        neighbours: what led to it, and what it led to.
        briefs: by code, what some of them say of themselves.
        today: the day it is told on.
    """
    dated, undated = marks_of(rows)
    told = [(step_of(mark), mark.key) for mark in dated]
    ties = []
    for each in neighbours:
        brief = briefs.get(each.code)
        if brief is None or not _joins(told, brief):
            ties.append((_tie_step(each, brief), ""))
    joined = sorted([*told, *ties], key=lambda pair: pair[0].on or date.min)
    pace = Pace() if rows.grant else current_pace()  # who renders late is not said by organisation
    paced = _paced(joined, pace, rows.initiative.route)
    if paced:
        paced[-1] = replace(paced[-1], is_now=True)
    return ThreadPart(
        steps=[*paced, *_next_steps(rows, today=today)],
        summary=_summary(paced, rows, today=today),
        undated=[
            Fact(label=title_of(mark), value=detail_of(mark) or _("no day stated"))
            for mark in undated
        ],
    )


def _paced(pairs: Iterable[tuple[Step, str]], pace: Pace, route: str) -> list[Step]:
    """Steps with the days since the one before, and those slower than nine of ten marked."""
    steps: list[Step] = []
    for step, key in pairs:
        before = steps[-1].on if steps else None
        if before is None or step.on is None:
            steps.append(step)
            continue
        gap = (step.on - before).days
        usual = pace.wait_before(key, route) if key and key not in UNPACED else None
        is_slow = usual is not None and gap > usual.p90
        steps.append(replace(step, gap_days=gap or None, is_slow=is_slow))
    return steps


def _summary(steps: Sequence[Step], rows: Rows, *, today: date) -> str:
    days = [step.on for step in steps if step.on]
    if not days:
        return ""
    first, last = min(days), max(days)
    if rows.initiative.finished_on or rows.initiative.state in {
        "closed",
        "ex_post",
        "lapsed",
        "rejected",
        "withdrawn",
    }:
        said = {"time": words.days((last - first).days)}
        return _("From the first act to the last: %(time)s.") % said
    said = {"time": words.days((today - first).days)}
    slow = sum(step.is_slow for step in steps)
    if not slow:
        return _("From the first act until today: %(time)s.") % said
    return ngettext(
        "From the first act until today: %(time)s. %(slow)s step took longer than nine of ten.",
        "From the first act until today: %(time)s. %(slow)s steps took longer than nine of ten.",
        slow,
    ) % {**said, "slow": words.number(slow)}


def _next_steps(rows: Rows, *, today: date) -> list[Step]:
    """What comes next, greyed; with a day only where a contract promises one."""
    row = rows.initiative
    is_above = True if rows.last_entry_to("sent_to_council") else None
    found = []
    for key in what_comes_next(row.state, route=row.route, is_above_threshold=is_above):
        label = ""
        if key == "provisional_reception" and row.expected_end_on and row.expected_end_on >= today:
            label = words.month(row.expected_end_on)
        found.append(Step(title=state_label(state_of(key)), on_label=label, is_next=True))
    return found


def _joins(told: list[tuple[Step, str]], brief: Brief) -> bool:
    """Whether a decision of the Council is told already; then its step leads to the agreement."""
    for place, (step, key) in enumerate(told):
        if key in VOTED and step.on == brief.on:
            links = (*step.links, Link(label=brief.title, url=brief.url))
            told[place] = (replace(step, links=links), key)
            return True
    return False


def _tie_step(tie: Neighbour, brief: Brief | None) -> Step:
    if brief is not None:
        return Step(
            title=brief.title, on=tie.on, url=brief.url, detail=brief.state_label, kind="vote"
        )
    kind = str(ThreadLink.Kind(tie.kind).label)
    return Step(title=tie.title, on=tie.on, url=address_of(tie.address), detail=kind, kind="idea")


def moments_of(code: str, actor: Actor) -> list[Moment]:
    """The dated acts of an initiative, for whoever asks for its thread."""
    initiative: Initiative = get_initiative(code, actor=actor)
    url = settings.BASE_URL + initiative.get_absolute_url()
    dated, _undated = marks_of(rows_of(initiative))
    return [
        Moment(
            on=mark.on,
            kind=KINDS.get(mark.key, "act"),
            title=title_of(mark),
            detail=detail_of(mark),
            url=f"{url}#{mark.anchor}" if mark.anchor else url,
        )
        for mark in dated
        if mark.on is not None
    ]


def step_of(mark: Mark) -> Step:
    """A fact as a step."""
    return Step(
        title=title_of(mark),
        on=mark.on,
        on_label=words.month(mark.on) if mark.word == "month" else "",
        url=f"#{mark.anchor}" if mark.anchor else "",
        detail=detail_of(mark),
        kind=KINDS.get(mark.key, "act"),
    )


def title_of(mark: Mark) -> str:
    """What happened, as a short sentence."""
    maker = {
        "council_approved": _approval_title,
        "governor_approved": _approval_title,
        "contracted": _contract_title,
        "progress": _progress_title,
        "progress_half": _progress_title,
        "rate_ok": _result_title,
    }.get(mark.key)
    if mark.key in MONEY_KEYS:
        return _money_title(mark)
    return (maker(mark) if maker else "") or _titles()[mark.key]


def _approval_title(mark: Mark) -> str:
    if not mark.amount_clp:
        return ""
    said = {"amount": words.compact_money(mark.amount_clp)}
    if mark.key == "council_approved":
        return _("The Council approved %(amount)s") % said
    return _("The governor approved %(amount)s") % said


def _contract_title(mark: Mark) -> str:
    return _("Contract with %(who)s") % {"who": mark.who} if mark.who else ""


def _progress_title(mark: Mark) -> str:
    return _("%(share)s built") % {"share": words.percent(float(mark.pct or 0))}


def _result_title(mark: Mark) -> str:
    if not mark.word:
        return ""
    return name_of(vocabulary.RATES, mark.word, language=words.language())


MONEY_KEYS = frozenset({"payment", "first_payment", "last_payment", "payments", "transferred"})


def _money_title(mark: Mark) -> str:
    amount = words.compact_money(mark.amount_clp) if mark.amount_clp else _("an amount not stated")
    said = {"amount": amount, "count": words.number(mark.count or 0)}
    if mark.key == "payments":
        said["year"] = str(mark.on.year if mark.on else "")
        return (
            ngettext(
                "%(count)s more payment in %(year)s: %(amount)s",
                "%(count)s more payments in %(year)s: %(amount)s",
                mark.count or 0,
            )
            % said
        )
    return {
        "payment": _("Paid %(amount)s"),
        "first_payment": _("First payment: %(amount)s"),
        "last_payment": _("Last payment: %(amount)s"),
        "transferred": _("%(amount)s handed over"),
    }[mark.key] % said


def _titles() -> dict[str, str]:
    return {
        "drafted": _("It began to be drafted"),
        "entered": _("It entered the regional government"),
        "returned": _("Returned: something was missing"),
        "admissible": _("Declared admissible"),
        "inadmissible": _("Declared inadmissible"),
        "sent_to_evaluation": _("Sent to evaluation"),
        "rate_fi": _("Missing information (FI)"),
        "rate_ot": _("Technically objected (OT)"),
        "rate_ok": _("Recommended"),
        "answered": _("Observations answered"),
        "prioritised": _("Prioritised"),
        "sent_to_council": _("Sent to the Council"),
        "committee": _("Seen in committee"),
        "back_from_committee": _("Sent back by the committee"),
        "council_approved": _("Approved by the Council"),
        "postponed": _("Postponed by the Council"),
        "withdrawn": _("Withdrawn from the Council"),
        "stood_by_silence": _("Stands by the silence of the Council"),
        "governor_approved": _("Approved by the governor"),
        "rejected": _("Rejected by the Council"),
        "budget": _("Its money was put in the budget"),
        "agreement_signed": _("Agreement signed"),
        "agreement_approved": _("Resolution approving the agreement"),
        "cgr": _("Reviewed by the Comptroller"),
        "tender": _("Call for tenders"),
        "awarded": _("Tender awarded"),
        "contracted": _("Contract signed"),
        "works_started": _("The site was handed over"),
        "execution_started": _("It began to be carried out"),
        "modification_asked": _("A change of the contract was asked"),
        "modification": _("The contract was changed"),
        "paralysed": _("The works were suspended"),
        "resumed": _("The works resumed"),
        "ended_early": _("The contract ended early"),
        "provisional_reception": _("Works provisionally accepted"),
        "definitive_reception": _("Works definitively accepted"),
        "closed": _("Rendered and closed"),
        "ex_post": _("Ex-post evaluation"),
        "not_pertinent": _("Declared not pertinent"),
        "lapsed": _("It lapsed, or was not prioritised"),
        "taken_back": _("It was withdrawn"),
        "community_meeting": _("Meeting with the community"),
        "resolution": _("Resolution"),
        "other": _("Other act"),
        "rendered": _("Accounts rendered"),
        "technically_closed": _("Technical closing"),
        "financially_closed": _("Financial closing"),
    }


def detail_of(mark: Mark) -> str:
    """One plain sentence more: the act, the money, the term, other days that registers give."""
    parts = [*_numbers(mark)]
    if mark.document:
        parts.append(mark.document)
    if mark.other_days:
        days = ", ".join(words.day(day) for day in mark.other_days)
        parts.append(_("another register says %(days)s") % {"days": days})
    text = " · ".join(parts)
    return text[:1].upper() + text[1:]


def _numbers(mark: Mark) -> list[str]:
    maker = {
        "contracted": _contract,
        "modification": _modification,
        "agreement_signed": _agreement,
        "awarded": _award,
        "cgr": _comptroller,
        "tender": _tender,
        "entered": _entry,
        "transferred": _who,
        "community_meeting": _who,
        "rate_fi": _round,
        "rate_ot": _round,
        "rate_ok": _round,
    }.get(mark.key)
    return maker(mark) if maker else []


def _contract(mark: Mark) -> list[str]:
    found = [words.compact_money(mark.amount_clp)] if mark.amount_clp else []
    if mark.days:
        found.append(
            ngettext("term of %(days)s day", "term of %(days)s days", mark.days)
            % {"days": words.number(mark.days)}
        )
    return found


def _modification(mark: Mark) -> list[str]:
    found = [str(ContractModification.Kind(mark.word).label)] if mark.word else []
    if mark.days:
        found.append(
            ngettext("%(days)s day more", "%(days)s days more", mark.days)
            % {"days": words.number(mark.days)}
        )
    if mark.amount_clp:
        found.append(words.compact_money(mark.amount_clp))
    return found


def _agreement(mark: Mark) -> list[str]:
    found = _who(mark)
    return [*found, words.compact_money(mark.amount_clp)] if mark.amount_clp else found


def _award(mark: Mark) -> list[str]:
    if not mark.count:
        return []
    return [
        ngettext("%(count)s offer", "%(count)s offers", mark.count)
        % {"count": words.number(mark.count)}
    ]


def _comptroller(mark: Mark) -> list[str]:
    return [name_of(vocabulary.CGR_RESULTS, mark.word, language=words.language())]


def _tender(mark: Mark) -> list[str]:
    if not mark.count or mark.count == 1:
        return []
    return [_("call %(number)s") % {"number": words.number(mark.count)}]


def _entry(mark: Mark) -> list[str]:
    if not mark.amount_clp:
        return []
    return [_("asks for %(amount)s") % {"amount": words.compact_money(mark.amount_clp)}]


def _round(mark: Mark) -> list[str]:
    if not mark.count:
        return []
    return [_("round %(number)s") % {"number": words.number(mark.count)}]


def _who(mark: Mark) -> list[str]:
    return [mark.who] if mark.who else []
