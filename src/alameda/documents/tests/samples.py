"""One whole set of data for each template, of a council that never was."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pikepdf

AT = datetime(2026, 4, 9, 14, 30, 15, tzinfo=UTC)


def names(first: int, last: int) -> list[str]:
    """Members by role and number."""
    return [f"Consejería {number:02d}" for number in range(first, last + 1)]


_ALL: dict[str, Any] = {
    "government": "Gobierno Regional de Ñuble",
    "region": "Región de Ñuble",
    "is_demo": True,
    "check_url": "https://gobierno.example/x/A-2026-0123",
}

SAMPLES: dict[str, dict[str, Any]] = {
    "council_certificate": {
        **_ALL,
        "number": 123,
        "year": 2026,
        "code": "A-2026-0123",
        "session_title": "Sesión ordinaria 7",
        "session_on": "2026-04-08",
        "place": "Sala del Consejo",
        "title": "Reposición de una posta de salud rural, etapa de ejecución",
        "text": (
            "Apruébase el financiamiento de la iniciativa por $ 1.234.567.890.\n\n"
            "Quedan a cargo de la unidad técnica:\n\n- la licitación;\n- el informe trimestral."
        ),
        "outcome": "approved",
        "outcome_words": "Aprobado",
        "counts": [
            {"label": "A favor", "value": 13},
            {"label": "En contra", "value": 2},
            {"label": "Abstenciones", "value": 1},
            {"label": "Inhabilidades", "value": 1},
        ],
        "present": 17,
        "in_office": 17,
        "majority_words": "Mayoría absoluta de los presentes",
        "needed": 9,
        "names": {
            "A favor": names(1, 13),
            "En contra": names(14, 15),
            "Abstenciones": names(16, 16),
            "Inhabilidades": names(17, 17),
        },
        "explanation": ["Cuentan 16 presentes.", "La mayoría absoluta es 9; hubo 13 a favor."],
        "secretary_title": "Secretaría Ejecutiva del Consejo Regional",
        "issued_on": "2026-04-09",
    },
    "council_minutes": {
        **_ALL,
        "is_certified": True,
        "code": "S-2026-O07",
        "session_title": "Sesión ordinaria 7",
        "session_on": "2026-04-08",
        "place": "Sala del Consejo",
        "present": names(1, 15),
        "absent": [{"name": "Consejería 16", "state": "Justificada"}],
        "parts": [
            {"title": "Apertura", "text": "Se abre la sesión a las 9:45 horas.", "level": 1},
            {"title": "3.1. Una posta", "text": "Se aprueba.\n\n- 13 a favor;\n- 2 en contra."},
            {"title": "Detalle", "text": "Nada más.", "level": 3},
        ],
        "approved": False,
    },
    "council_summons": {
        **_ALL,
        "code": "S-2026-O07",
        "session_title": "Sesión ordinaria 7",
        "first": "2026-04-08T09:45",
        "second": "2026-04-08T10:15",
        "place": "Sala del Consejo",
        "items": [
            {"section": "Tabla", "items": [{"number": "3.1", "title": "Una posta de salud"}]},
            {"section": "Varios", "items": []},
        ],
        "broadcast_url": "",
    },
    "silence_record": {
        **_ALL,
        "code": "I-2026-0001",
        "title": "Proposición de inversión",
        "matter_code": "M-2026-0012",
        "received_on": "2026-03-02",
        "due_on": "2026-04-01",
        "basis": "Ley 19.175, artículo 36",
        "text": "Se propuso la asignación de recursos.",
        "issued_on": "2026-04-02",
    },
}


def pdf(
    change: Callable[[pikepdf.Pdf], None] | None = None,
    *,
    encryption: pikepdf.Encryption | None = None,
) -> bytes:
    """A PDF of one empty page, what it holds packed in an object stream."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    if change is not None:
        change(made)
    made.save(
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        encryption=encryption or False,
        deterministic_id=encryption is None,
    )
    return out.getvalue()


@cache
def plain_pdf() -> bytes:
    """A PDF in which nothing acts."""
    return pdf()
