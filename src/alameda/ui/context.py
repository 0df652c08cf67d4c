"""What every template knows of the site."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import is_valid_path
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alameda.foundation import words
from alameda.foundation.headers import is_for_one
from alameda.foundation.sections import sections
from alameda.ui.parts import NavItem
from alameda.ui.site import brand, demonstration_mark

THEMES = ("auto", "light", "dark")
DESK = "mesa/"
ACCOUNT = "cuenta/"
SIGN_IN = "cuenta/entrar/"
SIGN_OUT = "cuenta/salir/"
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


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who reads the page, as its head says it.

    Attributes:
        name: of who signed in; empty for everybody else.
        desk_url: their desk.
        account_url: their account.
        sign_out_url: where a form posts to leave.
        sign_in_url: where a visitor signs in, and comes back from to this page.
    """

    name: str = ""
    desk_url: str = ""
    account_url: str = ""
    sign_out_url: str = ""
    sign_in_url: str = ""


def reader_of(request: HttpRequest, language: str) -> Reader:
    """Who reads the page; asked only where it is drawn for one person."""
    prefix = language_prefix(language)
    user = request.user if is_for_one(request) and hasattr(request, "user") else None
    if user is not None and user.is_authenticated:
        return Reader(
            name=str(user),
            desk_url=prefix + DESK if _has_page(prefix + DESK, language) else "",
            account_url=prefix + ACCOUNT,
            sign_out_url=prefix + SIGN_OUT,
        )
    sign_in = prefix + SIGN_IN
    is_account = request.path.startswith(prefix + ACCOUNT)
    is_here = request.method in {"GET", "HEAD"} and not is_account
    back = f"?{urlencode({'next': request.get_full_path()})}" if is_here else ""
    return Reader(sign_in_url=sign_in + back if request.path != sign_in else "")


def desk_item(reader: Reader, path: str) -> list[NavItem]:
    """The desk, in the menu of who signed in."""
    if not reader.desk_url:
        return []
    is_current = path.startswith(reader.desk_url)
    return [NavItem(label=_("Desk"), url=reader.desk_url, is_current=is_current)]


def site(request: HttpRequest) -> dict[str, object]:
    """The site's facts for the base template."""
    language = get_language() or settings.LANGUAGE_CODE
    prefix = language_prefix(language)
    query = request.META.get("QUERY_STRING", "")
    reader = reader_of(request, language)
    return {
        "is_demo": settings.IS_DEMO,
        # A demonstration shows its mail on a page; elsewhere it leaves by its server or not at all.
        "sends_mail": settings.IS_DEMO or settings.SMTP is not None,
        "demonstration_mark": demonstration_mark(),
        "site_name": "Alameda",
        "base_url": settings.BASE_URL,
        "brand": brand(),
        "nav": [*desk_item(reader, request.path), *nav_items(request.path, language)],
        "reader": reader,
        "home_url": prefix,
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
