"""Names inside a sentence: with their article and contraction, or with none."""

from __future__ import annotations

import pytest

from alameda.foundation import spanish


@pytest.mark.parametrize(
    ("name", "of", "into", "to"),
    [
        ("Sala del Consejo", "de la", "en la", "a la"),
        ("Consejo Regional", "del", "en el", "al"),
        ("FNDR", "del", "en el", "al"),
        ("Municipalidad de Santiago", "de la", "en la", "a la"),
        ("Comisión de Salud", "de la", "en la", "a la"),
        ("Ilustre Municipalidad de Ñuñoa", "de la", "en la", "a la"),
        ("Junta de Vecinos 12", "de la", "en la", "a la"),
        ("Calle Larga 12", "de", "en", "a"),
        ("Salas y Compañía", "de", "en", "a"),
    ],
)
def test_a_name_takes_the_article_of_its_noun_and_only_that(
    name: str, of: str, into: str, to: str
) -> None:
    assert spanish.of_the(f" {name}. ") == f"{of} {name}"
    assert spanish.in_the(name) == f"{into} {name}"
    assert spanish.to_the(name) == f"{to} {name}"
