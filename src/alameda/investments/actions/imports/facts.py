"""Which facts a chunk publishes: one for each initiative and each row that it made or changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from alameda.investments import events
from alameda.investments.actions.imports.initiatives import InitiativeWriter
from alameda.investments.actions.imports.works import RowWork
from alameda.record.events import Fact


def of_initiatives(writer: InitiativeWriter, run: int) -> Iterator[Fact]:
    """One fact for each initiative that the chunk made or changed."""
    for code, row in writer.fresh.items():
        yield events.InitiativeImported(
            subject=code,
            import_number=run,
            is_new=True,
            name=row.name,
            route=row.route,
            state=row.state,
        )
    for code in sorted(writer.changed):
        row = writer.found[code]
        yield events.InitiativeImported(
            subject=code,
            import_number=run,
            is_new=False,
            name=row.name,
            route=row.route,
            state=row.state,
        )


def of_rows(works: Iterable[RowWork], target: str, run: int) -> Iterator[Fact]:
    """One fact for each row of the register that the chunk made or changed."""
    for work in works:
        if work.outcome in {"created", "updated"}:
            yield _of_row(work, target, run)


def _of_row(work: RowWork, target: str, run: int) -> Fact:
    subject = work.code or f"importacion-{run}"
    is_new = work.outcome == "created"
    said = work.values.of(target)
    if target == "payment":
        return events.PaymentImported(
            subject=subject,
            import_number=run,
            is_new=is_new,
            month=f"{work.values.get('payment.year')}-{work.values.get('payment.month'):02d}",
            planned_clp=said.get("planned_clp"),
            paid_clp=said.get("paid_clp", 0),
        )
    if target == "event":
        return events.EventImported(
            subject=subject,
            import_number=run,
            is_new=is_new,
            kind=said["kind"],
            happened_on=said["happened_on"],
        )
    amount = next((said[name] for name in _AMOUNTS if said.get(name) is not None), None)
    return events.RegisterRowImported(
        subject=subject,
        import_number=run,
        is_new=is_new,
        register=work.register,
        row=work.key,
        amount_clp=amount,
    )


_AMOUNTS = (
    "fndr_awarded_clp",
    "transferred_clp",
    "amount_clp",
    "fndr_clp",
    "total_clp",
    "balance_clp",
)
