"""Where django-allauth asks us how accounts are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from alameda.accounts.selectors import actor_of
from alameda.ui.site import brand

# The addresses that the library makes of the name a request was sent to.
LINKS = ("activate_url", "password_reset_url", "signup_url")


@dataclass(frozen=True)
class Site:
    """What the library's mail says of the site.

    Attributes:
        name: whose it is.
        domain: its address.
    """

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """The library's ways, but for where one is led, and in whose name mail is written."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a mail in the name of the region, whose links lead to its public address.

        The name that a request was sent to says neither: whoever asks may choose it, and a proxy
        may tell its own.
        """
        site = Site(name=brand().government, domain=settings.BASE_URL)
        links = {name: _public(context[name]) for name in LINKS if name in context}
        super().send_mail(template_prefix, email, {**context, **links, "current_site": site})

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where one lands who was going nowhere: the desk of an office, else home."""
        actor = actor_of(request.user, today=timezone.localdate())
        return resolve_url(settings.LOGIN_REDIRECT_URL if actor.is_of_public else "desk:queue")

    def format_email_subject(self, subject: str) -> str:
        """The subject, with the name of the region before it."""
        return f"[{brand().government}] {subject}"

    def is_safe_url(self, url: str) -> bool:
        """Whether the address is one of the site as it was asked for; no other host, ever.

        The library follows any name of ``ALLOWED_HOSTS``, and those of this machine are among them.
        """
        return url_has_allowed_host_and_scheme(url, allowed_hosts={context.request.get_host()})


def _public(url: str) -> str:
    """The same page at the public address of the site."""
    parts = urlsplit(url)
    return settings.BASE_URL + parts._replace(scheme="", netloc="").geturl()
