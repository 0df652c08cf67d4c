"""The one action that fills an instance with an invented region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Literal

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.accounts.models import Organisation, Unit
from alameda.demonstration.accounts.actions import make_demo_people
from alameda.demonstration.investments.actions.facts import facts_of
from alameda.demonstration.investments.actions.rows import Keys, RowWriter
from alameda.demonstration.investments.rules.calibration import SCALES
from alameda.demonstration.investments.rules.initiatives import initiatives
from alameda.demonstration.investments.rules.plans import ComunaFact, TerritoryFact
from alameda.demonstration.investments.rules.profile import Region
from alameda.demonstration.investments.rules.stories import STORIES
from alameda.demonstration.investments.rules.words import SECTORS
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError, RuleBrokenError
from alameda.intake.models import ImportFile, ImportRun
from alameda.investments import policies
from alameda.investments.actions.cards import refresh_cards
from alameda.investments.actions.imports.portfolio import IMPORTER
from alameda.investments.events import DemonstrationGenerated
from alameda.investments.models import Initiative, Sector
from alameda.record.actions import publish_many
from alameda.record.events import Fact
from alameda.territory.models import Comuna, Province
from alameda.territory.models import Region as RegionRow

Scale = Literal["small", "region", "large"]
Progress = Callable[[int], None]

PROFILE = "demonstration"
CHUNK = 500
# With more than this, the record holds registrations and payments, not each step between.
WHOLE_RECORD_UP_TO = 10_000


@dataclass(slots=True)
class Summary:
    """What a generation wrote.

    Attributes:
        initiatives: how many the instance now holds.
        rows: rows written in this run, by table.
        facts: facts published in this run.
        is_new: false where everything was there already.
    """

    initiatives: int
    rows: dict[str, int] = field(default_factory=dict)
    facts: int = 0
    is_new: bool = True


def generate(
    *, scale: Scale, seed: int, today: date, actor: Actor, progress: Progress | None = None
) -> Summary:
    """Fill the instance with invented initiatives, in chunks, each in its own transaction.

    The same seed, scale, day and region give the same initiatives. Asked again with the same seed
    and scale it changes nothing; interrupted, it goes on after the last whole chunk, with the day
    on which it began.

    Args:
        scale: 600, 6,000 or 100,000 initiatives.
        seed: any number.
        today: the day everything is told up to.
        actor: the system; nobody else invents data.
        progress: called after each chunk with how many are done.

    Raises:
        NotAllowedError: the actor is not the system.
        RuleBrokenError: the instance holds other initiatives, or no territory.
    """
    if not policies.may_generate(actor):
        raise NotAllowedError(_("Only the system fills an instance with demonstration data."))
    region = _territory()
    batch = _begin(scale, seed=seed, today=today, region=region, actor=actor)
    summary = Summary(initiatives=batch.rows_done, is_new=batch.rows_done < batch.rows_in)
    if not summary.is_new:
        return summary
    told_until = date.fromisoformat(batch.name.rsplit(" ", 1)[-1])
    prepared = Region.of(region, count=batch.rows_in)
    home = prepared.by_population[STORIES[0].comuna_rank % len(prepared.by_population)]
    make_demo_people(today=told_until, comuna_cut=home.cut, actor=actor)
    writer = RowWriter(_keys(prepared, run=batch.run_id), now=timezone.now())
    while batch.rows_done < batch.rows_in:
        numbers = range(batch.rows_done + 1, min(batch.rows_done + CHUNK, batch.rows_in) + 1)
        plans = initiatives(prepared, seed=seed, numbers=numbers, today=told_until)
        with transaction.atomic():
            facts: list[Fact] = []
            ids = []
            for plan in plans:
                ids.append(writer.add(plan))
                facts += facts_of(plan, is_whole=batch.rows_in <= WHOLE_RECORD_UP_TO)
            for table, count in writer.write().items():
                summary.rows[table] = summary.rows.get(table, 0) + count
            refresh_cards(ids)
            summary.facts += publish_many(facts, actor=actor)
            batch.rows_done = numbers[-1]
            batch.save(update_fields=["rows_done"])
        summary.initiatives = batch.rows_done
        if progress:
            progress(batch.rows_done)
    _finish(batch, scale=scale, seed=seed, today=told_until, actor=actor)
    return summary


def _territory() -> TerritoryFact:
    region = RegionRow.objects.first()
    if region is None:
        raise RuleBrokenError(_("Load a region first: there is no territory to invent in."))
    rows = Comuna.objects.order_by("cut").values_list("cut", "name", "province__cut", "population")
    comunas = tuple(
        ComunaFact(cut, name, province, population or 0) for cut, name, province, population in rows
    )
    return TerritoryFact(region.code, region.name, region.government, comunas)


@transaction.atomic
def _begin(
    scale: Scale, *, seed: int, today: date, region: TerritoryFact, actor: Actor
) -> ImportFile:
    """The run to fill: a new one, an interrupted one, or one that is complete."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [PROFILE])
    key = f"{region.code} {scale} {seed}"
    fingerprint = sha256(key.encode()).hexdigest()
    before = ImportFile.objects.filter(run__profile=PROFILE).select_related("run").first()
    if before is not None:
        if before.run.fingerprint != fingerprint:
            raise RuleBrokenError(
                _("This instance already holds another demonstration (%(name)s); use a new folder.")
                % {"name": before.name}
            )
        return before
    if Initiative.objects.exists():
        raise RuleBrokenError(
            _("This instance holds real initiatives; demonstration data never mix with them.")
        )
    latest = ImportRun.objects.filter(noun=IMPORTER.noun).first()
    run = ImportRun.objects.create(
        noun=IMPORTER.noun,
        number=latest.number + 1 if latest else 1,
        profile=PROFILE,
        fingerprint=fingerprint,
        started_at=timezone.now(),
        started_by=actor.public_name,
    )
    return ImportFile.objects.create(
        run=run,
        name=f"{key} {today}",
        sha256=fingerprint,
        register=PROFILE,
        rows_in=SCALES[scale],
    )


def _keys(region: Region, *, run: int) -> Keys:
    """Make the organisations and sectors, and read every key that rows will need."""
    with transaction.atomic():
        Organisation.objects.bulk_create(
            [
                Organisation(
                    slug=plan.slug, name=plan.name, kind=plan.kind, comuna_cut=plan.comuna_cut,
                    is_demo=True,
                )
                for plan in region.organisations.everything()
            ],
            ignore_conflicts=True,
            batch_size=2_000,
        )  # fmt: skip
        Sector.objects.bulk_create(
            [Sector(slug=slug, name=name) for slug, name in SECTORS.items()], ignore_conflicts=True
        )
    return Keys(
        comunas=dict(Comuna.objects.values_list("cut", "pk")),
        provinces=dict(Province.objects.values_list("cut", "pk")),
        organisations=dict(Organisation.objects.values_list("slug", "pk")),
        units=dict(Unit.objects.values_list("code", "pk")),
        sectors=dict(Sector.objects.values_list("slug", "pk")),
        run=run,
    )


@transaction.atomic
def _finish(batch: ImportFile, *, scale: Scale, seed: int, today: date, actor: Actor) -> None:
    run = batch.run
    run.state = ImportRun.State.DONE
    run.finished_at = timezone.now()
    run.save(update_fields=["state", "finished_at"])
    fact = DemonstrationGenerated(
        subject="demonstration", scale=scale, seed=seed, initiatives=batch.rows_in, today=today
    )
    publish_many([fact], actor=actor)
