"""The measured shape of real registers, as aggregate parameters only.

Sources. ``R``: measured on the working registers of a Chilean regional government (about 2,500
initiatives received and 1,200 in portfolio, 2019 to 2025); only the aggregates below were kept.
``L``: law or official guide, see docs/rules/investment-cycle.md. ``A``: our assumption, for what
the registers do not carry or for a region three to five times larger.
"""

from __future__ import annotations

from typing import NamedTuple


class Spread(NamedTuple):
    """A duration in days by its median and its 90th percentile; drawn as log-normal."""

    median: float
    p90: float


class RouteShape(NamedTuple):
    """How initiatives of one route behave.

    Attributes:
        share: of all initiatives.
        amount_median_clp: whole pesos; the amount is log-normal.
        amount_sigma: standard deviation of its logarithm.
        amount_cap_clp: ceiling.
        missing_share: chance that a round of evaluation asks for more.
        evaluation: one round, from the letter to its result.
        term: contract term.
    """

    share: float
    amount_median_clp: int
    amount_sigma: float
    amount_cap_clp: int
    missing_share: float
    evaluation: Spread
    term: Spread


MILLION = 1_000_000

# Shares and amounts: R (FRIL 946, Circular 33 597, SNI 582, programmes 229, transfers 93 and
# innovation 19 of 2,477 received; 1,706 grants in two years), the SNI heavier and its amounts and
# terms longer for a metropolitan region: A. Caps: L for FRIL, A for the others.
ROUTES = {
    "sni": RouteShape(
        0.39, 640 * MILLION, 1.35, 42_000 * MILLION, 0.45, Spread(42, 100), Spread(610, 980)
    ),
    "fril": RouteShape(
        0.21, 96 * MILLION, 0.46, 205 * MILLION, 0.35, Spread(35, 85), Spread(120, 240)
    ),
    "circular_33": RouteShape(
        0.14, 174 * MILLION, 1.05, 3_200 * MILLION, 0.18, Spread(28, 70), Spread(90, 200)
    ),
    "transfer": RouteShape(
        0.07, 380 * MILLION, 1.0, 6_000 * MILLION, 0.22, Spread(25, 70), Spread(540, 800)
    ),
    "programme": RouteShape(
        0.06, 340 * MILLION, 0.95, 4_000 * MILLION, 0.25, Spread(30, 80), Spread(540, 800)
    ),
    "frpd": RouteShape(
        0.015, 260 * MILLION, 0.6, 1_500 * MILLION, 0.2, Spread(30, 70), Spread(400, 700)
    ),
    "innovation": RouteShape(
        0.015, 237 * MILLION, 0.41, 900 * MILLION, 0.15, Spread(30, 59), Spread(400, 600)
    ),
    "grant_8": RouteShape(
        0.11, 3 * MILLION, 0.3, 30 * MILLION, 0.1, Spread(25, 45), Spread(90, 150)
    ),
}

# Grants: R, by fund: share of 1,706, median pesos, sigma of the logarithm.
GRANT_FUNDS = {
    "security": (0.32, 3_985_000, 0.19),
    "sport": (0.19, 1_850_000, 0.39),
    "older_people": (0.14, 1_906_000, 0.5),
    "social": (0.10, 2_970_000, 0.22),
    "culture": (0.09, 2_500_000, 0.23),
    "gender": (0.07, 2_980_000, 0.28),
    "environment": (0.07, 2_950_000, 0.19),
    "direct_award": (0.02, 18_000_000, 0.4),
}

# Share of initiatives for the whole region: R (406 of 2,477), a few comunas together: A.
REGION_WIDE_SHARE = 0.09
SEVERAL_COMUNAS_SHARE = 0.04
# The larger comuna presents more, but not in proportion: weight is population to this power. A.
COMUNA_WEIGHT_POWER = 0.6

