"""What an incident does to a process: one interval, with the BIA as it stood (E28)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bia.models import Process, System
from incidents.models.incident import Incident, IncidentSystem
from lib.history import tracked
from lib.records import duration_field, money_field
from plans.models import RecoveryLevel


class ImpactQuerySet(models.QuerySet["Impact"]):
    def for_list(self) -> ImpactQuerySet:
        return self.select_related("process__owner", "system")

    def open(self) -> ImpactQuerySet:
        return self.filter(end_at__isnull=True)


def _percent(label: object, default: int) -> models.DecimalField[Decimal, Decimal]:
    return models.DecimalField(
        label,  # type: ignore[arg-type]
        max_digits=5, decimal_places=2, default=Decimal(default),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip


@tracked()
class Impact(models.Model):
    """One process in one incident, from `start_at` to `end_at` (null: still down).

    The snapshots (`bia_*`, `rto_s` … `life_safety`) are the approved BIA when the impact was
    opened: `curve` is {"points": [{"at_s", "amount"}], "rates": […], "penalties": […], "source"}
    or {} where nothing is known of losses. `steps` are the changes of what is lost, oldest first:
    [{"at": ISO, "degradation": "100", "workaround": "60"}], percentages of capacity; the first
    stands at `start_at`. `ended_regions` is {"region": ISO} for those that came back (E16).
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="impacts")
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="impacts")
    system = models.ForeignKey(
        System, null=True, blank=True, on_delete=models.PROTECT, related_name="impacts"
    )
    regions = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    ended_regions = models.JSONField(default=dict, blank=True)
    kind = models.CharField(
        max_length=10, choices=IncidentSystem.Extent.choices,
        default=IncidentSystem.Extent.FULL.value,
    )  # fmt: skip
    degradation_percent = _percent(_("capacity lost, %"), 100)
    start_at = models.DateTimeField(pgettext_lazy("impact", "from"))
    end_at = models.DateTimeField(pgettext_lazy("impact", "until"), null=True, blank=True)
    workaround_started_at = models.DateTimeField(_("workaround since"), null=True, blank=True)
    workaround_percent = _percent(_("carried by the workaround, %"), 0)
    steps = models.JSONField(default=list, blank=True)
    level = models.CharField(
        _("recovery"), max_length=6, choices=RecoveryLevel.choices, default=RecoveryLevel.NOT.value
    )
    # A suspected one was derived from the register and nobody has said yet that it is so.
    confirmed = models.BooleanField(_("confirmed"), default=False)

    bia_version = models.CharField(max_length=60, blank=True, default="")
    rto_s = duration_field(_("RTO"))
    mtd_s = duration_field(_("MTD"))
    rpo_s = duration_field(_("RPO"))
    mbco_percent = _percent(_("minimum capacity (MBCO), %"), 100)
    curve = models.JSONField(default=dict, blank=True)
    currency = models.CharField(max_length=3, default="CNY")
    life_safety = models.BooleanField(_("life safety"), default=False)

    last_good_data_at = models.DateTimeField(_("last good data"), null=True, blank=True)
    no_data_lost = models.BooleanField(_("no data lost"), default=False)
    data_loss_note = models.TextField(_("what was lost"), blank=True, default="")
    achieved_rto_s = duration_field(_("recovery time achieved"))
    achieved_rpo_s = duration_field(_("data gap achieved"))
    estimated_loss = money_field(_("estimated loss"), null=True, blank=True)
    actual_loss = money_field(_("actual loss"), null=True, blank=True)
    actual_loss_unknown = models.BooleanField(_("actual loss unknown"), default=False)
    complaints = models.PositiveIntegerField(_("complaints"), null=True, blank=True)
    # The interval of an earlier row that came back: after a reopening (E21) or a failed check.
    again_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="agains"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ImpactQuerySet.as_manager()

    class Meta:
        ordering = ["incident", "start_at", "id"]
        verbose_name = _("impact")
        verbose_name_plural = _("impacts")
        indexes = [models.Index(fields=["process", "start_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "process"],
                condition=Q(end_at__isnull=True),
                name="impact_on_a_process_is_open_once",
                violation_error_message=_("This process is named as affected already."),
            ),
            models.CheckConstraint(
                condition=Q(end_at__isnull=True) | Q(end_at__gte=F("start_at")),
                name="impact_ends_after_it_began",
                violation_error_message=_("It cannot end before it began."),
            ),
            models.CheckConstraint(
                condition=Q(
                    degradation_percent__gte=0, degradation_percent__lte=100,
                    workaround_percent__gte=0, workaround_percent__lte=100,
                ),
                name="impact_shares_are_percentages",
                violation_error_message=_("A share lies between 0 and 100 %."),
            ),
            models.CheckConstraint(
                condition=~Q(no_data_lost=True) | Q(data_loss_note=""),
                name="impact_without_data_loss_tells_of_none",
                violation_error_message=_("Either no data were lost, or say which."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.incident_id}:{self.process_id}"

    @property
    def code(self) -> str:
        """What clocks and the API call it: "INC-2026-0001:7"."""
        return f"{self.incident.number}:{self.pk}"

    def down_s(self, at: datetime) -> int:
        """Seconds from its beginning to its end, or until now."""
        return max(0, int(((self.end_at or at) - self.start_at).total_seconds()))
