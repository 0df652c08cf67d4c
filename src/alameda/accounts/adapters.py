"""Where django-allauth asks us how accounts are kept."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.utils.http import url_has_allowed_host_and_scheme


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """The library's ways, but for where one is led after signing in or out."""

    def is_safe_url(self, url: str) -> bool:
        """Whether the address is one of the site as it was asked for; no other host, ever.

        The library follows any name of ``ALLOWED_HOSTS``, and those of this machine are among them.
        """
        return url_has_allowed_host_and_scheme(url, allowed_hosts={context.request.get_host()})
