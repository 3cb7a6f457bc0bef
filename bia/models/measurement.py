"""What was really measured: recovery times and data losses, from tests, drills, incidents."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import departments_limit, may
from accounts.models import User
from bia.models.dependency import exactly_one
from bia.models.process import Process
from bia.models.system import System
from lib.history import append_only, tracked
from lib.records import duration_field


class MeasurementKind(models.TextChoices):
    RTO = "rto", _("Recovery time (RTA)")
    RPO = "rpo", _("Recovery point (RPA)")


class MeasurementConfidence(models.TextChoices):
    MEASURED = "measured", _("Measured")
    ESTIMATED = "estimated", _("Estimated")
    SIMULATED = "simulated", _("Simulated: proves nothing")


class MeasurementQuerySet(models.QuerySet["Measurement"]):
    def visible_to(self, user: User) -> MeasurementQuerySet:
        if not may(user, "register.view"):
            return self.none()
        if departments_limit(user, "register.view") is None:
            return self
        visible = Process.objects.visible_to(user).values("id")
        return self.filter(Q(process__isnull=True) | Q(process__in=visible))

    def for_list(self) -> MeasurementQuerySet:
        return self.select_related("process", "system", "created_by")


@append_only
@tracked()
class Measurement(models.Model):
    """Never edited: a wrong one is followed by a better one with a note."""

    code = models.CharField(_("code"), max_length=64, unique=True)
    process = models.ForeignKey(
        Process, null=True, blank=True, on_delete=models.PROTECT, related_name="measurements"
    )
    system = models.ForeignKey(
        System, null=True, blank=True, on_delete=models.PROTECT, related_name="measurements"
    )
    kind = models.CharField(_("kind"), max_length=3, choices=MeasurementKind.choices)
    value_s = models.BigIntegerField(_("measured"))
    target_s = duration_field(_("target at that time"))
    source = models.CharField(_("source"), max_length=200)
    at = models.DateTimeField(_("measured at"))
    confidence = models.CharField(
        _("confidence"),
        max_length=10,
        choices=MeasurementConfidence.choices,
        default=MeasurementConfidence.MEASURED.value,
    )
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        indexes = [
            models.Index(fields=["process", "kind", "-at"]),
            models.Index(fields=["system", "kind", "-at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one(("process", "system")), name="measurement_has_one_subject"
            ),
            models.CheckConstraint(
                condition=Q(value_s__gte=0) & (Q(target_s__isnull=True) | Q(target_s__gte=0)),
                name="measurement_times_are_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("bia:measurement_detail", args=[self.code])

    @property
    def subject(self) -> Process | System | None:
        """What was measured (loaded by `for_list`)."""
        return self.process if self.process_id is not None else self.system
