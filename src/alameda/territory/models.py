"""Region, provinces and comunas: facts that come from a region pack."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    """The region this instance serves; one row."""

    code = models.SlugField(unique=True, help_text=_("Name of the region pack, such as santiago"))
    cut = models.CharField(max_length=2, help_text=_("Territorial code of the region"))
    iso_code = models.CharField(
        max_length=2,
        default="",
        help_text=_("Letters of ISO 3166-2:CL: its holidays and its own parameters"),
    )
    name = models.CharField(max_length=120)
    government = models.CharField(max_length=160)
    capital = models.CharField(max_length=80)
    is_only = models.BooleanField(
        default=True, unique=True, editable=False, help_text=_("An instance serves one region")
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(is_only=True), name="region_only_one"),
        )

    def __str__(self) -> str:
        return self.name


class Province(models.Model):
    """A province: groups comunas."""

    cut = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=80)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="provinces")

    class Meta:
        ordering = ("cut",)

    def __str__(self) -> str:
        return self.name


class Comuna(models.Model):
    """A comuna, with its place in the mosaic and, where imported, its boundary."""

    cut = models.CharField(max_length=5, unique=True, help_text=_("Territorial code, 5 digits"))
    name = models.CharField(max_length=80)
    sort_name = models.CharField(max_length=80, help_text=_("Name in Spanish order"))
    aliases = models.JSONField(
        default=list, blank=True, help_text=_("Other spellings that registers use")
    )
    province = models.ForeignKey(Province, on_delete=models.CASCADE, related_name="comunas")
    population = models.PositiveIntegerField(
        null=True, help_text=_("Inhabitants, Census 2024; empty where the pack does not know")
    )
    population_source = models.CharField(max_length=200, blank=True)
    seat_latitude = models.FloatField(null=True)
    seat_longitude = models.FloatField(null=True)
    seat_source = models.CharField(max_length=200, blank=True)
    tile_x = models.PositiveSmallIntegerField(help_text=_("Column in the mosaic, from 1"))
    tile_y = models.PositiveSmallIntegerField(help_text=_("Row in the mosaic, from 1"))
    boundary = models.JSONField(
        null=True, help_text=_("GeoJSON Polygon or MultiPolygon, WGS84, where imported")
    )
    boundary_source = models.CharField(max_length=200, blank=True)
    boundary_west = models.FloatField(null=True)
    boundary_south = models.FloatField(null=True)
    boundary_east = models.FloatField(null=True)
    boundary_north = models.FloatField(null=True)

    class Meta:
        ordering = ("sort_name",)
        constraints = (
            models.UniqueConstraint(
                fields=("tile_x", "tile_y"),
                name="comuna_own_tile",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(cut__regex=r"^\d{5}$"), name="comuna_cut_five_digits"
            ),
            models.CheckConstraint(
                condition=models.Q(boundary__isnull=True)
                | models.Q(
                    boundary_west__isnull=False,
                    boundary_south__isnull=False,
                    boundary_east__isnull=False,
                    boundary_north__isnull=False,
                ),
                name="comuna_boundary_has_its_box",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The public address, without language prefix."""
        return f"/territorio/{self.cut}/"
