"""One chunk of rows: read, tied to its initiatives, written, accounted for, published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from alameda.foundation.actor import Actor
from alameda.intake.actions.account import account
from alameda.intake.actions.lines import Line
from alameda.intake.actions.reading import RowReader
from alameda.intake.actions.saving import settle
from alameda.intake.actions.survey import Source
from alameda.intake.actions.writer import ChunkWriter, keep_changes
from alameda.intake.models import ImportFile, ImportRun
from alameda.intake.rules import values
from alameda.intake.rules.rows import Note, RowRefusedError
from alameda.investments.actions.imports import facts
from alameda.investments.actions.imports.initiatives import InitiativeWriter, Territory
from alameda.investments.actions.imports.portfolio import IMPORTER, NAMES
from alameda.investments.actions.imports.targets import ORDER, draft_row
from alameda.investments.actions.imports.works import RowWork
from alameda.investments.models import BudgetLine, FundingAgreement, Initiative
from alameda.investments.rules.imports.identity import Digits, named_in
from alameda.investments.rules.imports.profile import Profile, Register
from alameda.investments.rules.imports.rows import Names, read_row
from alameda.record.actions import publish_many


@dataclass
class Known:
    """What a run knows while it goes: initiatives, names, digits and the keys that repeat."""

    profile: Profile
    names: Names
    digits: Digits
    territory: Territory
    codes: set[str] = field(default_factory=set)
    code_of_bip: dict[str, str] = field(default_factory=dict)

    @classmethod
    def now(cls, profile: Profile, names: Names, digits: Digits) -> Known:
        """What the database knows at the start of a run."""
        known = cls(profile, names, digits, Territory())
        for code, bip in Initiative.objects.values_list("code", "bip").iterator():
            known.add(code, bip)
        return known

    def add(self, code: str, bip: str | None) -> None:
        """Learn an initiative."""
        self.codes.add(code)
        if bip:
            self.code_of_bip[bip[:8]] = code


class InitiativeRows(RowReader[Register, RowWork]):
    """Reads the rows of one file, and ties each to the initiative it names."""

    def __init__(self, source: Source[Register], known: Known) -> None:
        super().__init__(source)
        self.known = known

    def begin(self, line: Line) -> RowWork:
        """The work of a row."""
        return RowWork(line=line.number, register=self.register.name, file=self.source.name)

    def fill(self, work: RowWork, row: dict[str, str]) -> None:
        """Say what a row means, and which initiative it is of."""
        work.named = named_in(row, self.register.identity, self.known.profile)
        work.values = read_row(
            row,
            self.register,
            self.known.profile,
            self.known.names,
            habits=self.source.habits,
        )
        work.notes += work.values.notes
        self._tie(work, row)

    def _tie(self, work: RowWork, row: dict[str, str]) -> None:
        """Give the row the code of its initiative."""
        if self.register.unknown_initiative == "none":
            return
        if work.named.is_nobody:
            self._untied(work, "no-initiative-code", row)
            return
        code = self._code(work, row)
        if self.register.unknown_initiative == "create" or code in self.known.codes:
            work.code = code
        else:
            self._untied(work, "unknown-initiative", row)

    def _untied(self, work: RowWork, reason: str, row: dict[str, str]) -> None:
        column = self.register.identity.bip or self.register.identity.own
        if self.register.unknown_initiative != "leave":
            refused = RowRefusedError(reason, column=column)
            refused.value = row.get(column, "")[: values.SHOWN_CHARACTERS]  # a code, never a RUT
            raise refused
        if work.named.bip:
            work.notes.append(Note(column, work.named.bip, "initiative-not-imported"))

    def _code(self, work: RowWork, row: dict[str, str]) -> str:
        named, identity = work.named, self.register.identity
        if not named.bip:
            if named.reason:
                written = values.shown(row.get(identity.bip, ""))
                work.notes.append(Note(identity.bip, written, named.reason, named.own))
            return named.own
        voted = self.known.digits.of(named.bip)
        code = self.known.code_of_bip.get(named.bip) or f"{named.bip}-{voted or '0'}"
        if not voted:
            work.notes.append(Note(identity.bip, named.bip, "check-digit-assumed", code))
        written = row.get(identity.digit, "").strip() if identity.digit else named.digit
        if written and written != code[-1]:
            column = identity.digit or identity.bip
            work.notes.append(Note(column, values.shown(written), "check-digit-differs", code))
        self.known.code_of_bip.setdefault(named.bip, code)
        return code


def write_chunk(
    run: ImportRun, file: ImportFile, works: Sequence[RowWork], known: Known, *, actor: Actor
) -> None:
    """Write a chunk of rows of one file, whole or not at all."""
    register = next(one for one in known.profile.registers if one.name == file.register)
    _draft(works, register)
    writer = ChunkWriter(run, IMPORTER)
    taken = [work for work in works if work.outcome != "refused"]
    writer.write(taken, NAMES)
    initiatives = InitiativeWriter(writer, known.territory)
    initiatives.write(taken)
    _tie_to_lines(taken, register)
    _leave_agreements_to_their_register(taken)
    writer.write(taken, ORDER)
    keep_changes(run, writer.touched, shape=IMPORTER.shape, actor=actor)
    publish_many(
        [
            *facts.of_initiatives(initiatives, run.number),
            *facts.of_rows(taken, register.target, run.number),
        ],
        actor=actor,
    )
    account(file, works)
    settle()
    for code, row in initiatives.fresh.items():
        known.add(code, row.bip)


def _draft(works: Sequence[RowWork], register: Register) -> None:
    for work in works:
        if work.outcome:
            continue
        try:
            draft_row(work, register)
        except RowRefusedError as refused:
            work.refuse(refused.reason, column=refused.column, value=refused.value)


def _tie_to_lines(works: Sequence[RowWork], register: Register) -> None:
    """Tie payments to the budget line of the same code, where there is exactly one."""
    if register.target != "payment":
        return
    lines: dict[tuple[str, str], list[int]] = {}
    found = BudgetLine.objects.filter(initiative__code__in={work.code for work in works})
    for code, key, pk in found.values_list("initiative__code", "source_key", "pk"):
        lines.setdefault((code, _first_part(key)), []).append(pk)
    for work in works:
        mine = lines.get((work.code, _first_part(work.key)), [])
        if len(mine) > 1:
            work.notes.append(Note(register.key[0], "", "several-lines", str(len(mine))))
        for draft in work.drafts:
            if draft.is_main:
                draft.values["line"] = mine[0] if len(mine) == 1 else None


def _first_part(key: str) -> str:
    return key.partition(":")[2].partition("|")[0]


def _leave_agreements_to_their_register(works: Sequence[RowWork]) -> None:
    """A budget line's own agreement counts only where the register of agreements has none."""
    mine = [draft for work in works for draft in work.drafts if draft.model is FundingAgreement]
    if not any(not draft.is_main for draft in mine):
        return
    codes = {work.code for work in works}
    ours = FundingAgreement.objects.filter(initiative__code__in=codes)
    better = set(
        ours.exclude(source_key__endswith=":agreement").values_list("initiative__code", flat=True)
    )
    for work in works:
        if work.code in better:
            work.drafts = [
                draft
                for draft in work.drafts
                if draft.model is not FundingAgreement or draft.is_main
            ]
