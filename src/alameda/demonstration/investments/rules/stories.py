"""The initiatives that everyone should see first: the same turns for every seed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from alameda.demonstration.investments.rules.calibration import MILLION
from alameda.demonstration.investments.rules.days import session_on_or_after, workday
from alameda.demonstration.investments.rules.script import Script


class Story(NamedTuple):
    """A written life.

    Attributes:
        key: what it shows.
        route: key of ``vocabulary.ROUTES``.
        sector: slug of its sector.
        name: without the comuna.
        amount_clp: whole pesos.
        term_days: of its contract.
        comuna_rank: place of its comuna by population, from 0.
        script: from today's date.
    """

    key: str
    route: str
    sector: str
    name: str
    amount_clp: int
    term_days: int
    comuna_rank: int
    script: Callable[[date], Script]


def _ago(today: date, days: int) -> date:
    return workday(today - timedelta(days=days + 2))


def _last_session(today: date) -> date:
    return session_on_or_after(today - timedelta(days=6), today=today)


def _exemplary(today: date) -> Script:
    return Script(
        starts_on=_ago(today, 1_400),
        pace=0.5,
        rounds=("fi", "ok"),
        has_meeting=True,
        works_pace=0.85,
    )


def _late(today: date) -> Script:
    return Script(starts_on=_ago(today, 1_300), pace=0.5, works_pace=3.0, change="term")


def _stuck(today: date) -> Script:
    return Script(starts_on=_ago(today, 900), pace=0.8, rounds=("fi", "fi", "ot", "wait"))


def _paralysed(today: date) -> Script:
    return Script(
        starts_on=_ago(today, 1_000), pace=0.5, paralysed_at=0.45, resumes=False, works_pace=1.1
    )


def _ended(today: date) -> Script:
    return Script(starts_on=_ago(today, 1_100), pace=0.5, ends_early_at=0.35)


def _ahead(today: date) -> Script:
    return Script(starts_on=_ago(today, 680), pace=0.5, works_pace=2.6, payment_power=0.45)


def _tendered_again(today: date) -> Script:
    return Script(
        starts_on=_ago(today, 1_000),
        pace=0.5,
        ends_early_at=0.3,
        is_tendered_again=True,
        dates={"tender:2": _ago(today, 21)},
    )


def _decided_this_week(today: date) -> Script:
    session = _last_session(today)
    return Script(
        starts_on=_ago(today, 520),
        pace=0.55,
        rounds=("fi", "ok"),
        dates={"sent_to_council": workday(session - timedelta(days=23)), "in_plenary": session},
    )


def _signed_this_week(today: date) -> Script:
    return Script(
        starts_on=_ago(today, 420),
        pace=0.45,
        goes_to_council=False,
        dates={"approved_by_governor": workday(today - timedelta(days=5))},
    )


def _waiting_for_council(today: date) -> Script:
    return Script(
        starts_on=_ago(today, 480),
        pace=0.5,
        dates={
            "sent_to_council": _ago(today, 26),
            "in_plenary": _last_session(today) + timedelta(days=14),
        },
    )


def _growing(today: date) -> Script:
    return Script(starts_on=_ago(today, 1_000), pace=0.5, works_pace=1.25, change="more_works")


def _second_call(today: date) -> Script:
    return Script(starts_on=_ago(today, 640), pace=0.5, calls=3, dates={"tender": _ago(today, 150)})


STORIES = (
    Story(
        "exemplary", "fril", "desarrollo-social",
        "Construcción plaza y centro comunitario barrio Los Peumos",
        168 * MILLION, 150, 3, _exemplary,
    ),
    Story(
        "late", "sni", "salud",
        "Reposición centro de salud familiar sector El Mirador", 5_400 * MILLION, 420, 1, _late,
    ),
    Story(
        "stuck", "sni", "transporte",
        "Construcción pasarela peatonal eje Las Garzas", 1_250 * MILLION, 300, 5, _stuck,
    ),
    Story(
        "paralysed", "sni", "deporte",
        "Construcción polideportivo villa Los Cóndores", 3_100 * MILLION, 480, 0, _paralysed,
    ),
    Story(
        "ended_early", "fril", "transporte",
        "Mejoramiento veredas población Los Olivos", 142 * MILLION, 150, 7, _ended,
    ),
    Story(
        "money_ahead", "sni", "desarrollo-urbano",
        "Mejoramiento parque Las Acacias", 2_300 * MILLION, 400, 4, _ahead,
    ),
    Story(
        "tendered_again", "sni", "educacion-y-cultura",
        "Reposición biblioteca municipal sector La Vertiente",
        1_480 * MILLION, 330, 2, _tendered_again,
    ),
    Story(
        "decided_this_week", "sni", "agua",
        "Construcción colector de aguas lluvias avenida El Estero", 4_150 * MILLION, 500, 6,
        _decided_this_week,
    ),
    Story(
        "signed_this_week", "fril", "deporte",
        "Mejoramiento multicancha villa Los Zorzales", 96 * MILLION, 120, 8, _signed_this_week,
    ),
    Story(
        "waiting_for_council", "sni", "transporte",
        "Construcción ciclovía eje Los Jacarandás", 2_750 * MILLION, 360, 9, _waiting_for_council,
    ),
    Story(
        "growing", "sni", "educacion-y-cultura",
        "Restauración casona patrimonial El Canelo", 1_900 * MILLION, 390, 10, _growing,
    ),
    Story(
        "third_call", "sni", "desarrollo-social",
        "Construcción centro diurno de mayores Las Camelias",
        1_150 * MILLION, 330, 11, _second_call,
    ),
)  # fmt: skip
