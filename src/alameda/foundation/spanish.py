"""Formal Spanish of Chile for what the Council signs, whatever the language of the page. Pure.

Certificates and minutes are written in Spanish only: it is the language of the act.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

NBSP = "\u00a0"
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
_WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
# The nouns by which places, bodies, organisations and funds are named, by their article. A name
# that begins with none of them takes none: it may be a person, a street or a mark.
_NOUNS = {
    "el": (
        "auditorio auditórium centro club colegio comité consejo cuartel cuerpo departamento"
        " edificio estadio fndr fondo frpd gimnasio gobierno gore hospital hotel instituto liceo"
        " ministerio municipio museo palacio presupuesto programa salón servicio sindicato"
        " subtítulo teatro"
    ),
    "la": (
        "academia agrupación asociación biblioteca cámara casa comisión comision compañía"
        " comunidad confederación consultora cooperativa corporación defensoría delegación"
        " dirección división empresa escuela facultad federación fundación gobernación ilustre"
        " intendencia junta liga municipalidad mutual oficina parroquia sala secretaría sede"
        " seremi sociedad subcomisión subcomision subsecretaría superintendencia unidad unión"
        " universidad"
    ),
}
_ARTICLES = {noun: article for article, nouns in _NOUNS.items() for noun in nouns.split()}
_CONTRACTIONS = {"de el": "del", "a el": "al"}
_NO_AND = ("i", "í", "hi", "hí")
_DIPHTHONGS = ("hia", "hie", "hio", "ia", "ie", "io")


def day(on: date) -> str:
    """A day in full: 8 de abril de 2026."""
    return f"{on.day} de {_MONTHS[on.month - 1]} de {on.year}"


def weekday(on: date) -> str:
    """A day with its name: miércoles 8 de abril de 2026."""
    return f"{_WEEKDAYS[on.weekday()]} {day(on)}"


def number(value: int) -> str:
    """A whole number with the thousands apart: 1.234.567."""
    return f"{value:,}".replace(",", ".")


def money(amount_clp: int) -> str:
    """Whole pesos: $ 1.234.567."""
    return f"${NBSP}{number(amount_clp)}"


def counted(count: int, one: str, many: str) -> str:
    """A number and what is counted: 1 voto, 28 votos."""
    return f"{number(count)} {one if count == 1 else many}"


def joined(words: Sequence[str]) -> str:
    """A list as it is read: Ana, Luis e Inés."""
    if len(words) <= 1:
        return "".join(words)
    last = words[-1].lower()
    sounds_like_and = last.startswith(_NO_AND) and not last.startswith(_DIPHTHONGS)
    return f"{', '.join(words[:-1])} {'e' if sounds_like_and else 'y'} {words[-1]}"


def bare(text: str) -> str:
    """A text without the full stop and the blanks around it, to stand inside a sentence."""
    return " ".join(text.split()).rstrip(".").strip()


def quoted(text: str) -> str:
    """A text between Spanish quotation marks; those it has become inner ones."""
    return f"«{bare(text).replace('«', '“').replace('»', '”')}»"


def of_the(name: str) -> str:
    """A name after "of": del Consejo Regional, de la Comisión de Salud, de Constanza Ruiz."""
    return _after("de", name)


def in_the(place: str) -> str:
    """A place after "in": en la Sala del Consejo, en el Teatro Municipal, en Plaza 12."""
    return _after("en", place)


def to_the(name: str) -> str:
    """A name after "to": al FNDR, a la Municipalidad de Ñuñoa, a Constanza Ruiz."""
    return _after("a", name)


def _after(preposition: str, name: str) -> str:
    """A name after a preposition, with its article where its first word is known to take one."""
    plain = bare(name)
    article = _ARTICLES.get(plain.partition(" ")[0].lower().rstrip(","), "")
    joint = " ".join(filter(None, (preposition, article)))
    return f"{_CONTRACTIONS.get(joint, joint)} {plain}"


def sentence(text: str) -> str:
    """A text that begins with a capital letter and ends with a full stop."""
    plain = " ".join(text.split())
    if not plain:
        return ""
    end = "" if plain[-1] in ".?!" else "."
    return f"{plain[0].upper()}{plain[1:]}{end}"
