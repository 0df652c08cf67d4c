"""Names of organisations that somebody typed at a desk, and that nobody knew."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alameda.foundation.fields import BoundedDateTimeField


class WrittenName(models.Model):
    """A new name, and what it was typed in: it waits to be reviewed, as those of imports do."""

    slug = models.CharField(max_length=120, unique=True, help_text=_("Of its organisation"))
    written_in = models.CharField(max_length=80, help_text=_("Code of what it was typed in"))
    written_at = BoundedDateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.slug
