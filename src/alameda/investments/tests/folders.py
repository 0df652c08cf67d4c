"""Folders of small, made-up registers in the shape of the profile of Ñuble."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

Row = Mapping[str, str]

REQUESTS: Sequence[Row] = (
    {
        "cod_unico": "40000001-2023", "vigencia": "VIGENTE", "anio_ingreso": "2023",
        "anio_presupuestario": "2023", "bip": "40000001", "dv": "0",
        "nombre": "Mejoramiento plaza de prueba", "tipo": "PROYECTO", "comuna": "BULNES",
        "etapa": "EJECUCIÓN", "via": "FRIL", "formulador": "MUNICIP. BULNES",
        "sector": "DEPORTES", "monto_iniciativa_mclp": "60000", "monto_fndr_mclp": "60000",
        "estado": "APROBADO TÉCNICAMENTE", "rate": "RS", "fecha_rate": "2023-05-02",
        "fecha_recepcion_gore": "2023-03-01",
    },
    {
        "cod_unico": "40000002-2024", "vigencia": "VIGENTE", "anio_ingreso": "2024",
        "anio_presupuestario": "2024", "bip": "40000002", "dv": "0",
        "nombre": "Reposición sede de prueba", "tipo": "PROYECTO", "comuna": "QUILLÓN / PINTO",
        "etapa": "DISEÑO", "via": "MIDESO", "formulador": "Centro Inventado",
        "monto_iniciativa_mclp": "1.250.000", "estado": "", "rate": "FI",
    },
)  # fmt: skip
EVENTS: Sequence[Row] = (
    {
        "cod_unico": "40000001-2023", "bip": "40000001", "fecha": "2023-03-01",
        "tipo_evento": "INGRESO_U_OFICIO", "numero_documento": "12",
    },
    {
        "cod_unico": "49999999-2023", "bip": "49999999", "fecha": "2023-03-01",
        "tipo_evento": "ADMISIBLE", "numero_documento": "",
    },
)  # fmt: skip
LINES: Sequence[Row] = (
    {
        "codigo_unico": "40000001-2024", "anio_presupuestario": "2024", "unidad_tecnica": "BULNES",
        "sector": "DEPORTE", "comuna": "BULNES", "bip": "40000001", "subtitulo": "33",
        "item": "03", "asignacion": "125", "nombre": "MEJORAMIENTO PLAZA DE PRUEBA, BULNES",
        "monto_fndr_adjudicado_mclp": "58000", "estado": "7. EN EJECUCIÓN",
        "avance_fisico_pct": "35,5", "id_licitacion": "1234-5-LE24 / 1234-9-LP24",
        "empresa_adjudicada": "CONSTRUCTORA DE PRUEBA SPA", "rut_empresa": "76.000.000-0",
        "fecha_entrega_terreno": "2024-06-01", "plazo": "120", "ejec_2024": "10000",
    },
)  # fmt: skip
PAYMENTS: Sequence[Row] = (
    {
        "codigo_unico": "40000001-2024", "bip": "40000001", "anio": "2024", "mes": "7",
        "proyectado_mclp": "5000", "real_mclp": "4000",
    },
    {
        "codigo_unico": "40000001-2024", "bip": "40000001", "anio": "2024", "mes": "8",
        "proyectado_mclp": "5000", "real_mclp": "6000",
    },
    {
        "codigo_unico": "-2024", "bip": "", "anio": "2024", "mes": "8",
        "proyectado_mclp": "1", "real_mclp": "1",
    },
)  # fmt: skip
GRANTS: Sequence[Row] = (
    {
        "fondo": "DEPORTE", "codigo": "2401D0001", "institucion": "CLUB INVENTADO",
        "rut_institucion": "65.000.000-5", "iniciativa": "Copa de prueba", "comuna": "TREHUACO",
        "fecha_transferencia": "2024-09-13", "monto_transferido_clp": "4000000",
        "estado_ejecucion": "RENDIDA", "fecha_ingreso_rendicion": "2024-12-30",
        "rendicion_a_tiempo": "NO",
    },
)  # fmt: skip

FILES: Mapping[str, Sequence[Row]] = {
    "nuble_iniciativas.csv": REQUESTS,
    "nuble_iniciativas_eventos.csv": EVENTS,
    "nuble_cartera_ejecucion.csv": LINES,
    "nuble_ejecucion_mensual.csv": PAYMENTS,
    "nuble_subvencion_8pct.csv": GRANTS,
}
ROWS = sum(len(rows) for rows in FILES.values())


def as_csv(rows: Sequence[Row], *, delimiter: str = ",") -> str:
    """Rows as CSV with the columns of the first."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(folder: Path, name: str, rows: Sequence[Row], *, encoding: str = "utf-8") -> Path:
    """A file of rows; compressed when its name says so."""
    content = as_csv(rows).encode(encoding)
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def make(folder: Path) -> Path:
    """A folder with a small file of each main register."""
    folder.mkdir(exist_ok=True)
    for name, rows in FILES.items():
        write(folder, name, rows)
    return folder


def many_requests(count: int) -> list[Row]:
    """So many different requests."""
    return [
        {
            **REQUESTS[0],
            "cod_unico": f"{41_000_000 + number}-2023",
            "bip": f"{41_000_000 + number}",
            "nombre": f"Plaza número {number}",
        }
        for number in range(count)
    ]
