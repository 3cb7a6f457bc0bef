"""How this organisation runs its incidents: times, thresholds and what counts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.asked_once import once
from lib.history import tracked


def loss_grades() -> list[dict[str, Any]]:
    """From the source's own loss table: complaints, the regulator, class actions."""
    return [
        {"grade": "III", "amount": "50000"},
        {"grade": "II", "amount": "300000"},
        {"grade": "I", "amount": "2000000"},
    ]


@tracked()
class IncidentSettings(models.Model):
    """Exactly one row (id 1). Durations are seconds.

    `loss_grades`: [{"grade": "III", "amount": "50000"}], the grade a loss so far asks for at
    least. `regions` are the names offered where a scope is entered.
    """

    regions = ArrayField(
        models.CharField(max_length=60), verbose_name=_("regions"), default=list, blank=True
    )
    loss_grades = models.JSONField(_("grades by loss"), default=loss_grades, blank=True)
    reopen_within_s = models.PositiveIntegerField(_("may be reopened within"), default=72 * 3600)
    unmerge_within_s = models.PositiveIntegerField(_("may be unmerged within"), default=24 * 3600)
    dwell_s = models.PositiveIntegerField(_("rest between grades before going down"), default=600)
    alone_after_s = models.PositiveIntegerField(
        _("commander goes down alone after silence of"), default=1800
    )
    cancel_free_s = models.PositiveIntegerField(
        _("cancelled without a second person within"), default=120
    )
    break_glass_after_s = models.PositiveIntegerField(
        _("anybody may take command after"), default=600
    )
    no_change_most = models.PositiveSmallIntegerField(
        _("reports “no change” in a row"), default=2, validators=[MinValueValidator(0)]
    )
    workaround_counts = models.BooleanField(
        _("a sufficient workaround counts as recovered (RTO)"), default=False
    )
    availability_target = models.DecimalField(
        _("availability target, %"),
        max_digits=6,
        decimal_places=3,
        default=Decimal(99),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("settings of incidents")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="incident_settings_are_the_only_ones"),
            models.CheckConstraint(
                condition=Q(availability_target__gte=0, availability_target__lte=100),
                name="availability_target_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return "incident settings"

    @classmethod
    def current(cls) -> IncidentSettings:
        return once("incident settings", lambda: cls.objects.get_or_create(pk=1)[0])
