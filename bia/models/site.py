"""Places the organisation works from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from bia.models.visibility import SharedRegisterQuerySet
from lib.history import tracked
from lib.records import Record


class SiteKind(models.TextChoices):
    PRODUCTION = "production", _("Production")
    DR = "dr", _("Disaster recovery")
    OFFICE = "office", _("Office")
    ARCHIVE = "archive", _("Archive")


@tracked()
class Site(Record):
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=20, choices=SiteKind.choices, default=SiteKind.OFFICE.value
    )
    region = models.CharField(_("region"), max_length=100, blank=True, default="")
    timezone = models.CharField(_("time zone"), max_length=64, blank=True, default="")
    notes = models.TextField(_("notes"), blank=True, default="")

    objects = SharedRegisterQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    def __str__(self) -> str:
        return self.name
