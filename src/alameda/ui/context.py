"""What every template knows of the site."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import is_valid_path
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alameda.foundation import words
from alameda.foundation.access import access_of
from alameda.foundation.actor import VISITOR
from alameda.foundation.sections import sections
from alameda.ui.parts import NavItem
from alameda.ui.site import brand, demonstration_mark

THEMES = ("auto", "light", "dark")
DESK = "mesa/"
THEME_COOKIE = "alameda_theme"


@lru_cache(maxsize=64)
def _has_page(path: str, _language: str) -> bool:
    """Whether the path leads to a page; the addresses do not change while the process lives."""
    return bool(is_valid_path(path))


def language_prefix(language: str) -> str:
    """``/`` for the default language, ``/en/`` for English."""
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def path_in(path: str, language: str) -> str:
    """The same page in another language."""
    bare = path
    for code, _name in settings.LANGUAGES:
        prefix = f"/{code}/"
        if bare.startswith(prefix):
            bare = "/" + bare.removeprefix(prefix)
    return language_prefix(language) + bare.lstrip("/")


def chosen_theme(request: HttpRequest) -> str:
    """The theme that the reader chose: ``auto``, ``light`` or ``dark``."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return theme if theme in THEMES else "auto"


def nav_items(path: str, language: str) -> list[NavItem]:
    """The sections of the site that exist."""
    prefix = language_prefix(language)
    return [
        NavItem(
            label=str(each.label),
            url=prefix + each.path,
            is_current=path.startswith(prefix + each.path),
        )
        for each in sections()
        if _has_page(prefix + each.path, language)
    ]


def desk_item(request: HttpRequest, language: str) -> list[NavItem]:
    """The desk, on pages drawn for one person; public pages are the same for everybody."""
    match = request.resolver_match
    access = access_of(match.func) if match else None
    actor = getattr(request, "actor", VISITOR)
    path = language_prefix(language) + DESK
    if access is None or access.is_public or actor.kind == VISITOR.kind:
        return []
    if not _has_page(path, language):
        return []
    return [NavItem(label=_("Desk"), url=path, is_current=request.path.startswith(path))]


def site(request: HttpRequest) -> dict[str, object]:
    """The site's facts for the base template."""
    language = get_language() or settings.LANGUAGE_CODE
    prefix = language_prefix(language)
    query = request.META.get("QUERY_STRING", "")
    return {
        "is_demo": settings.IS_DEMO,
        "demonstration_mark": demonstration_mark(),
        "site_name": "Alameda",
        "base_url": settings.BASE_URL,
        "brand": brand(),
        "nav": [*desk_item(request, language), *nav_items(request.path, language)],
        "home_url": prefix,
        "desk_url": prefix + DESK if _has_page(prefix + DESK, language) else "",
        "search_url": prefix + "buscar/" if _has_page(prefix + "buscar/", language) else "",
        "record_url": prefix + "registro/" if _has_page(prefix + "registro/", language) else "",
        "theme": chosen_theme(request),
        "themes": (("auto", _("Automatic")), ("light", _("Light")), ("dark", _("Dark"))),
        "html_language": "es-CL" if language == "es" else language,
        "languages": [
            {
                "code": code,
                "name": {"es": "Español", "en": "English"}[code],
                "path": path_in(request.path, code),
                "url": path_in(request.path, code) + (f"?{query}" if query else ""),
                "is_current": code == language,
            }
            for code, _name in settings.LANGUAGES
        ],
    }


def address_of(path: str) -> str:
    """A public path in the reader's language."""
    return language_prefix(words.language()) + path.lstrip("/")
