"""Monitoring systems that declare and resolve incidents."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import User
from bia.models import System
from incidents.models.incident import Category, Incident
from lib.history import tracked
from lib.records import Record


class SourceQuerySet(models.QuerySet["MonitoringSource"]):
    def visible_to(self, user: User) -> SourceQuerySet:
        return self if may(user, "incident.view") else self.none()

    def for_list(self) -> SourceQuerySet:
        return self.select_related("user").prefetch_related("default_systems")


@tracked()
class MonitoringSource(Record):
    """Posts to /api/v1/monitoring/{code}/ with the token of `user` (a service user).

    `kind` "alertmanager" understands Prometheus Alertmanager's webhook (version 4); "json" takes
    any JSON by `mapping`: {"alerts": "$.alerts", "external_id": "fingerprint", "title":
    "labels.alertname", "state": "status", "firing": ["firing"], "resolved": ["resolved"],
    "system": "labels.system", "systems": {"db01": "dispatch"}, "occurred_at": "startsAt",
    "summary": "annotations.summary"}; paths with dots, numbers for places in lists.
    """

    class Kind(models.TextChoices):
        ALERTMANAGER = "alertmanager", _("Prometheus Alertmanager")
        JSON = "json", _("Any JSON by a mapping")

    class WhenResolved(models.TextChoices):
        NOTE = "note", _("Write it on the timeline")
        RESTORE = "restore", _("Propose the recovery to the commander")
        CANCEL = "cancel", _("Stand down what nobody has acknowledged")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    user = models.ForeignKey(
        User, verbose_name=_("service user"), on_delete=models.PROTECT,
        related_name="monitoring_sources",
    )  # fmt: skip
    mapping = models.JSONField(_("mapping"), default=dict, blank=True)
    default_systems = models.ManyToManyField(
        System, verbose_name=_("systems where an alert names none"), blank=True, related_name="+"
    )
    category = models.CharField(
        _("category"), max_length=20, choices=Category.choices, default=Category.OTHER.value
    )
    when_resolved = models.CharField(
        _("when it is resolved"), max_length=10, choices=WhenResolved.choices,
        default=WhenResolved.NOTE.value,
    )  # fmt: skip
    is_active = models.BooleanField(_("active"), default=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("monitoring source")
        verbose_name_plural = _("monitoring sources")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("incidents:source_detail", args=[self.code])


class MonitoringAlert(models.Model):
    """The last state of one alert of a source, and the incident it belongs to."""

    source = models.ForeignKey(MonitoringSource, on_delete=models.CASCADE, related_name="alerts")
    external_id = models.CharField(max_length=200)
    incident = models.ForeignKey(
        Incident, null=True, blank=True, on_delete=models.SET_NULL, related_name="alerts"
    )
    firing = models.BooleanField(default=True)
    title = models.CharField(max_length=200, blank=True, default="")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-last_at"]
        indexes = [models.Index(fields=["-last_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], name="alert_stands_once_per_source"
            ),
            models.CheckConstraint(
                condition=Q(last_at__gte=models.F("first_at")), name="alert_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return self.external_id
