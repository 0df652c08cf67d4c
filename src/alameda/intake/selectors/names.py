"""The names of organisations that came in by files, and what was decided of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alameda.accounts.models import Organisation
from alameda.foundation.errors import NotFoundError
from alameda.intake.models import NameReview
from alameda.intake.rules.twins import Twin, pieces, twins_of

# A name waits while an import that holds brought it, or somebody typed it, and nobody decided.
_WAITING = """
SELECT slug, name, sum(rows)::int, min(place) FROM (
SELECT o.slug, o.name, count(*) AS rows, min(f.run_id || '|' || r.noun || '-' || r.number || '|'
    || f.name || '|' || w.line) AS place
FROM investments_importrow w
JOIN investments_importfile f ON f.id = w.file_id
JOIN investments_importrun r ON r.id = f.run_id AND r.state <> 'undone'
CROSS JOIN LATERAL jsonb_array_elements(w.notes) AS n
JOIN accounts_organisation o ON o.slug = n->>3
WHERE w.notes <> '[]' AND n->>2 = 'new-organisation' AND NOT EXISTS (
    SELECT FROM intake_namereview v
    WHERE v.slug = o.slug AND v.undone_at IS NULL AND v.act IN ('accepted', 'joined'))
GROUP BY o.slug, o.name
UNION ALL
SELECT o.slug, o.name, 1, '~|' || t.written_in || '||0'
FROM intake_writtenname t JOIN accounts_organisation o ON o.slug = t.slug
WHERE NOT EXISTS (
    SELECT FROM intake_namereview v
    WHERE v.slug = o.slug AND v.undone_at IS NULL AND v.act IN ('accepted', 'joined'))
) AS waiting GROUP BY slug, name ORDER BY name, slug
"""


@dataclass(frozen=True)
class Waiting:
    """A name that nobody reviewed.

    Attributes:
        slug: of its organisation.
        name: as it was written.
        rows: how many rows brought it.
        run: code of the first import that did, or of what it was typed in.
        file: in which file of it; empty where it was typed.
        line: on which line; zero where it was typed.
        twins: names that are perhaps the same.
    """

    slug: str
    name: str
    rows: int
    run: str
    file: str
    line: int
    twins: list[Twin]


def names_to_review(*, start: int = 0, most: int | None = None) -> tuple[int, list[Waiting]]:
    """How many names wait to be reviewed, and some of them, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        rows = cursor.fetchall()
    stop = None if most is None else start + most
    chosen = rows[start:stop]
    names = dict(Organisation.objects.values_list("slug", "name")) if chosen else {}
    cut = {slug: pieces(name) for slug, name in names.items()}
    apart = _kept_apart()
    return len(rows), [
        _waiting(row, names, cut, {row[0], *apart.get(row[0], ())}) for row in chosen
    ]


def _waiting(
    row: tuple[str, str, int, str],
    names: dict[str, str],
    cut: dict[str, frozenset[str]],
    apart: set[str],
) -> Waiting:
    slug, name, rows, place = row
    _run, code, *file, line = place.split("|")
    twins = twins_of(name, names, cut, apart=apart)
    return Waiting(slug, name, rows, code, "|".join(file), int(line), twins)


def _kept_apart() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    pairs = decided().filter(act=NameReview.Act.APART).values_list("slug", "other")
    for slug, other in pairs:
        found.setdefault(slug, set()).add(other)
        found.setdefault(other, set()).add(slug)
    return found


def decided() -> QuerySet[NameReview]:
    """The decisions that hold, the last first."""
    return NameReview.objects.filter(undone_at__isnull=True)


def get_organisation(slug: str) -> Organisation:
    """An organisation by its slug.

    Raises:
        NotFoundError: there is none.
    """
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise NotFoundError(_("There is no organisation %(slug)s.") % {"slug": slug})
    return found
