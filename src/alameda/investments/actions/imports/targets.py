"""From the values of a row to the rows of the portfolio: one small function a kind of register."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import models

from alameda.accounts.models import Organisation, Unit
from alameda.foundation.codes import slug
from alameda.intake.actions.drafts import Draft, Ref
from alameda.intake.actions.reading import Said, refuse_beyond, said_by
from alameda.intake.rules import claims
from alameda.intake.rules.claims import Claim
from alameda.intake.rules.rows import Note, RowRefusedError
from alameda.investments.actions.imports.works import RowWork
from alameda.investments.models import (
    Approval,
    BudgetAmendmentLine,
    BudgetLine,
    BudgetYear,
    Contract,
    EvaluationRound,
    FundingAgreement,
    FundingRequest,
    Grant,
    Initiative,
    InitiativeEvent,
    Payment,
    ProgrammeLine,
    ProgressReport,
    Sector,
    Stage,
    Tender,
    WorksFollowUp,
)
from alameda.investments.rules.imports.profile import Register
from alameda.investments.rules.imports.rows import Organisation as NamedOrganisation
from alameda.investments.rules.imports.rows import Place

MOST_NAME: Final = 240
CUT_FIELDS: Final = ("as_written", "subsector", "category", "strategy_", "organisation")
_YEAR_FIELD: Final = re.compile(r"spent\.(\d{4})")


def draft_row(work: RowWork, register: Register) -> None:
    """Fill the drafts and the claims of a row."""
    if register.unknown_initiative != "none":
        _draft_claims(work, register)
    _TARGETS[register.target](work)
    _check_bounds(work)


def _check_bounds(work: RowWork) -> None:
    """Refuse what a column of the database does not take.

    Raises:
        RowRefusedError: ``out-of-range`` or ``too-long``, with the column and the cell.
    """
    said: list[Said] = [
        *said_by(work.drafts),
        *(
            (Initiative, claim.field, claim.value)
            for claim in work.claims
            if isinstance(claim.value, int)
        ),
    ]

    refuse_beyond(said, work.values.place_of)


# The initiative.


def _draft_claims(work: RowWork, register: Register) -> None:
    said = work.values.of("initiative")
    for name, value in said.items():
        plain = _settled(work, name, value)
        default = register.claims.get("default", 0)
        columns = register.rank_of.get(name, register.rank)
        rank = claims.rank_of(register.claims.get(name, default), columns, work.values.by_column)
        work.claims.append(Claim(name, plain, rank, work.key))


def _settled(work: RowWork, name: str, value: Any) -> Any:
    """The value as it is kept in a claim; what it refers to is drafted too."""
    if isinstance(value, NamedOrganisation):
        _draft_organisation(work, value)
        return value.slug
    if isinstance(value, Place):
        return [list(value.cuts), value.province, value.is_region_wide]
    if name == "sector":
        work.drafts.append(
            Draft(Sector, value[0], {"slug": value[0], "name": value[1]}, is_settled=True)
        )
        return value[0]
    if name == "division":
        work.drafts.append(
            Draft(
                Unit,
                value,
                {"code": value, "name": value.upper(), "acronym": value.upper()},
                is_settled=True,
            )
        )
        return value
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if name == "year" else _fitted(work, Initiative, name, value)


def _draft_organisation(work: RowWork, named: NamedOrganisation, rut: str = "") -> Ref:
    name = named.name[:MOST_NAME]
    values = {"slug": named.slug, "name": name, "kind": named.kind, "rut": rut}
    work.drafts.append(Draft(Organisation, named.slug, values, is_settled=True))
    return Ref(Organisation, named.slug)


# Shared pieces.


def _initiative(work: RowWork) -> Ref:
    return Ref(Initiative, work.code)


def _main(work: RowWork, model: type[models.Model], values: dict[str, Any]) -> Ref:
    return _sourced(work, model, work.key, values, is_main=True)


def _sourced(
    work: RowWork,
    model: type[models.Model],
    key: str,
    values: dict[str, Any],
    *,
    is_main: bool = False,
) -> Ref:
    kept = {name: _fitted(work, model, name, value) for name, value in values.items()}
    work.drafts.append(Draft(model, key, {"source_key": key, **kept}, is_main=is_main))
    return Ref(model, key)


def _fitted(work: RowWork, model: type[models.Model], name: str, value: Any) -> Any:
    """A text cut to its column where only the words matter; too long elsewhere is refused."""
    if not isinstance(value, str):
        return value
    most = getattr(model._meta.get_field(name), "max_length", None)  # noqa: SLF001  Django's public way to a field
    if most is None or len(value) <= most:
        return value
    if not any(part in name for part in CUT_FIELDS):
        column, written = work.values.place_of(name) or (name, value)
        raise RowRefusedError("too-long", column=column, value=written)
    work.notes.append(Note(name, value[:40], "text-cut"))
    return value[:most]


def _any(fields: dict[str, Any], *names: str) -> bool:
    return any(fields.get(name) not in {None, ""} for name in names)


def _approval(work: RowWork, suffix: str, kind: str, request: Ref | None = None) -> None:
    fields = work.values.of(suffix)
    if not _any(fields, "number", "approved_on"):
        return
    values: dict[str, Any] = {"initiative": _initiative(work), "kind": kind, "number": "", **fields}
    if request:
        values["request"] = request
    _sourced(work, Approval, f"{work.key}:{suffix}", values)


# One function a target.


def _request(work: RowWork) -> None:
    stage = work.values.get("request.stage") or "execution"
    fields = work.values.of("request")
    fields.pop("stage", None)
    key = (_initiative(work), stage)
    work.drafts.append(Draft(Stage, key, {"initiative": key[0], "stage": stage}, is_settled=True))
    request = _main(work, FundingRequest, {"stage": Ref(Stage, key), "route": "unknown", **fields})
    result = work.values.of("round")
    if result.get("result"):
        number = max(result.pop("number", None) or 1, 1)
        work.drafts.append(
            Draft(
                EvaluationRound,
                (request, number),
                {"request": request, "number": number, **result},
            )
        )
    _approval(work, "rs", "recommendation", request)
    _approval(work, "council", "council", request)


def _line(work: RowWork) -> None:
    line = _main(work, BudgetLine, {"initiative": _initiative(work), **work.values.of("line")})
    for name, spent in work.values.by_field.items():
        found = _YEAR_FIELD.fullmatch(name)
        if found and spent:
            year = int(found[1])
            work.drafts.append(
                Draft(BudgetYear, (line, year), {"line": line, "year": year, "spent_clp": spent})
            )
    kind = work.values.get("approval.kind")
    if kind:
        _approval(work, "approval", kind)
    _tender_and_contract(work)
    _progress(work)
    _agreement_of_line(work)


def _tender_and_contract(work: RowWork) -> None:
    last: Ref | None = None
    for place, market_id in enumerate(work.values.get("tender.market_ids") or (), start=1):
        last = _sourced(
            work,
            Tender,
            f"{work.key}:tender:{place}",
            {"initiative": _initiative(work), "market_id": market_id, "call_number": place},
        )
    fields = work.values.of("contract")
    contractor = _contractor(work, fields)
    if not contractor and not _any(fields, "site_handed_over_on", "term_days"):
        return
    values: dict[str, Any] = {"initiative": _initiative(work), "tender": last, **fields}
    if contractor:
        values["contractor"] = contractor
    amount = values.get("amount_clp")
    if amount is not None and amount < 0:
        values["amount_clp"] = None
    _sourced(work, Contract, f"{work.key}:contract", values)


def _contractor(work: RowWork, fields: dict[str, Any]) -> Ref | None:
    name = fields.pop("contractor_name", "")
    rut = fields.pop("contractor_rut", "")
    problem = fields.pop("contractor_rut_problem", "")
    if not name or not (rut or problem == "rut-malformed"):
        return None
    key = rut.lower() if rut else slug(name)
    return _draft_organisation(work, NamedOrganisation(key, name, "company", is_known=True), rut)


def _progress(work: RowWork) -> None:
    percentage = work.values.get("line.physical_pct")
    if isinstance(percentage, Decimal):
        _sourced(
            work,
            ProgressReport,
            f"{work.key}:progress",
            {"initiative": _initiative(work), "physical_pct": percentage},
        )


def _agreement_of_line(work: RowWork) -> None:
    fields = work.values.of("line_agreement")
    if _any(fields, "signed_on"):
        fields["state"] = "signed"
        values = {"initiative": _initiative(work), **fields}
        _sourced(work, FundingAgreement, f"{work.key}:agreement", values)


def _agreement(work: RowWork) -> None:
    fields = work.values.of("agreement")
    counterpart = work.values.get("initiative.executing_unit")
    values: dict[str, Any] = {"initiative": _initiative(work), **fields}
    if isinstance(counterpart, NamedOrganisation):
        values["counterpart"] = Ref(Organisation, counterpart.slug)
    _main(work, FundingAgreement, values)
    _approval(work, "budget", "budget")


def _event(work: RowWork) -> None:
    _main(work, InitiativeEvent, {"initiative": _initiative(work), **work.values.of("event")})


def _payment(work: RowWork) -> None:
    fields = work.values.of("payment")
    month = date(fields.pop("year"), fields.pop("month"), 1)
    values = {"paid_clp": 0, **fields, "month": month, "initiative": _initiative(work)}
    _main(work, Payment, values)


def _follow_up(work: RowWork) -> None:
    _main(work, WorksFollowUp, {"initiative": _initiative(work), **work.values.of("follow_up")})


def _amendment(work: RowWork) -> None:
    _main(work, BudgetAmendmentLine, work.values.of("amendment"))


def _programme(work: RowWork) -> None:
    initiative = _initiative(work) if work.code else None
    _main(work, ProgrammeLine, {"initiative": initiative, **work.values.of("programme")})


def _grant(work: RowWork) -> None:
    fields = work.values.of("grant")
    name = fields.pop("organisation_name", "")
    rut = fields.pop("organisation_rut", "")
    problem = fields.pop("organisation_rut_problem", "")
    values: dict[str, Any] = {"initiative": _initiative(work), **fields}
    if name and problem != "rut-not-published":
        key = rut.lower() if rut else slug(name)
        named = NamedOrganisation(key, name, "civil_society", is_known=True)
        values["organisation"] = _draft_organisation(work, named, rut)
    _main(work, Grant, values)


_TARGETS: Final[dict[str, Callable[[RowWork], None]]] = {
    "request": _request,
    "line": _line,
    "agreement": _agreement,
    "event": _event,
    "payment": _payment,
    "follow_up": _follow_up,
    "amendment": _amendment,
    "programme": _programme,
    "grant": _grant,
}

# Parents first: what a row refers to is written before it.
ORDER: Final[Iterable[type[models.Model]]] = (
    Stage,
    FundingRequest,
    EvaluationRound,
    Approval,
    FundingAgreement,
    BudgetLine,
    BudgetYear,
    Tender,
    Contract,
    ProgressReport,
    InitiativeEvent,
    Payment,
    WorksFollowUp,
    BudgetAmendmentLine,
    ProgrammeLine,
    Grant,
)
