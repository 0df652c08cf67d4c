"""The pages of errors: what happened, in plain words, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from alameda.foundation.errors import AlamedaError
from alameda.ui.context import DESK, language_prefix
from alameda.ui.parts import EmptyKind, Link
from alameda.ui.site import role_names


@dataclass(frozen=True, kw_only=True)
class ErrorPage:
    """What a page of error says.

    Attributes:
        status: HTTP status.
        code: stable name, for the help desk.
        title: what happened, in a few words.
        sentence: what happened, in a sentence.
        kind: which designed state it is.
        steps: what to do next; a step without address is only words.
    """

    status: HTTPStatus
    code: str
    title: str
    sentence: str
    kind: EmptyKind
    steps: Sequence[Link]

    @classmethod
    def of_csrf(cls) -> ErrorPage:
        """The form waited too long, or came from elsewhere."""
        return cls(
            status=HTTPStatus.FORBIDDEN,
            code="form-expired",
            title=_("The form expired"),
            sentence=_("For your safety a form is only good for a while, and nothing was saved."),
            kind="failed",
            steps=[
                Link(label=_("Go back, load the page again and send the form."), url=""),
                Link(label=_("Your browser must accept this site's cookies."), url=""),
            ],
        )

    @classmethod
    def of_proxy(cls) -> ErrorPage:
        """The proxy before the site does not say that the reader speaks TLS."""
        operator = _(
            "For who operates it: the proxy must send X-Forwarded-Proto: https, and"
            " ALAMEDA_PROXIES must count that proxy. “alameda doctor” checks both."
        )
        return cls(
            status=HTTPStatus.FORBIDDEN,
            code="proxy-scheme",
            title=_("The site is set up wrong"),
            sentence=_("It is not your fault, and nothing was saved: no form can arrive here now."),
            kind="failed",
            steps=[
                Link(label=_("Tell who administers the site."), url=""),
                Link(label=operator, url=""),
            ],
        )

    def with_sign_in(self, path: str) -> ErrorPage:
        """The page of a form that arrived with nobody signed in: the way in, and back to it."""
        nothing = _("Nothing was saved: nobody is signed in here. A session ends after a time.")
        kept = _("To keep what you wrote, go back in your browser and copy it first.")
        return replace(
            self,
            title=_("Sign in to go on"),
            sentence=f"{self.sentence} {nothing}",
            steps=[Link(label=_("Sign in"), url=sign_in_url(path)), Link(label=kept, url="")],
        )

    def with_desk(self, roles: Sequence[str]) -> ErrorPage:
        """The same page, for who signed in and came where other roles work.

        Args:
            roles: keys of those that could; empty where the sentence says it.
        """
        prefix = language_prefix(get_language() or settings.LANGUAGE_CODE)
        names = ", ".join(role_names(roles))
        who = [Link(label=_("Who can: %(roles)s.") % {"roles": names}, url="")] if names else []
        steps = [
            *who,
            Link(
                label=_("Go to your desk: it lists the pages that your roles open"),
                url=prefix + DESK,
            ),
            Link(
                label=_("If you should have that role, ask who administers the accounts."), url=""
            ),
            Link(label=_("Start from the first page"), url=prefix),
        ]
        return replace(self, steps=steps)

    @classmethod
    def of_error(cls, error: AlamedaError) -> ErrorPage:
        """The page of a domain error, by its status."""
        kind, title = _shape(error.status)
        return cls(
            status=error.status,
            code=error.code,
            title=title,
            sentence=str(error),
            kind=kind,
            steps=next_steps(is_missing=error.status in MISTYPED),
        )


# What an address that was mistyped is answered with.
MISTYPED = (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST)
TITLES = {
    HTTPStatus.CONFLICT: gettext_lazy("This cannot be done now"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: gettext_lazy("This is too large"),
    HTTPStatus.REQUEST_URI_TOO_LONG: gettext_lazy("This address is too long"),
    HTTPStatus.REQUEST_TIMEOUT: gettext_lazy("This took too long to arrive"),
    HTTPStatus.SERVICE_UNAVAILABLE: gettext_lazy("The site cannot answer now"),
}


def sign_in_url(path: str) -> str:
    """Where one signs in and comes back from to a path of this site."""
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': path})}"


def _shape(status: HTTPStatus) -> tuple[EmptyKind, str]:
    if status == HTTPStatus.NOT_FOUND:
        return "empty", _("There is nothing at this address")
    if status in {HTTPStatus.FORBIDDEN, HTTPStatus.UNAUTHORIZED}:
        return "forbidden", _("You may not do this")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "too-many", _("Too many requests")
    if status in {HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.BAD_REQUEST}:
        return "failed", _("This cannot be understood")
    return "failed", str(TITLES.get(status, gettext_lazy("Something went wrong")))


def next_steps(*, is_missing: bool = True) -> list[Link]:
    """Where to go from a page that says no.

    Args:
        is_missing: there is nothing at the address, which may have been mistyped; what was refused
            for another reason is not helped by looking at it.
    """
    prefix = language_prefix(get_language() or settings.LANGUAGE_CODE)
    first = Link(label=_("Start from the first page"), url=prefix)
    if not is_missing:
        return [first]
    return [Link(label=_("Check the address: a letter may be missing."), url=""), first]


def not_found() -> ErrorPage:
    """There is no such page."""
    return ErrorPage(
        status=HTTPStatus.NOT_FOUND,
        code="not-found",
        title=_("There is nothing at this address"),
        sentence=_("The page does not exist, or it is not public."),
        kind="empty",
        steps=next_steps(),
    )


def bad_request() -> ErrorPage:
    """The request cannot be understood."""
    return ErrorPage(
        status=HTTPStatus.BAD_REQUEST,
        code="bad-request",
        title=_("This cannot be understood"),
        sentence=_("The address or what was sent with it is malformed."),
        kind="failed",
        steps=next_steps(),
    )


def no_permission() -> ErrorPage:
    """The reader may not do this."""
    return ErrorPage(
        status=HTTPStatus.FORBIDDEN,
        code="not-allowed",
        title=_("You may not do this"),
        sentence=_("This needs a role that you do not have now."),
        kind="forbidden",
        steps=next_steps(is_missing=False),
    )


def method_not_allowed() -> ErrorPage:
    """The page exists, and does not take this method."""
    return ErrorPage(
        status=HTTPStatus.METHOD_NOT_ALLOWED,
        code="method-not-allowed",
        title=_("The page does not take this"),
        sentence=_("The address exists, but cannot be used in this way."),
        kind="failed",
        steps=next_steps(),
    )


def _wait_steps() -> list[Link]:
    prefix = language_prefix(get_language() or settings.LANGUAGE_CODE)
    return [
        Link(label=_("Wait a minute and load the page again."), url=""),
        Link(label=_("Start from the first page"), url=prefix),
    ]


def broken() -> ErrorPage:
    """Something of ours failed."""
    return ErrorPage(
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
        code="error",
        title=_("Something of ours broke"),
        sentence=_(
            "It is not your fault, and it was written down so that it can be mended. Nothing that"
            " you sent was half saved."
        ),
        kind="failed",
        steps=_wait_steps(),
    )


def unavailable() -> ErrorPage:
    """The database does not answer; it may in a minute."""
    return ErrorPage(
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        code="unavailable",
        title=_("The site cannot answer now"),
        sentence=_(
            "What it needs to answer is being started or mended. Nothing that you sent was half"
            " saved."
        ),
        kind="failed",
        steps=_wait_steps(),
    )


def bare_response(page: ErrorPage) -> HttpResponse:
    """The page of what failed, made of nothing that may have failed: no request, no database."""
    language = get_language() or settings.LANGUAGE_CODE
    context = {"page": page, "language": "es-CL" if language == "es" else language}
    return HttpResponse(render_to_string("ui/broken.html", context), status=page.status)


def error_response(request: HttpRequest, page: ErrorPage) -> HttpResponse:
    """The page with its status."""
    return render(request, "ui/error.html", {"page": page}, status=page.status)
