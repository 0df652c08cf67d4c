"""The site, where it runs."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator

from alameda.cli.checks.finding import Finding


def look_at_site(url: str) -> Iterator[Finding]:
    """The site, where it runs."""
    if not url:
        return
    try:
        with urllib.request.urlopen(f"{url}/health/ready", timeout=10) as answer:  # noqa: S310  ours
            yield Finding("site", is_good=True, found=f"{url} answers {answer.status}")
    except (urllib.error.URLError, OSError) as error:
        yield Finding(
            "site", is_good=False, found=f"{url} does not answer: {error}", remedy="Restart it."
        )
