"""Why a row or a file was refused, or understood otherwise than written. Pure: no Django.

Codes are stable and public (report in CSV and JSON); the sentences are for people.
Source: docs/rules/imports.md.
"""

from __future__ import annotations

from alameda.foundation.vocabulary import Named, name_of

# A row was refused: nothing of it was written.
REFUSALS = (
    Named(
        "duplicate-key-different-content",
        "Repite la clave de una fila anterior con otro contenido.",
        "Repeats the key of an earlier row with different content.",
    ),
    Named(
        "wrong-number-of-cells",
        "La fila tiene más o menos celdas que el encabezado.",
        "The row has more or fewer cells than the header.",
    ),
    Named("required-missing", "Falta un dato obligatorio.", "A required value is missing."),
    Named("not-a-number", "No es un número entero.", "It is not a whole number."),
    Named("not-a-date", "No es una fecha legible.", "It is not a date that can be read."),
    Named("not-a-percentage", "No es un porcentaje.", "It is not a percentage."),
    Named(
        "out-of-range", "El valor está fuera del rango posible.", "The value is out of its range."
    ),
    Named("not-yes-or-no", "No dice sí ni no.", "It says neither yes nor no."),
    Named(
        "unknown-value",
        "El valor no está en el vocabulario del perfil.",
        "The value is not in the profile's vocabulary.",
    ),
    Named("unknown-comuna", "La región no tiene esa comuna.", "The region has no such comuna."),
    Named(
        "too-long",
        "El texto es más largo que lo que cabe en el campo.",
        "The text is longer than its field.",
    ),
    Named(
        "formula-cell",
        "La celda contiene una fórmula: no se evalúa.",
        "The cell holds a formula: it is never evaluated.",
    ),
    Named(
        "error-cell",
        "La celda contiene un error de la planilla.",
        "The cell holds an error of the spreadsheet.",
    ),
    Named(
        "broken-text",
        "La celda está dañada o trae caracteres que no se pueden guardar.",
        "The cell is damaged, or holds characters that cannot be kept.",
    ),
    Named(
        "two-readings",
        "El valor se puede leer de dos maneras y nada dice cuál es.",
        "The value can be read two ways, and nothing says which.",
    ),
    Named(
        "spoilt-code",
        "La planilla convirtió el código en otra cosa y no se sabe cuál era.",
        "The spreadsheet turned the code into something else, and what it was cannot be told.",
    ),
    Named(
        "not-saved",
        "La base de datos no acepta la fila.",
        "The database does not accept the row.",
    ),
    Named(
        "unknown-initiative",
        "La fila es de una iniciativa que ningún registro trae.",
        "The row belongs to an initiative that no register brings.",
    ),
    Named(
        "no-initiative-code",
        "La fila no dice de qué iniciativa es.",
        "The row does not say which initiative it belongs to.",
    ),
)

# A row was taken, but something in it was understood otherwise than written.
NOTES = (
    Named(
        "check-digit-assumed",
        "Ningún registro trae el dígito verificador del BIP: se usa 0.",
        "No register gives the check digit of the BIP: 0 is used.",
    ),
    Named(
        "check-digit-differs",
        "El dígito verificador escrito no es el que se usa para este BIP.",
        "The check digit as written is not the one used for this BIP.",
    ),
    Named(
        "bip-malformed",
        "El código BIP no tiene ocho dígitos: se usa el código propio del registro.",
        "The BIP code does not have eight digits: the register's own code is used.",
    ),
    Named(
        "no-bip",
        "La fila no trae código BIP: el código se forma con su nombre.",
        "The row brings no BIP code: the code is made of its name.",
    ),
    Named(
        "key-rebuilt",
        "La clave del registro no sirve: se formó con otras columnas.",
        "The register's key cannot be used: it was made of other columns.",
    ),
    Named(
        "code-mended",
        "Una planilla había convertido el código en número: se recuperó.",
        "A spreadsheet had turned the code into a number: it was mended.",
    ),
    Named(
        "merged-cell",
        "El valor viene de celdas combinadas: vale para todas ellas.",
        "The value comes from merged cells: it counts for all of them.",
    ),
    Named(
        "not-text",
        "En la planilla la celda no es texto: quedó como la planilla la entiende.",
        "In the spreadsheet the cell is no text: it was kept as the spreadsheet takes it.",
    ),
    Named(
        "identical-duplicate",
        "Repite una fila anterior, igual en todo.",
        "Repeats an earlier row, alike in everything.",
    ),
    Named(
        "value-left-out",
        "El valor no se pudo leer y quedó vacío.",
        "The value could not be read and was left empty.",
    ),
    Named(
        "value-ignored",
        "El perfil pide no considerar este valor.",
        "The profile asks to disregard this value.",
    ),
    Named("text-cut", "El texto se cortó al largo del campo.", "The text was cut to its field."),
    Named("new-organisation", "Nombre nuevo: revisar.", "New name: to be reviewed."),
    Named(
        "name-differs",
        "La organización ya existe con otro nombre y el mismo RUT.",
        "The organisation exists under another name with the same RUT.",
    ),
    Named(
        "rut-not-published",
        "El RUT no es de una persona jurídica: no se guarda.",
        "The RUT does not belong to a legal person: it is not kept.",
    ),
    Named("rut-malformed", "El RUT no es válido: no se guarda.", "The RUT is not valid: not kept."),
    Named(
        "several-years",
        "La celda trae varios años: se usa el último.",
        "The cell holds several years: the last one is used.",
    ),
    Named(
        "not-a-market-id",
        "No es un identificador de Mercado Público: no se crea la licitación.",
        "It is not an identifier of Mercado Público: no tender is made.",
    ),
    Named(
        "several-lines",
        "La iniciativa tiene varias líneas de presupuesto: el pago queda sin línea.",
        "The initiative has several budget lines: the payment is tied to none.",
    ),
    Named(
        "initiative-not-imported",
        "La iniciativa no está en los registros: la línea queda sin enlace.",
        "The initiative is in no register: the line stays without a link.",
    ),
    Named(
        "unknown-columns",
        "Columnas que el perfil no conoce.",
        "Columns that the profile does not know.",
    ),
)


def sentence(key: str, *, language: str) -> str:
    """The sentence of a reason for people; the key itself where it is not known."""
    return name_of((*REFUSALS, *NOTES), key, language=language)
