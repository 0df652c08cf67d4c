"""A whole sheet to register with."""

from __future__ import annotations

from datetime import date
from typing import Any

from alameda.investments.selectors.sheets import Sheet
from alameda.investments.tests.factories import ComunaFactory

RECEIVED_ON = date(2026, 3, 5)
LETTER_ON = date(2026, 3, 2)


def whole(**change: Any) -> Sheet:
    """Everything that is needed to enter an initiative, but for what is changed."""
    said: dict[str, Any] = {
        "name": "Construcción plaza El Sol",
        "kind": "project",
        "route": "sni",
        "stage": "execution",
        "sector": "deporte",
        "formulator": "Municipalidad de Prueba",
        "executing_unit": "Municipalidad de Prueba",
        "beneficiaries_total": 1_200,
        "beneficiaries_who": "Vecinas y vecinos de la villa",
        "amount_clp": 250_000_000,
        "fund": "FNDR",
        "received_on": RECEIVED_ON,
        "letter": "Oficio 41/2026",
        "letter_on": LETTER_ON,
    }
    if "comunas" not in change and not change.get("is_region_wide"):
        change["comunas"] = (ComunaFactory.create(),)
    return Sheet(**(said | change))
