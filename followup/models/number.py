"""Numbers people read aloud: INC-2026-0001, one counter per series and year."""

from __future__ import annotations

from django.db import models


class NumberSeries(models.Model):
    """The last number given; the row is locked while the next one is taken (CON-4)."""

    prefix = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix", "year"], name="number_series_is_one_per_year")
        ]
