"""Programme health (§5.14): seven weighted indicators, caps, one snapshot a day."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.models.visibility import GovernanceQuerySet
from lib.asked_once import once
from lib.history import append_only, tracked

PERCENT = [MaxValueValidator(100)]


class Band(models.TextChoices):
    GREEN = "green", _("Green")
    AMBER = "amber", _("Amber")
    RED = "red", _("Red")


class HealthSnapshotQuerySet(GovernanceQuerySet["HealthSnapshot"]):
    pass


@append_only
class HealthSnapshot(models.Model):
    """How the programme stood on a day of the organisation. `indicators` is a list of
    {"key", "weight", "value" (0 to 100 or null), "count", "of", "words"…}; `caps` names why it
    cannot be green. `value` null: nothing to judge yet."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    value = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    band = models.CharField(max_length=5, choices=Band.choices)
    caps = models.JSONField(default=list, blank=True)
    indicators = models.JSONField(default=list)

    objects = HealthSnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]


@tracked()
class GovernanceSettings(models.Model):
    """Exactly one row (id 1): weights of §5.14, bands, and how early people are reminded."""

    weight_bia = models.PositiveSmallIntegerField(_("BIA coverage and freshness"), default=20)
    weight_plans = models.PositiveSmallIntegerField(_("plans current"), default=20)
    weight_gaps = models.PositiveSmallIntegerField(_("recovery gaps closed"), default=20)
    weight_drills = models.PositiveSmallIntegerField(_("exercise compliance"), default=15)
    weight_backups = models.PositiveSmallIntegerField(_("backup compliance"), default=10)
    weight_actions = models.PositiveSmallIntegerField(_("actions on time"), default=10)
    weight_training = models.PositiveSmallIntegerField(_("training"), default=5)
    green_from = models.PositiveSmallIntegerField(_("green from"), default=85, validators=PERCENT)
    amber_from = models.PositiveSmallIntegerField(_("amber from"), default=70, validators=PERCENT)
    remind_days = models.PositiveSmallIntegerField(_("reminded before, days"), default=30)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("settings of governance")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="governance_settings_are_the_only_ones"),
            models.CheckConstraint(
                condition=Q(green_from__gte=F("amber_from")),
                name="governance_green_is_above_amber",
                violation_error_message=_("Green begins below amber."),
            ),
            models.CheckConstraint(
                condition=Q(weight_bia__gt=0)
                | Q(weight_plans__gt=0)
                | Q(weight_gaps__gt=0)
                | Q(weight_drills__gt=0)
                | Q(weight_backups__gt=0)
                | Q(weight_actions__gt=0)
                | Q(weight_training__gt=0),
                name="governance_weights_are_not_all_zero",
                violation_error_message=_("At least one weight must be above 0."),
            ),
        ]

    def __str__(self) -> str:
        return "governance settings"

    @classmethod
    def current(cls) -> GovernanceSettings:
        return once("governance settings", lambda: cls.objects.get_or_create(pk=1)[0])
