"""The mosaic: each comuna one equal tile in its place."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from alameda.ui.parts import MOSAIC_STEPS, Tile
from alameda.ui.templatetags.ui.library import register


@register.inclusion_tag("ui/mosaic.html")
def mosaic(
    tiles: Sequence[Tile],
    *,
    caption: str,
    low: str = "",
    high: str = "",
    table_url: str = "",
    ident: str = "mosaic",
) -> dict[str, object]:
    """Comunas as equal tiles, stronger for more, with the same figures as a table one click away.

    Args:
        tiles: in reading order (by name); their place comes from ``x`` and ``y``.
        caption: what a stronger colour means, as a sentence; not "darker": on dark it is lighter.
        low: the value at the light end, for the legend.
        high: the value at the dark end.
        table_url: page with the table; when empty the table opens below the mosaic.
        ident: unique on the page.
    """
    return {
        "tiles": tiles,
        "caption": caption,
        "low": low or _("less"),
        "high": high or _("more"),
        "steps": range(1, MOSAIC_STEPS + 1),
        # Where all are alike, there is no scale to read.
        "has_scale": bool(low or high) or len({tile.step for tile in tiles}) > 1,
        "has_unknown": any(tile.step == 0 for tile in tiles),
        "table_url": table_url,
        "ident": ident,
    }
