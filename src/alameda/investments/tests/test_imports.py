"""An import: what it makes, accounts for, repeats, rehearses and takes back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from alameda.accounts.models import Organisation
from alameda.foundation.actor import SYSTEM, VISITOR, Actor, Grant
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.intake.actions.runs import Watch
from alameda.intake.models import ImportRow, ImportRun
from alameda.intake.selectors import Numbers
from alameda.investments.actions.imports import (
    ImportTouchedError,
    ImportUnfinishedError,
    WrongRegionError,
    import_folder,
    run,
    take_back,
)
from alameda.investments.models import (
    BudgetLine,
    Contract,
    FundingRequest,
    Initiative,
    Payment,
    StateChange,
    Tender,
)
from alameda.investments.selectors import export
from alameda.investments.tests import folders
from alameda.record.models import Entry
from alameda.record.selectors import hold
from alameda.territory.actions import load_region

pytestmark = pytest.mark.django_db
STEWARD = Actor(kind="person", grants=frozenset({Grant(role="data_steward"), Grant(role="staff")}))


@pytest.fixture
def nuble() -> None:
    load_region("nuble", actor=SYSTEM)


@pytest.fixture
def folder(tmp_path: Path, nuble: None) -> Path:
    return folders.make(tmp_path / "registers")


def portfolio() -> str:
    return "\n".join(
        json.dumps([name, row], cls=DjangoJSONEncoder, sort_keys=True)
        for name in export.table_names()
        for row in export.rows_of(name)
    )


def verbs() -> list[str]:
    """Of its entries, but for those that say what rows it wrote."""
    acts = Entry.objects.exclude(verb="rows.written").order_by("pk")
    return list(acts.values_list("verb", flat=True))


def test_rows_in_are_rows_out_file_by_file(folder: Path) -> None:
    report = import_folder(folder, profile="nuble", actor=STEWARD)

    assert report.total == Numbers(rows_in=folders.ROWS, created=7, refused=2)
    assert all(file.numbers.is_reconciled for file in report.files)
    assert report.is_whole
    assert dict(report.reasons) == {"unknown-initiative": 1, "no-initiative-code": 1}
    assert ImportRow.objects.count() == folders.ROWS


def test_a_row_becomes_the_rows_of_the_portfolio(folder: Path) -> None:
    import_folder(folder, profile="nuble", actor=STEWARD)

    plaza = Initiative.objects.get(code="40000001-0")
    assert plaza.bip == "40000001-0"
    assert [comuna.name for comuna in plaza.comunas.all()] == ["Bulnes"]
    assert plaza.executing_unit is not None
    assert plaza.executing_unit.name == "Municipalidad de Bulnes"
    assert plaza.formulator == plaza.executing_unit
    assert plaza.sector is not None
    assert plaza.sector.name == "Deporte"
    assert FundingRequest.objects.get(stage__initiative=plaza).total_clp == 60_000_000
    assert [tender.market_id for tender in Tender.objects.all()] == ["1234-5-LE24", "1234-9-LP24"]
    contract = Contract.objects.get()
    assert contract.contractor is not None
    assert contract.contractor.rut == "76000000-0"
    assert contract.site_handed_over_on == date(2024, 6, 1)
    assert {payment.line for payment in Payment.objects.all()} == {BudgetLine.objects.get()}
    assert plaza.paid_clp == 10_000_000
    assert str(plaza.physical_pct) == "35.50"


def test_several_comunas_in_a_cell_are_split(folder: Path) -> None:
    import_folder(folder, profile="nuble", actor=STEWARD)

    sede = Initiative.objects.get(code="40000002-0")
    assert {comuna.name for comuna in sede.comunas.all()} == {"Quillón", "Pinto"}
    assert sede.state == "missing_information"


def test_the_portfolio_is_believed_over_pre_investment_for_the_state(folder: Path) -> None:
    import_folder(folder, profile="nuble", actor=STEWARD)

    plaza = Initiative.objects.get(code="40000001-0")
    assert (plaza.state, plaza.route, plaza.year) == ("in_execution", "fril", 2023)
    assert plaza.name == "MEJORAMIENTO PLAZA DE PRUEBA, BULNES"


def test_precedence_does_not_depend_on_what_is_imported_first(tmp_path: Path, nuble: None) -> None:
    first, second, both = tmp_path / "a", tmp_path / "b", tmp_path / "both"
    for place in (first, second, both):
        place.mkdir()
    for place in (first, both):
        folders.write(place, "nuble_cartera_ejecucion.csv", folders.LINES)
    for place in (second, both):
        folders.write(place, "nuble_iniciativas.csv", folders.REQUESTS)
    import_folder(first, profile="nuble", actor=SYSTEM)
    import_folder(second, profile="nuble", actor=SYSTEM)
    apart = portfolio()
    take_back(2, actor=SYSTEM)
    take_back(1, actor=SYSTEM)

    import_folder(both, profile="nuble", actor=SYSTEM)

    assert portfolio() == apart


def test_an_unreviewed_name_stands_alone_and_is_listed(folder: Path) -> None:
    report = import_folder(folder, profile="nuble", actor=STEWARD)

    assert report.new_organisations == {"centro-inventado": "Centro Inventado"}
    assert Organisation.objects.get(slug="centro-inventado").name == "Centro Inventado"


def test_a_second_import_of_the_same_files_changes_nothing(folder: Path) -> None:
    import_folder(folder, profile="nuble", actor=STEWARD)
    before = portfolio()
    published = len(verbs())

    report = import_folder(folder, profile="nuble", actor=STEWARD)

    assert report.total == Numbers(rows_in=folders.ROWS, unchanged=7, refused=2)
    assert portfolio() == before
    assert verbs()[published:] == ["import.started", "import.finished"]


def test_a_changed_row_is_updated_and_only_it(folder: Path) -> None:
    import_folder(folder, profile="nuble", actor=STEWARD)
    changed = [{**folders.LINES[0], "estado": "8. PARALIZADO", "monto_fndr_adjudicado_mclp": "1"}]
    folders.write(folder, "nuble_cartera_ejecucion.csv", changed)

    report = import_folder(folder, profile="nuble", actor=STEWARD)

    assert (report.total.updated, report.total.created) == (1, 0)
    assert Initiative.objects.get(code="40000001-0").state == "paralysed"
    assert BudgetLine.objects.get().fndr_awarded_clp == 1_000


def test_a_rehearsal_gives_the_same_numbers_and_writes_nothing(folder: Path) -> None:
    entries, before = Entry.objects.count(), portfolio()

    rehearsed = import_folder(folder, profile="nuble", actor=STEWARD, is_dry_run=True)

    assert rehearsed.is_dry_run
    assert portfolio() == before
    assert (ImportRun.objects.count(), Entry.objects.count()) == (0, entries)
    assert import_folder(folder, profile="nuble", actor=STEWARD).total == rehearsed.total


def test_taking_an_import_back_restores_the_former_state(folder: Path) -> None:
    before = portfolio()
    import_folder(folder, profile="nuble", actor=STEWARD)
    first = portfolio()
    changed = [{**folders.LINES[0], "estado": "9. TERMINADO", "comuna": "PINTO", "plazo": "150"}]
    folders.write(folder, "nuble_cartera_ejecucion.csv", changed)
    import_folder(folder, profile="nuble", actor=STEWARD)
    assert portfolio() != first

    take_back(None, actor=STEWARD)
    assert portfolio() == first
    take_back(None, actor=STEWARD)
    assert portfolio() == before


def test_the_record_keeps_what_was_taken_back_and_says_so(folder: Path) -> None:
    import_folder(folder, profile="nuble", actor=STEWARD)
    published = verbs()

    take_back(1, actor=STEWARD)

    assert verbs() == [*published, "import.taken_back"]
    assert Entry.objects.order_by("pk").last().subject == "importacion-1"  # type: ignore[union-attr]  # just published
    assert "payment.imported" in published


def test_an_import_that_somebody_built_on_is_not_taken_back(folder: Path) -> None:
    import_folder(folder, profile="nuble", actor=STEWARD)
    plaza = Initiative.objects.get(code="40000001-0")
    StateChange.objects.create(
        initiative=plaza, to_state="paralysed", happened_on=timezone.localdate(), by_role="x"
    )
    before = portfolio()

    with pytest.raises(ImportTouchedError, match="40000001-0"):
        take_back(1, actor=STEWARD)

    assert portfolio() == before
    assert ImportRun.objects.get().state == "done"


def test_an_import_whose_rows_were_changed_since_is_not_taken_back(folder: Path) -> None:
    import_folder(folder, profile="nuble", actor=STEWARD)
    Initiative.objects.filter(code="40000002-0").update(name="Otro nombre")

    with pytest.raises(ImportTouchedError, match="40000002-0"):
        take_back(1, actor=STEWARD)


def test_an_earlier_import_is_not_taken_back_before_a_later_one(folder: Path) -> None:
    import_folder(folder, profile="nuble", actor=STEWARD)
    folders.write(
        folder, "nuble_cartera_ejecucion.csv", [{**folders.LINES[0], "estado": "9. TERMINADO"}]
    )
    import_folder(folder, profile="nuble", actor=STEWARD)

    with pytest.raises(ImportTouchedError, match="2"):
        take_back(1, actor=STEWARD)


def test_an_import_is_taken_back_once(folder: Path) -> None:
    import_folder(folder, profile="nuble", actor=STEWARD)
    take_back(1, actor=STEWARD)

    with pytest.raises(RuleBrokenError):
        take_back(1, actor=STEWARD)
    with pytest.raises(RuleBrokenError):
        take_back(None, actor=STEWARD)


@pytest.mark.parametrize(
    "actor", [VISITOR, Actor(kind="person", grants=frozenset({Grant("staff")}))]
)
def test_only_the_data_steward_imports_and_takes_back(folder: Path, actor: Actor) -> None:
    with pytest.raises(NotAllowedError):
        import_folder(folder, profile="nuble", actor=actor)
    with pytest.raises(NotAllowedError):
        take_back(None, actor=actor)

    assert not ImportRun.objects.exists()


def test_an_interrupted_import_goes_on_where_it_stopped(
    tmp_path: Path, nuble: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folders.make(tmp_path / "many")
    folders.write(place, "nuble_iniciativas.csv", [*folders.REQUESTS, *folders.many_requests(20)])
    monkeypatch.setattr(run, "CHUNK_ROWS", 4)
    import_folder(place, profile="nuble", actor=SYSTEM)
    whole = portfolio()
    take_back(1, actor=SYSTEM)

    def stop(done: int, _total: int) -> None:
        if done >= 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_folder(place, profile="nuble", actor=SYSTEM, watch=Watch(on_rows=stop))
    assert ImportRun.objects.get(number=2).state == "running"
    report = import_folder(place, profile="nuble", actor=SYSTEM)

    assert report.number == 2
    assert report.total.is_reconciled
    assert portfolio() == whole


def test_other_files_wait_until_the_interrupted_import_ends(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "CHUNK_ROWS", 1)

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_folder(folder, profile="nuble", actor=SYSTEM, watch=Watch(on_rows=stop))
    folders.write(folder, "nuble_cartera_ejecucion.csv", [{**folders.LINES[0], "plazo": "1"}])

    with pytest.raises(ImportUnfinishedError, match="--undo 1"):
        import_folder(folder, profile="nuble", actor=SYSTEM)
    take_back(1, actor=SYSTEM)
    assert import_folder(folder, profile="nuble", actor=SYSTEM).number == 2


def test_a_profile_of_another_region_is_refused(tmp_path: Path) -> None:
    load_region("santiago", actor=SYSTEM)

    with pytest.raises(WrongRegionError):
        import_folder(folders.make(tmp_path / "x"), profile="nuble", actor=SYSTEM)


@pytest.mark.parametrize(("region", "comuna"), [("santiago", "Maipú"), ("nuble", "Bulnes")])
def test_the_plain_profile_reads_a_file_of_any_region(
    tmp_path: Path, region: str, comuna: str
) -> None:
    load_region(region, actor=SYSTEM)
    (tmp_path / "iniciativas.csv").write_text(
        "codigo,nombre,anio,etapa,estado,comuna,monto_clp,formulador\n"
        f"A-1,Una plaza,2026,EJECUCIÓN,RECOMENDADA,{comuna},98000000,Municipalidad\n"
        "A-2,Una vereda,2026,EJECUCIÓN,RECOMENDADA,Valparaíso,1,Municipalidad\n"
    )

    report = import_folder(tmp_path, profile="plain", actor=SYSTEM)

    assert (report.total.created, report.total.refused) == (1, 1)
    made = Initiative.objects.get()
    assert (made.name, made.state) == ("Una plaza", "recommended")
    assert str(made.formulator) == f"Municipalidad de {comuna}"


@pytest.mark.parametrize("profile", ["no-such", "../nuble", "missing.toml"])
def test_an_unknown_profile_is_named(folder: Path, profile: str) -> None:
    with pytest.raises(BadInputError, match="nuble"):
        import_folder(folder, profile=profile, actor=SYSTEM)


def test_a_folder_without_registers_is_refused(tmp_path: Path, nuble: None) -> None:
    with pytest.raises(BadInputError):
        import_folder(tmp_path, profile="nuble", actor=SYSTEM)
    with pytest.raises(BadInputError):
        import_folder(tmp_path / "absent", profile="nuble", actor=SYSTEM)


def test_late_rendering_is_never_published_with_a_name(folder: Path) -> None:
    import_folder(folder, profile="nuble", actor=STEWARD)

    assert "is_rendered_on_time" not in portfolio()
    leaves = Entry.objects.filter(subject="R-2401D0001").values_list("leaf", flat=True)
    assert leaves
    assert not any(b"INVENTADO" in bytes(leaf) for leaf in leaves)


def test_what_imports_bring_change_and_take_back_is_held_against_the_record(folder: Path) -> None:
    import_folder(folder, profile="nuble", actor=STEWARD)
    held = hold()
    assert held.findings == []
    tables = {one.name: (one.rows, one.held) for one in held.covered if one.rows}
    assert tables["investments.payment"] == (2, 2)
    assert [name for name, (rows, known) in tables.items() if known < rows] == []

    changed = [{**folders.LINES[0], "estado": "9. TERMINADO", "comuna": "PINTO", "plazo": "150"}]
    folders.write(folder, "nuble_cartera_ejecucion.csv", changed)
    import_folder(folder, profile="nuble", actor=STEWARD)
    assert hold().findings == []
    take_back(None, actor=STEWARD)
    assert hold().findings == []
    take_back(None, actor=STEWARD)
    assert hold().findings == []


def test_an_imported_row_that_somebody_changed_in_the_database_is_named(folder: Path) -> None:
    import_folder(folder, profile="nuble", actor=STEWARD)
    payment = Payment.objects.order_by("pk")[0]
    Payment.objects.filter(pk=payment.pk).update(paid_clp=payment.paid_clp + 1_000_000)

    (found,) = hold().findings
    assert (found.code, found.model) == ("row-differs", "investments.payment")
    assert found.key == payment.source_key
