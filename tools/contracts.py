"""What others rely on, as text: addresses, the description of the API, the columns of datasets.

``python tools/contracts.py`` writes it into ``tests/snapshots``, so that a change of contract is a
diff that somebody reads; ``tests/test_house_contracts.py`` fails where it was not written.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "snapshots"


def _addresses(patterns: list[object], before: str = "") -> Iterator[str]:
    from django.urls import URLPattern, URLResolver

    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _addresses(each.url_patterns, before + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield f"{before}{each.pattern}"


def addresses() -> str:
    """Every address of the site, a line each."""
    from django.urls import get_resolver

    return "\n".join(sorted(_addresses(get_resolver().url_patterns))) + "\n"


def openapi() -> str:
    """The description of the API, without what depends on the instance or the release."""
    import alameda.urls  # noqa: F401  the API is described once its operations are registered
    from alameda.api import api

    told = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    told["info"].pop("version")
    told.pop("servers")
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def columns() -> str:
    """The columns of the published tables, a line each: name, kind, unit."""
    from alameda.investments.rules.columns import INITIATIVES

    return "".join(f"{each.name} {each.kind} {each.unit}".rstrip() + "\n" for each in INITIATIVES)


CONTRACTS = {"addresses.txt": addresses, "columns.txt": columns, "openapi.json": openapi}


def main() -> int:
    """Write the snapshots; say which changed."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alameda.settings.test")
    django.setup()
    for name, told in CONTRACTS.items():
        path, text = FOLDER / name, told()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"{path.relative_to(ROOT)} changed: read its diff.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
