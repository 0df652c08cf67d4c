"""The reviewed names of a profile, loaded into the alias table, and read back folded."""

from __future__ import annotations

from collections.abc import Iterator

from alameda.foundation.codes import fold, slug
from alameda.intake.models import Alias
from alameda.investments.rules.imports.profile import Profile
from alameda.investments.rules.imports.rows import Names, Organisation
from alameda.territory.models import Comuna, Province

IGNORED = "-"


def load_aliases(profile: Profile) -> None:
    """Put the profile's reviewed variants into the alias table; what is there already stays."""
    rows = [
        Alias(kind=kind, variant=variant, target=target, reviewed_by=f"profile {profile.name}")
        for (kind, variant), target in _variants(profile).items()
    ]
    Alias.objects.bulk_create(rows, batch_size=1_000, ignore_conflicts=True)


def names_for(profile: Profile) -> Names:
    """Every reviewed name: the profile's, then what people reviewed, which wins."""
    variants = _variants(profile)
    for kind, variant, target in Alias.objects.values_list("kind", "variant", "target"):
        variants[kind, variant] = target
    return _folded(profile, variants)


def _variants(profile: Profile) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    official = dict(Comuna.objects.values_list("cut", "name"))
    for name, cut in _comuna_names(profile):
        found["comuna", fold(name)] = cut
        for pattern in profile.municipality_patterns:
            variant = fold(pattern.replace("{comuna}", name))
            found["organisation", variant] = f"municipalidad-de-{slug(official[cut])}"
    for entry in profile.organisations:
        for name in (entry.name, *entry.variants):
            found["organisation", fold(name)] = slug(entry.name)
    found |= _sector_names(profile)
    for code, others in profile.units.items():
        found |= {("unit", fold(other)): code for other in (code, *others)}
    return found


def _sector_names(profile: Profile) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for name, others in profile.sectors.items():
        if name == "ignore":
            found |= {("sector", fold(other)): IGNORED for other in others}
        else:
            found |= {("sector", fold(other)): name for other in (name, *others)}
    return found


def _comuna_names(profile: Profile) -> Iterator[tuple[str, str]]:
    """Every name of a comuna with its code: official, of the region pack, of the profile."""
    cuts: dict[str, str] = {}
    for cut, name, others in Comuna.objects.values_list("cut", "name", "aliases"):
        for variant in (name, *others):
            cuts[fold(variant)] = cut
            yield variant, cut
    for name, variants in profile.comunas.items():
        cut = cuts.get(fold(name), "")
        for variant in variants if cut else ():
            yield variant, cut


def _folded(profile: Profile, variants: dict[tuple[str, str], str]) -> Names:
    names = Names(
        region_wide=profile.region_wide,
        municipality_of_row=profile.municipality_of_row,
        provinces={fold(name): cut for cut, name in Province.objects.values_list("cut", "name")},
    )
    cut_of_province = dict(names.provinces)
    for name, others in profile.provinces.items():
        for other in others:
            names.provinces[fold(other)] = cut_of_province[fold(name)]
    official = _organisations(profile)
    for cut, name in Comuna.objects.values_list("cut", "name"):
        names.municipality_of[cut] = official[f"municipalidad-de-{slug(name)}"]
    for (kind, variant), target in variants.items():
        if kind == "comuna":
            names.comunas[variant] = target
        elif kind == "organisation":
            names.organisations[variant] = official.get(target) or Organisation(
                target, variant, "other", is_known=True
            )
        elif kind == "sector":
            names.sectors[variant] = ("", "") if target == IGNORED else (slug(target), target)
        else:
            names.units[variant] = target
    return names


def _organisations(profile: Profile) -> dict[str, Organisation]:
    found = {
        slug(entry.name): Organisation(slug(entry.name), entry.name, entry.kind, is_known=True)
        for entry in profile.organisations
    }
    for name in Comuna.objects.values_list("name", flat=True):
        key = f"municipalidad-de-{slug(name)}"
        found[key] = Organisation(key, f"Municipalidad de {name}", "municipality", is_known=True)
    return found
