"""What an initiative is, before anything happens to it: name, place, route, amount."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from alameda.demonstration.investments.rules import calibration as measured
from alameda.demonstration.investments.rules import words
from alameda.demonstration.investments.rules.organisations import (
    GOVERNMENT,
    Organisations,
    municipality_of,
)
from alameda.demonstration.investments.rules.plans import (
    ComunaFact,
    InitiativePlan,
    OrganisationPlan,
    TerritoryFact,
)
from alameda.demonstration.investments.rules.stories import Story

FIRST_NUMBER = 99_000_000
UNKNOWN_POPULATION = 20_000
_DIVISIONS = {
    "transporte": "dit",
    "fomento": "difoi",
    "planificacion": "diplade",
    "desarrollo-social": "dideso",
}
_BUDGET = {
    "sni": ("31", "02", "004"),
    "fril": ("33", "03", "125"),
    "circular_33": ("29", "03", "001"),
    "transfer": ("33", "03", "010"),
    "programme": ("24", "03", "020"),
    "frpd": ("33", "03", "030"),
    "innovation": ("33", "03", "040"),
    "grant_8": ("24", "01", "300"),
}
_SERVICES = {
    "salud": "servicio-de-salud-demo",
    "transporte": "servicio-de-vialidad-demo",
    "desarrollo-urbano": "servicio-de-vivienda-demo",
    "fomento": "servicio-de-fomento-demo",
    "medio-ambiente": "servicio-agricola-demo",
    "planificacion": "universidad-demo",
}
_SERVICE_SHARE = {"salud": 0.45, "transporte": 0.25, "agua": 0.35, "fomento": 0.4}
_LATER_KINDS = frozenset({"asset", "programme"})


@dataclass(slots=True)
class Region:
    """The territory and the organisations, with the weights to draw from them."""

    territory: TerritoryFact
    organisations: Organisations
    weights: list[float]
    by_province: dict[str, list[ComunaFact]]
    by_population: list[ComunaFact]

    @classmethod
    def of(cls, territory: TerritoryFact, *, count: int) -> Region:
        """Prepare a territory for an instance of that many initiatives."""
        weights = [
            (comuna.population or UNKNOWN_POPULATION) ** measured.COMUNA_WEIGHT_POWER
            for comuna in territory.comunas
        ]
        provinces: dict[str, list[ComunaFact]] = {}
        for comuna in territory.comunas:
            provinces.setdefault(comuna.province_cut, []).append(comuna)
        ranked = sorted(territory.comunas, key=lambda comuna: (-comuna.population, comuna.cut))
        organisations = Organisations(territory, count=count)
        return cls(territory, organisations, list(accumulate(weights)), provinces, ranked)

    def draw_comuna(self, rng: Random) -> ComunaFact:
        """A comuna by chance, the larger more often."""
        return rng.choices(self.territory.comunas, cum_weights=self.weights)[0]


def draw_often_first(rng: Random, firms: list[OrganisationPlan]) -> OrganisationPlan:
    """One of a list, those at its head far more often, as contracts concentrate in few firms."""
    return firms[int(len(firms) * rng.random() ** 2)]


_ROUTE_KEYS = tuple(measured.ROUTES)
_ROUTE_WEIGHTS = list(accumulate(shape.share for shape in measured.ROUTES.values()))
_FUND_KEYS = tuple(measured.GRANT_FUNDS)
_FUND_WEIGHTS = list(accumulate(fund[0] for fund in measured.GRANT_FUNDS.values()))
_THINGS = {
    route: [thing for thing in words.THINGS if route in thing.routes] for route in measured.ROUTES
}
_THING_WEIGHTS = {
    route: list(accumulate(thing.weight for thing in things)) for route, things in _THINGS.items()
}


def draw_route(rng: Random) -> str:
    """A route by its measured share."""
    return rng.choices(_ROUTE_KEYS, cum_weights=_ROUTE_WEIGHTS)[0]


def draw_fund(rng: Random) -> str:
    """A fund of the 8 % grants by its measured share."""
    return rng.choices(_FUND_KEYS, cum_weights=_FUND_WEIGHTS)[0]


def draw_amount(rng: Random, *, median_clp: int, sigma: float, cap_clp: int) -> int:
    """A log-normal amount in whole thousands of pesos, under its ceiling."""
    amount = median_clp * math.exp(sigma * rng.gauss(0, 1))
    if amount > cap_clp:
        amount = cap_clp * rng.uniform(0.8, 0.99)
    return max(300, round(amount / 1_000)) * 1_000


def _place(rng: Random) -> str:
    return f"{rng.choice(words.PLACES)} {rng.choice(words.NATURE)}"


def draw_profile(rng: Random, region: Region, *, number: int, year: int) -> InitiativePlan:
    """An invented initiative of any route but the grants."""
    route = draw_route(rng)
    if route == "grant_8":
        return draw_grant(rng, region, number=number, year=year)
    shape = measured.ROUTES[route]
    thing = rng.choices(_THINGS[route], cum_weights=_THING_WEIGHTS[route])[0]
    comunas, where = _where(rng, region, thing=thing, route=route)
    process = rng.choice(thing.processes)
    detail = str(year) if thing.kind in _LATER_KINDS or thing.kind == "study" else _place(rng)
    plan = InitiativePlan(
        number=number,
        code=code_of(number),
        bip=code_of(number),
        name=f"{process} {thing.object} {detail}, {where}",
        kind=thing.kind,
        route=route,
        stage="design" if route == "sni" and rng.random() < measured.DESIGN_SHARE else "execution",
        sector=thing.sector,
        subsector="",
        comunas=tuple(comuna.cut for comuna in comunas),
        province_cut=comunas[0].province_cut if comunas else "",
        is_region_wide=not comunas,
        formulator="",
        executing_unit="",
        division=_DIVISIONS.get(thing.sector, "dipir"),
        amount_clp=draw_amount(
            rng,
            median_clp=shape.amount_median_clp,
            sigma=shape.amount_sigma,
            cap_clp=shape.amount_cap_clp,
        ),
    )
    if plan.stage == "design":
        plan.amount_clp = max(20_000_000, plan.amount_clp // 12 // 1_000 * 1_000)
    _responsible(rng, plan=plan, comunas=comunas)
    return plan


def code_of(number: int) -> str:
    """A code of the pattern of the national bank of projects, in a range that it does not use."""
    return f"{FIRST_NUMBER + number}-0"


def _where(
    rng: Random, region: Region, *, thing: words.Thing, route: str
) -> tuple[list[ComunaFact], str]:
    share = measured.REGION_WIDE_SHARE
    share *= 5 if thing.is_regional or route in {"programme", "innovation", "frpd"} else 0.5
    if rng.random() < share:
        return [], region.territory.name
    comuna = region.draw_comuna(rng)
    if rng.random() < measured.SEVERAL_COMUNAS_SHARE:
        others = [other for other in region.by_province[comuna.province_cut] if other != comuna]
        chosen = [comuna, *rng.sample(others, min(len(others), rng.randint(1, 2)))]
        names = [other.name for other in chosen]
        return chosen, " y ".join((", ".join(names[:-1]), names[-1])) if others else comuna.name
    return [comuna], comuna.name


def _responsible(rng: Random, *, plan: InitiativePlan, comunas: list[ComunaFact]) -> None:
    if plan.route == "programme":
        plan.formulator = plan.executing_unit = GOVERNMENT
    elif not comunas or rng.random() < _SERVICE_SHARE.get(plan.sector, 0.05):
        plan.formulator = _SERVICES.get(plan.sector, "servicio-de-obras-demo")
        plan.executing_unit = plan.formulator
    else:
        plan.formulator = plan.executing_unit = municipality_of(comunas[0])


def draw_grant(rng: Random, region: Region, *, number: int, year: int) -> InitiativePlan:
    """An invented 8 % grant to an invented organisation."""
    fund = draw_fund(rng)
    sector, activities = words.ACTIVITIES[fund]
    comuna = region.draw_comuna(rng)
    society = rng.choice(region.organisations.societies[comuna.cut])
    _, median_clp, sigma = measured.GRANT_FUNDS[fund]
    code = f"G8-{year}-{number:06d}"
    return InitiativePlan(
        number=number,
        code=code,
        bip=None,
        name=f"{rng.choice(activities)}, {_place(rng)}, {comuna.name}",
        kind="grant",
        route="grant_8",
        stage="execution",
        sector=sector,
        subsector=fund,
        comunas=(comuna.cut,),
        province_cut=comuna.province_cut,
        is_region_wide=False,
        formulator=society.slug,
        executing_unit=society.slug,
        division="dideso",
        amount_clp=draw_amount(rng, median_clp=median_clp, sigma=sigma, cap_clp=60_000_000),
    )


def story_profile(story: Story, region: Region, *, number: int) -> InitiativePlan:
    """The initiative of a written story, in one of the larger comunas."""
    comuna = region.by_population[story.comuna_rank % len(region.by_population)]
    return InitiativePlan(
        number=number,
        code=code_of(number),
        bip=code_of(number),
        name=f"{story.name}, {comuna.name}",
        kind="project",
        route=story.route,
        stage="execution",
        sector=story.sector,
        subsector="",
        comunas=(comuna.cut,),
        province_cut=comuna.province_cut,
        is_region_wide=False,
        formulator=municipality_of(comuna),
        executing_unit=municipality_of(comuna),
        division=_DIVISIONS.get(story.sector, "dipir"),
        amount_clp=story.amount_clp,
        story=story.key,
    )


def classification_of(plan: InitiativePlan) -> tuple[str, str, str]:
    """Subtitle, item and allocation of the budget."""
    if plan.route == "circular_33" and plan.kind == "project":
        return "31", "02", "004"
    if plan.kind == "study" or plan.stage == "design":
        return "31", "01", "002"
    return _BUDGET[plan.route]
