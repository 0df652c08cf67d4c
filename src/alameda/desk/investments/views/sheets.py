"""What the pages of a sheet share: its lists, its suggestions, what was typed as a sheet."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any, Final

from alameda.accounts.models import Organisation, Unit
from alameda.acting.forms import ActForm
from alameda.acting.views import Refusal
from alameda.desk.investments.forms import CONFIRMS, WHOLE_REGION
from alameda.foundation.actor import Actor
from alameda.foundation.vocabulary import options
from alameda.investments.actions.registering.sheets import BACKGROUND, LETTER
from alameda.investments.models import Initiative
from alameda.investments.policies import REGISTERING_ROLES
from alameda.investments.rules.registering import FUNDS, PROCESSES
from alameda.investments.rules.vocabulary import KINDS, ROUTES, STAGES
from alameda.investments.selectors.doubts import Doubt, doubts_about
from alameda.investments.selectors.sheets import Sheet, sectors
from alameda.territory.models import Comuna
from alameda.territory.selectors import comunas

Data = dict[str, Any]
Lists = dict[str, list[tuple[str, str]]]
SUGGESTED: Final = 600  # names a browser offers while somebody types
FILES: Final = (("letter_file", LETTER), ("other_file", BACKGROUND))


def lists_for(actor: Actor) -> Lists:
    """The lists that a sheet chooses from; who registers everywhere may say the whole region."""
    own = {grant.comuna for grant in actor.grants if grant.role in REGISTERING_ROLES}
    places = comunas() if "" in own else comunas().filter(cut__in=own)
    found: Lists = {
        "kind": options(KINDS),
        "route": options(ROUTES),
        "stage": options(STAGES),
        "sector": list(sectors().items()),
        "comunas": [(place.cut, place.name) for place in places],
        "division": [
            (unit.code, unit.name) for unit in Unit.objects.filter(name__startswith="División")
        ],
    }
    if "" in own:
        found[WHOLE_REGION] = []
    return found


def suggestions() -> dict[str, list[str]]:
    """What a browser offers while somebody types: processes, organisations, funds."""
    municipalities = [f"Municipalidad de {place.name}" for place in comunas()]
    named = Initiative.objects.exclude(formulator=None).values("formulator")
    carried = Initiative.objects.exclude(executing_unit=None).values("executing_unit")
    known = Organisation.objects.filter(pk__in=named.union(carried)).exclude(
        name__in=municipalities
    )
    others = list(known.values_list("name", flat=True)[: SUGGESTED - len(municipalities)])
    return {
        "procesos": [f"{process} " for process in PROCESSES],
        "organizaciones": [*municipalities, *others],
        "fondos": list(FUNDS),
    }


# What a sheet cannot be without: a form that was refused may hold less.
NEEDED = frozenset(
    field.name for field in fields(Sheet) if field.default is MISSING is field.default_factory
)


def sheet_from(data: Data) -> Sheet:
    """The sheet that was typed."""
    told = {name: data[name] for name in Sheet.__dataclass_fields__ if name in data}
    return Sheet(**(told | found_in(data)))


def found_in(data: Data) -> Data:
    """What the choices of a form mean: rows instead of their keys."""
    found: Data = {}
    if "comunas" in data:
        places = Comuna.objects.select_related("province").filter(cut__in=data["comunas"])
        found["comunas"] = tuple(places)
    if "division" in data:
        found["division"] = Unit.objects.filter(code=data["division"] or "").first()
    return found


def confirmed_in(data: Data) -> set[str]:
    """The doubts that somebody looked at."""
    return {name.removeprefix("confirm_") for name in CONFIRMS if data.get(name)}


def files_in(data: Data) -> list[tuple[str, Any, str]]:
    """The files that were sent, each with its kind and its name."""
    return [(kind, data[name], data[name].name or "") for name, kind in FILES if data.get(name)]


def typed_of(sheet: Sheet) -> Data:
    """What the form of a sheet starts with."""
    told = {name: getattr(sheet, name) for name in Sheet.__dataclass_fields__}
    return told | {
        "comunas": sheet.cuts,
        "division": sheet.division.code if sheet.division else "",
    }


def doubts_of(
    refusal: Refusal | None,
    sheet: Sheet | None,
    *,
    actor: Actor,
    besides: Initiative | None,
    on: Any,
) -> list[Doubt]:
    """Every doubt about what was refused for one, each said in its field of the form."""
    if refusal is None or sheet is None:
        return []
    form: ActForm = refusal.form
    if not any(name in form.errors for name in CONFIRMS):
        return []
    confirmed = confirmed_in(form.cleaned_data)
    found = [
        doubt
        for doubt in doubts_about(sheet, on=on, actor=actor, besides=besides)
        if doubt.key not in confirmed
    ]
    for doubt in found:
        name = f"confirm_{doubt.key}"
        if name not in form.errors:
            form.add_error(name, doubt.sentence)
    return found
