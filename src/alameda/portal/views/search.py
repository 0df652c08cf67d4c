"""The search over the whole site."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from alameda.foundation.access import public
from alameda.investments.views.pictures import per_person_words
from alameda.investments.views.wording import entry_of
from alameda.pages.views.keeping import page_version
from alameda.portal.rules import marked_parts
from alameda.portal.selectors.pages import Portfolio, search_everything
from alameda.portal.views.addresses import comuna_url, list_url, portfolio_now
from alameda.portal.views.council import council_sections
from alameda.ui.context import address_of
from alameda.ui.freshness import marked
from alameda.ui.parts import Entry

WORDS_MAX = 200
MANY = 1_000


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Comunas, initiatives, organisations, the Council, documents and acts by words or code."""
    asked = "".join(s if s.isprintable() else " " for s in request.GET.get("q", ""))
    asked = " ".join(asked.split())
    is_cut = len(asked) > WORDS_MAX
    asked = asked[:WORDS_MAX].rstrip()
    portfolio = portfolio_now()

    context: dict[str, object] = {"search_text": asked, "asked": asked, "is_cut": is_cut}
    return marked(
        request,
        portfolio.index.version,
        portfolio.labels.version,
        page_version("council", "investments"),
        make=lambda: render(
            request, "portal/search.html", {**context, **_results(portfolio, asked)}
        ),
        params=("q",),
    )


def _results(portfolio: Portfolio, asked: str) -> dict[str, object]:
    """What was found, worded; nothing where nothing was asked."""
    if not asked:
        return {}
    results = search_everything(portfolio, asked)
    return {
        "results": results,
        "is_many": results.count > MANY,
        "entries": [
            _highlighted(entry_of(row, today=portfolio.today), results.found.words)
            for row in results.rows
        ],
        "comunas": [
            Entry(title=each.place.name, url=comuna_url(each), detail=per_person_words(each))
            for each in results.comunas
        ],
        "organisations": [
            Entry(title=name, url=list_url(("unidad", slug) if slug else ("q", f'"{name}"')))
            for slug, name, _kind in results.organisations
        ],
        "documents": [
            Entry(
                title=document.title,
                url=address_of(document.get_absolute_url()),
                meta=(document.code,),
            )
            for document in results.documents
        ],
        "acts": [
            Entry(title=act.title, url=address_of(act.address), meta=(act.code,))
            for act in results.acts
        ],
        "all_url": list_url(("q", asked)),
        "council": council_sections(results.council, asked),
    }


def _highlighted(entry: Entry, asked: str) -> Entry:
    return replace(entry, title=_marks(entry.title, asked))


def _marks(text: str, asked: str) -> SafeString:
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", part) if is_hit else part,)
            for part, is_hit in marked_parts(text, asked)
        ),
    )