# Durations, days. R where a number of cases is given (n), A elsewhere.
REGISTERING = Spread(4, 12)
ASSIGNING = Spread(5, 60)  # n = 2,033
RETURNED = Spread(18, 45)
ADMISSIBILITY = Spread(5, 12)
ANSWERING = Spread(30, 75)  # legal limit of 60 working days: L
PRIORITISING = Spread(28, 110)
SENDING = Spread(7, 40)  # n = 27
COUNCIL = Spread(14, 36)  # with the wait for a session 21 and 46: n = 318, sent to certificate
GOVERNOR = Spread(9, 25)
CREATING_LINE = Spread(6, 43)  # n = 412
SIGNING = Spread(20, 75)  # with the line before it 30 and 139: n = 381
APPROVING = Spread(11, 34)  # n = 402
CLEARANCE = Spread(22, 34)  # n = 114
CALLING = Spread(45, 140)  # agreement to site handover: median 191, P90 532, n = 216
CALL = Spread(48, 80)
AWARDING = Spread(16, 30)
HANDOVER = Spread(10, 25)
ACCEPTING = Spread(9, 25)
GUARANTEE = Spread(370, 430)  # 365 days of guarantee: L
CLOSING = Spread(70, 160)
PAYING = Spread(24, 45)
DELIVERY = Spread(12, 40)

# Chances along the way.
RETURNED_SHARE = 0.12
NOT_PERTINENT_SHARE = 0.06  # R: 143 of 2,477 inadmissible
OBJECTED_SHARE = 0.07  # R: 111 OT for 423 FI and 1,015 RS
LAPSE_AFTER_MISSING_SHARE = 0.12
STUCK_SHARE = 0.015  # a round that nobody answers; R has more, many of them forgotten: A
NOT_DECIDED_SHARE = 0.05  # recommended, and nobody decides
NOT_PRIORITISED_SHARE = 0.08  # R: 33 states of "not prioritised", and recommendations not used
COUNCIL_REJECTS_SHARE = 0.012  # R: 1 of 285, raised so that a region shows some
BELOW_THRESHOLD_TO_COUNCIL_SHARE = 0.25
SUBJECT_TO_CONTROL_SHARE = 0.30  # R: 117 afectas of 385 resolutions
CGR_RESULTS = (  # R: 74, 36, 5 and 1 of 116
    ("taken", 0.64),
    ("taken_with_observations", 0.31),
    ("represented", 0.05),
)
CALLS = ((1, 0.78), (2, 0.17), (3, 0.05))  # R: 15, 3 and 2 in first, second and third call
DIRECT_AWARD_SHARE = 0.02
PARALYSED_SHARE = 0.07  # R: 15 of 107 works in execution at the cut, 21 of 1,199 in portfolio
PARALYSED_FOR = Spread(90, 260)
ENDED_EARLY_SHARE = 0.035
RETENDERED_SHARE = 0.5
MODIFIED_SHARE = 0.2  # R: 63 extensions in 322 contracts
EXTENSION = Spread(60, 224)  # n = 63
COST_INCREASE_SHARE = 0.09  # R: 105 of 1,199
COST_INCREASE_MEDIAN = 0.08
AWARDED_AS_ASKED_SHARE = 0.9  # R: P25 of awarded over asked is 0.998
COFINANCED_SHARE = 0.15  # assets of which the executing unit pays a fifth: A
RENDERED_ON_TIME_SHARE = 0.61  # R: 980 of 1,609 grants
EX_POST_SHARE = 0.04
AWARDED_OVER_BUDGET_SHARE = 0.06

# Works take (chance, at least, at most) times their term: A, after the extensions of R.
PACE_OF_WORKS = ((0.52, 0.70, 0.93), (0.30, 0.97, 1.25), (0.18, 1.25, 1.9))

# Thresholds in pesos of the demonstration: 7,000 UTM at a round 69,000 pesos. L, A.
COUNCIL_THRESHOLD_CLP = 7_000 * 69_000

BENEFICIARIES_MEDIAN = 2_200  # R, n = 1,218
BENEFICIARIES_SIGMA = 1.4
BENEFICIARIES_SHARE = 0.7
STRATEGY_SHARE = 0.55  # R: 45 % filled in
JOBS_SHARE = 0.25

DESIGN_SHARE = 0.15  # of SNI; R: 217 of 2,477, nearly all SNI
YEARS_OF_HISTORY = 7
SCALES = {"small": 600, "region": 6_000, "large": 100_000}
