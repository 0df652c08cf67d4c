"""What comes to the agenda of each session of an invented council."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from alameda.council.rules import vocabulary
from alameda.council.rules.matters import state_decided
from alameda.demonstration.council.rules import calibration as measured
from alameda.demonstration.council.rules import words
from alameda.demonstration.council.rules.plans import Case, ItemPlan, MatterPlan, Place, SessionPlan
from alameda.demonstration.council.rules.sitting import Numbers, set_aside

FUND = "FNDR"
# The Council itself keeps what these are about.
KEPT = frozenset(
    {"concession", "environmental", "plan", "regulation", "appointment", "corporation"}
)
SECTION_NUMBERS = {"report": "1", "minutes": "2", "agenda": "3", "committee": "4", "other": "5"}


class Agendas:
    """Makes items, and remembers what an earlier session left for the next one."""

    def __init__(self, places: Sequence[Place], *, numbers: Numbers) -> None:
        self.places = places
        self.numbers = numbers
        self.unapproved: list[SessionPlan] = []
        self.carried: list[ItemPlan] = []
        self.seldom = 0

    def report(self, session: SessionPlan) -> None:
        """The governor's report opens an ordinary session."""
        self._add(session, ItemPlan("", "report", "Cuenta del gobernador regional", "report"))

    def minutes(self, session: SessionPlan) -> None:
        """The minutes of the sessions before, to be approved."""
        for before in self.unapproved:
            kind = "ordinaria" if before.kind == "ordinary" else "extraordinaria"
            item = ItemPlan(
                "",
                "minutes",
                f"Acta de la sesión {kind} N° {before.number} de {before.year}",
                summary=words.summary_of("minutes"),
                minutes_of=before.code,
                wanted="approved",
            )
            self._add(session, item)
        self.unapproved = []

    def cases(self, session: SessionPlan, cases: Sequence[Case]) -> None:
        """Initiatives of the portfolio."""
        for case in cases:
            self._add(session, self.item_of(case, on=session.on))

    def item_of(self, case: Case, *, on: date) -> ItemPlan:
        """The item of an initiative, as its committee reported it."""
        item = ItemPlan(
            "",
            "investment",
            case.title[:400],
            summary=words.summary_of("investment"),
            case=case.subject,
            received_on=case.sent_on,
            amount_clp=case.amount_clp,
            fund=FUND,
            beneficiary=case.beneficiary[:240],
            wanted=case.outcome,
        )
        _report(item, on)
        return item

    def left_over(self, session: SessionPlan) -> None:
        """What an earlier session postponed."""
        for item in self.carried:
            self._add(session, item)
        self.carried = []

    def usual(self, rng: Random, session: SessionPlan, *, aside: bool = True) -> None:
        """What comes to every ordinary session; one seldom thing in turn."""
        for business, least, most in measured.USUAL:
            for _one in range(rng.randint(least, most)):
                item = self.invented(rng, business, on=session.on)
                self._add(session, item)
                if aside:
                    set_aside(rng, item)
        seldom = measured.SELDOM[self.seldom % len(measured.SELDOM)]
        self.seldom += 1
        if seldom:
            item = self.invented(rng, seldom, on=session.on)
            item.wanted = "approved" if seldom in {"control_head", "overrule"} else ""
            self._add(session, item)

    def point(self, session: SessionPlan, *, code: str, title: str) -> None:
        """A citizen point that reached its supporters."""
        self._add(session, ItemPlan("", "citizen_point", title, point=code))

    def other(self, rng: Random, session: SessionPlan) -> None:
        """Other business, without a vote; now and then from the floor."""
        for _one in range(rng.randint(1, 3)):
            business = rng.choice(("information", "other", "other"))
            comuna = rng.choice(self.places).name
            title = words.title_of(rng, business, comuna=comuna)
            is_from_floor = rng.random() < 0.3  # noqa: PLR2004  three of ten
            self._add(
                session,
                ItemPlan("", business, title, "other", is_from_floor=is_from_floor),
            )

    def invented(self, rng: Random, business: str, *, on: date) -> ItemPlan:
        """An item of some kind, with the matter that the Council keeps of it."""
        place = rng.choice(self.places)
        applicant = ""
        if business == "concession":
            title, applicant = words.concession_of(rng, comuna=place.name)
        else:
            title = words.title_of(rng, business, comuna=place.name)
        received_on = on - timedelta(days=rng.randint(9, 24))
        item = ItemPlan(
            "",
            business,
            title,
            summary=words.summary_of(business),
            received_on=received_on if vocabulary.business(business).clock else None,
            beneficiary=applicant,
        )
        _report(item, on)
        if business.startswith("budget"):
            item.amount_clp, item.fund = rng.randint(40, 2_400) * 5_000_000, FUND
        if business in KEPT:
            number = self.numbers.next("M", received_on.year)
            item.matter = MatterPlan(
                code=f"M-{received_on.year}-{number:04d}",
                business=business,
                title=title,
                summary=item.summary,
                applicant=applicant,
                comuna=place.key,
                state="before_council",
                received_on=received_on,
                decided_on=None,
            )
        return item

    def settle(self, session: SessionPlan) -> None:
        """After the session: matters decided, what was postponed kept for the next one."""
        for item in session.items:
            if item.state == "postponed":
                again = replace(
                    item, code="", state="on_agenda", reason="", number="", carried_from=item.code
                )
                self.carried.append(again)
            if item.matter is not None:
                item.matter = _decided(item, session.on)
        session.has_minutes = True
        self.unapproved.append(session)

    def waiting(self, item: ItemPlan, *, state: str, year: int) -> ItemPlan:
        """An item that waits for a session, with a code of its own."""
        item.code = f"I-{year}-{self.numbers.next('I', year):04d}"
        item.state = state
        if state == "entered":
            item.committee = item.report = ""
        if state != "reported":
            item.report, item.reported_on = "", None
        return item

    def _add(self, session: SessionPlan, item: ItemPlan) -> None:
        place = len(session.items) + 1
        item.code = f"{session.code}-I{place:02d}"
        part = "minutes" if item.business == "minutes" else item.section
        within = sum(
            ("minutes" if each.business == "minutes" else each.section) == part
            for each in session.items
        )
        item.number = f"{SECTION_NUMBERS[part]}.{within + 1}"
        session.items.append(item)


def _report(item: ItemPlan, on: date) -> None:
    """Which committee studied it and what it said, where one does."""
    item.committee = measured.STUDIES.get(item.business, "")
    if item.committee:
        item.report = "La comisión recomienda aprobar, con los antecedentes a la vista."
        item.reported_on = on - timedelta(days=1)


def _decided(item: ItemPlan, on: date) -> MatterPlan | None:
    matter = item.matter
    if matter is None or item.state == "postponed":
        return matter
    if item.state == "withdrawn":
        return matter._replace(state="withdrawn")
    if item.agreement is None:
        return matter
    state = state_decided(matter.business, item.agreement.outcome)
    return matter._replace(state=state, decided_on=on)
