"""The file of an item: what of it everybody could read at a moment."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from alameda.council.models import AgendaItem, ItemFile
from alameda.documents.models import Document


def hidden_files(item: AgendaItem, *, at: datetime) -> QuerySet[ItemFile]:
    """The papers of an item that not everybody could read at that moment.

    The document itself says whether it is public, and since when: it may be opened or closed
    long after it came to the file. One that does not know since when goes by its file.
    """
    since = Coalesce("document__public_at", "public_at")
    closed = ~Q(document__visibility=Document.Visibility.PUBLIC)
    return (
        item.files.annotate(since=since)
        .filter(closed | Q(since=None) | Q(since__gt=at) | Q(public_at__gt=at))
        .order_by("pk")
    )
