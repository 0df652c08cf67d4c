"""The sentences of the foundation, in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from alameda.foundation.clocks import Clock
from alameda.foundation.terms import term

HAS_TRANSLATIONS = any(
    (Path(folder) / "es/LC_MESSAGES/django.mo").is_file() for folder in settings.LOCALE_PATHS
)


def test_a_term_says_its_length_in_the_language_asked_whatever_the_active_one() -> None:
    silence = term("core.silence", on=date(2025, 3, 3))

    with override("es"):
        assert silence.length("en") == "30 calendar days"


@pytest.mark.skipif(not HAS_TRANSLATIONS, reason="translations are not compiled: ./dev setup")
def test_a_clock_explains_itself_in_spanish_whatever_the_active_language() -> None:
    answer = term("evaluation.answer", on=date(2025, 9, 15))

    with override("en"):
        lines = Clock(term=answer, start=date(2025, 9, 15)).explain(
            language="es", today=date(2025, 9, 15)
        )

    assert answer.length("es") == "60 días hábiles"
    assert [line.text for line in lines[:6]] == [
        "el día en que empieza no se cuenta",
        "se cuenta",
        "se cuenta",
        "Día de la Independencia",
        "Día de las Glorias del Ejército",
        "sábado",
    ]
