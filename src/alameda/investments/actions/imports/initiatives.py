"""Making and changing initiatives from the claims of rows, a chunk at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from alameda.accounts.models import Organisation, Unit
from alameda.intake.actions.bulk import BATCH, save_changed
from alameda.intake.actions.writer import ChunkWriter
from alameda.intake.rules import claims
from alameda.intake.rules.claims import Claim
from alameda.investments.actions.imports.works import RowWork
from alameda.investments.models import Initiative, Sector
from alameda.territory.models import Comuna, Province
from alameda.thread.models import Subject

_REFERENCES: dict[str, type[Organisation | Sector | Unit]] = {
    "sector": Sector,
    "formulator": Organisation,
    "executing_unit": Organisation,
    "division": Unit,
}
_DATES = frozenset({"state_since"})


class Territory:
    """Primary keys of comunas and provinces by territorial code."""

    def __init__(self) -> None:
        self.comunas: dict[str, int] = dict(Comuna.objects.values_list("cut", "pk"))
        self.provinces: dict[str, int] = dict(Province.objects.values_list("cut", "pk"))


class InitiativeWriter:
    """Applies the claims of a chunk of rows to their initiatives."""

    def __init__(self, writer: ChunkWriter, territory: Territory) -> None:
        self.writer, self.shape = writer, writer.importer.shape
        self.territory = territory
        self.found: dict[str, Initiative] = {}
        self.comunas: dict[str, list[int]] = {}
        self.before: dict[str, dict[str, Any]] = {}
        self.fresh: dict[str, Initiative] = {}
        self.changed: set[str] = set()
        self.moved: set[str] = set()

    def write(self, works: Sequence[RowWork]) -> None:
        """Find or make the initiative of every row, believe what outranks, and save."""
        self._find({work.code for work in works if work.code})
        for work in works:
            if work.code and work.outcome != "refused":
                self._apply(work)
        self._save()
        for code, row in (*self.found.items(), *self.fresh.items()):
            self.writer.pks[Initiative, code] = row.pk

    def _find(self, codes: set[str]) -> None:
        rows = Initiative.objects.filter(code__in=codes).select_related("subject")
        through: dict[int, list[int]] = {}
        for row in rows.prefetch_related("comunas"):
            self.found[row.code] = row
            self.comunas[row.code] = sorted(comuna.pk for comuna in row.comunas.all())
            through[row.pk] = self.comunas[row.code]

    def _apply(self, work: RowWork) -> None:
        row = self.found.get(work.code) or self.fresh.get(work.code)
        if row is None:
            if not work.claims:
                return
            row = self.fresh[work.code] = _new(work)
            self.comunas[work.code] = []
        for claim in work.claims:
            held = row.claims.get(claim.field)
            if held and held["key"] == claim.key and self._is_so(row, claim, held["value"]):
                continue
            if claims.wins(claim, row.claims):
                self._believe(row, claim, work)

    def _is_so(self, row: Initiative, claim: Claim, value: Any) -> bool:
        """Whether the row's own claim says nothing new: the same, or another name of the same."""
        if value == claim.value:
            return True
        model = _REFERENCES.get(claim.field)
        held = getattr(row, f"{claim.field}_id") if model else None
        return model is not None and held == self.writer.pks[model, claim.value]

    def _believe(self, row: Initiative, claim: Claim, work: RowWork) -> None:
        if row.code in self.found and row.code not in self.before:
            self.before[row.code] = self.shape.take(row, parts={"comunas": self.comunas[row.code]})
        row.claims = {**row.claims, claim.field: {**claims.as_stored(claim), "value": claim.value}}
        if claim.field == "name":
            row.source_file, row.source_line = work.file, work.line
        row.source_run = self.writer.run
        self._set(row, claim.field, claim.value)
        if row.code in self.found:
            self.changed.add(row.code)
        if work.outcome != "created":
            work.outcome = "updated"

    def _set(self, row: Initiative, name: str, value: Any) -> None:
        if name == "place":
            cuts, province, row.is_region_wide = value
            self.comunas[row.code] = sorted(self.territory.comunas[cut] for cut in cuts)
            row.province_id = self.territory.provinces.get(province)
            self.moved.add(row.code)
        elif name in _REFERENCES:
            setattr(row, f"{name}_id", self.writer.pks[_REFERENCES[name], value])
        elif name in _DATES:
            setattr(row, name, date.fromisoformat(value))
        else:
            setattr(row, name, value)

    def _save(self) -> None:
        subjects = {code: _subject(row) for code, row in self.fresh.items()}
        Subject.objects.bulk_create(subjects.values(), batch_size=BATCH)
        self.writer.touched[Subject].created.extend(subjects.values())
        for code, row in self.fresh.items():
            row.subject = subjects[code]
        Initiative.objects.bulk_create(self.fresh.values(), batch_size=BATCH)
        self.writer.touched[Initiative].created.extend(self.fresh.values())
        changed = [self.found[code] for code in sorted(self.changed)]
        self._save_changed(changed)
        self._save_comunas([*self.fresh.values(), *changed])
        self._settle_subjects([*self.fresh.values(), *changed])

    def _save_changed(self, rows: list[Initiative]) -> None:
        names = [field.name for field in self.shape.fields_of(Initiative)]
        save_changed(rows, [*names, "changed_at"])
        touched = self.writer.touched[Initiative]
        for row in rows:
            touched.changed[row.pk] = (row, self.before[row.code])

    def _save_comunas(self, rows: list[Initiative]) -> None:
        moved = [row for row in rows if row.code in self.moved]
        through = Initiative.comunas.through
        through.objects.filter(initiative_id__in=[row.pk for row in moved]).delete()
        through.objects.bulk_create(
            [
                through(initiative_id=row.pk, comuna_id=comuna)
                for row in moved
                for comuna in self.comunas[row.code]
            ],
            batch_size=BATCH,
        )

    def _settle_subjects(self, rows: list[Initiative]) -> None:
        """The subject says of the initiative what the initiative says of itself."""
        touched = self.writer.touched[Subject]
        differing: list[Subject] = []
        made = {subject.pk for subject in touched.created}
        for row in rows:
            subject, comunas = row.subject, self.comunas[row.code]
            said = (row.name, row.state, comunas[0] if len(comunas) == 1 else None)
            if said == (subject.title, subject.state, subject.comuna_id):
                continue
            if subject.pk not in made:
                touched.changed[subject.pk] = (subject, self.shape.take(subject))
            subject.title, subject.state, subject.comuna_id = said
            differing.append(subject)
        save_changed(differing, ["title", "state", "comuna", "changed_at"])


def _new(work: RowWork) -> Initiative:
    bip = work.code if work.named.bip else None
    return Initiative(
        source_key=f"initiative:{work.code}",
        code=work.code,
        bip=bip,
        kind="project",
        state="entered",
        year=0,
        claims={},
    )


def _subject(row: Initiative) -> Subject:
    return Subject(
        code=row.code,
        kind="initiative",
        title=row.name,
        address=row.get_absolute_url(),
        state=row.state,
    )
