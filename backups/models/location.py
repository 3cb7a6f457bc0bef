"""Where backups lie, and how those places have been doing."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import User
from bia.models import Site
from lib.history import tracked
from lib.records import Record, duration_field


class Medium(models.TextChoices):
    DISK = "disk", _("Disk")
    TAPE = "tape", _("Tape")
    CLOUD = "cloud", _("Cloud")
    OPTICAL = "optical", _("Optical disc")
    OTHER = "other", _("Other medium")


class LocationQuerySet(models.QuerySet["BackupLocation"]):
    def visible_to(self, user: User) -> LocationQuerySet:
        return self if may(user, "backup.view") else self.none()

    def for_list(self) -> LocationQuerySet:
        return self.select_related("site", "state")


@tracked(exclude=["credentials"])
class BackupLocation(Record):
    """A folder, bucket or server that holds copies. `url` is an address without secrets.

    `credentials` is sealed JSON (followup/services/secrets.py), written and never shown again.
    `production` marks the place of the live data: a copy in 3-2-1 that holds no backup sets.
    Readers keep to `read_workers` at a time, `read_bytes_per_s` together and to `windows`:
    [{"days": [1..7], "from": "22:00", "to": "06:00"}] in the site's zone; [] is always.
    """

    name = models.CharField(_("name"), max_length=200)
    url = models.CharField(_("address"), max_length=500)
    medium = models.CharField(_("medium"), max_length=10, choices=Medium.choices)
    site = models.ForeignKey(
        Site,
        verbose_name=_("site"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="backup_locations",
    )
    offsite = models.BooleanField(_("off-site"), default=False)
    immutable = models.BooleanField(_("immutable"), default=False)
    offline = models.BooleanField(_("offline"), default=False)
    production = models.BooleanField(_("place of the live data"), default=False)
    credentials = models.TextField(blank=True, default="", editable=False)
    read_workers = models.PositiveSmallIntegerField(
        _("workers at a time"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(64)],
    )
    read_bytes_per_s = models.BigIntegerField(
        _("bytes a second"), null=True, blank=True, validators=[MinValueValidator(65_536)]
    )
    windows = models.JSONField(_("hours of reading"), default=list, blank=True)
    paused = models.BooleanField(_("paused"), default=False)
    scan_every_s = duration_field(_("scan every"))
    min_free_percent = models.PositiveSmallIntegerField(
        _("least free space (%)"), default=10, validators=[MaxValueValidator(100)]
    )
    notes = models.TextField(_("notes"), blank=True, default="")

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("storage location")
        verbose_name_plural = _("storage locations")
        constraints = [
            models.CheckConstraint(
                condition=Q(read_workers__gte=1), name="location_is_read_by_one_at_least"
            ),
            models.CheckConstraint(
                condition=Q(scan_every_s__isnull=True) | Q(scan_every_s__gte=60),
                name="location_is_scanned_every_minute_at_most",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("backups:location_detail", args=[self.code])


class LocationState(models.Model):
    """What the workers know of a location; no person writes it, so it has no history.

    `problem` is the code of the last failure ("" when it was reached). A scan is leased like a
    slice of a verification.
    """

    location = models.OneToOneField(
        BackupLocation, primary_key=True, on_delete=models.CASCADE, related_name="state"
    )
    reachable = models.BooleanField(null=True)
    problem = models.CharField(max_length=60, blank=True, default="")
    problem_since = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    scan_due_at = models.DateTimeField(null=True, db_index=True)
    scan_leased_until = models.DateTimeField(null=True)
    scanned_at = models.DateTimeField(null=True)
    scan_figures = models.JSONField(default=dict)
    free_bytes = models.BigIntegerField(null=True)
    total_bytes = models.BigIntegerField(null=True)
    space_at = models.DateTimeField(null=True)


class LocationReading(models.Model):
    """Free space of a location at an instant, for the trend; kept for 400 days."""

    location = models.ForeignKey(BackupLocation, on_delete=models.CASCADE, related_name="readings")
    at = models.DateTimeField()
    free_bytes = models.BigIntegerField()
    total_bytes = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["location", "at"], name="location_reading_is_one_each"),
            models.CheckConstraint(
                condition=Q(free_bytes__gte=0, free_bytes__lte=F("total_bytes")),
                name="location_reading_is_within_the_total",
            ),
        ]
