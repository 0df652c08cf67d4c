"""The measured shape of a real council, as aggregate parameters only.

``R``: measured on three published sessions of a council of 34 (42 agreements). ``L``: law, see
docs/rules/council.md. ``A``: our assumption.
"""

from __future__ import annotations

from datetime import date

# Terms of the councils that the demonstration can tell of. L: they begin on 6 January from 2025 on.
TERMS = (
    (date(2018, 3, 11), date(2022, 3, 10)),
    (date(2022, 3, 11), date(2025, 1, 5)),
    *((date(year, 1, 6), date(year + 4, 1, 5)) for year in range(2025, 2061, 4)),
)
FIRST_GOVERNOR_ON = date(2021, 7, 14)  # L: the first elected governors took office
# L: councillors by inhabitants of the region, at most.
SEATS = ((400_000, 14), (800_000, 16), (1_500_000, 20), (4_000_000, 28), (10**9, 34))
SEATS_A_CIRCUMSCRIPTION = 5
BLOC_WEIGHTS = (11, 8, 6, 5, 4)  # A
DETAILED_DAYS = 730
SESSION_EVERY_DAYS = 14
EXTRAORDINARY_AFTER_DAYS = 7

# Chance of the kinds of vote. R: 14 of 42 unanimous without recusals, 19 with one or two, 7 with
# two to seven abstentions, 1 of 18 against 13, 1 of 13 against 18; recusals lowered. A: the rest.
MOODS = (
    ("unanimous", 0.60),
    ("some_abstain", 0.22),
    ("some_against", 0.11),
    ("divided", 0.045),
    ("defeated", 0.025),
)
RECUSED_SHARE = {"concession": 0.4, "investment": 0.1, "environmental": 0.12}
RECUSED_OTHERWISE = 0.04
NOT_VOTING_SHARE = 0.06
WITHDRAWN_SHARE = 0.05
POSTPONED_SHARE = 0.05
ABSENT, EXCUSED = 0.035, 0.025  # R: nearly everybody attends
LEAVES_EARLY, ARRIVES_LATE = 0.07, 0.05
LATE_PUBLICATION_SHARE = 0.06
LATE_RECORDING_SHARE = 0.08
NEXT_DAY_CERTIFICATE_SHARE = 0.15
MOST_ITEMS_A_VOTE = 12

COMMITTEES = (
    ("inversiones", "Comisión de Inversiones y Presupuesto",
     "Iniciativas de inversión, marcos y modificaciones del presupuesto regional."),
    ("infraestructura", "Comisión de Infraestructura y Transporte",
     "Vialidad, ciclovías, aguas lluvias, transporte y espacio público."),
    ("desarrollo-social", "Comisión de Desarrollo Social",
     "Programas sociales, subvenciones a organizaciones y personas mayores."),
    ("salud-deporte", "Comisión de Salud y Deporte",
     "Establecimientos de salud, recintos deportivos y vida activa."),
    ("educacion-cultura", "Comisión de Educación y Cultura",
     "Establecimientos educacionales, patrimonio y actividades culturales."),
    ("medio-ambiente", "Comisión de Medio Ambiente",
     "Evaluación ambiental, residuos, calidad del aire y áreas verdes."),
    ("rural-agua", "Comisión Rural y de Agua",
     "Comunas rurales, agua potable rural, riego y caminos."),
    ("seguridad", "Comisión de Seguridad Ciudadana",
     "Prevención, alumbrado, cámaras y equipamiento de emergencia."),
    ("bienes-publicos", "Comisión de Bienes Públicos",
     "Concesiones de uso de inmuebles fiscales e instrumentos del territorio."),
)  # fmt: skip
COMMITTEE_SIZE = 9
STUDIES = {
    "investment": "inversiones",
    "budget_change": "inversiones",
    "budget_frame": "inversiones",
    "concession": "bienes-publicos",
    "plan": "bienes-publicos",
    "environmental": "medio-ambiente",
    "regulation": "desarrollo-social",
    "corporation": "desarrollo-social",
    "appointment": "educacion-cultura",
}
# How many of each come to an ordinary session: at least, at most. A, after R.
USUAL = (
    ("concession", 2, 5),
    ("environmental", 1, 4),
    ("assignments", 1, 1),
    ("budget_change", 0, 1),
    ("appointment", 0, 1),
)
# These come seldom: one an ordinary session, in turn, so that every kind is there.
SELDOM = (
    "", "plan", "", "audit", "regulation", "", "observation", "budget_frame", "", "corporation",
    "", "control_head", "overrule", "",
)  # fmt: skip
LEAVE_DAYS = {"medical": (6, 25), "parental": (60, 84), "personal": (1, 4), "assignment": (3, 9)}
