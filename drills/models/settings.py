"""How this organisation holds its drills: thresholds, dates, and when none may be held."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import User
from bia.models import System
from lib.asked_once import once
from lib.bilingual import BilingualName
from lib.history import tracked


@tracked()
class DrillSettings(models.Model):
    """Exactly one row (id 1). Durations are seconds.

    The low season begins `low_season_after_days` after the first day of the Spring Festival and
    lasts `low_season_days` (DRL-3), or, where `low_season_from` is set ("03-01"), on that day of
    every year. Weights are those of DRL-14.
    """

    handled_percent = models.PositiveSmallIntegerField(
        _("share of injects that must be handled, %"), default=60,
        validators=[MaxValueValidator(100)],
    )  # fmt: skip
    rated_percent = models.PositiveSmallIntegerField(
        _("share of the weight that must be rated, %"), default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )  # fmt: skip
    weight_technical = models.PositiveSmallIntegerField(_("weight: technical"), default=50)
    weight_process = models.PositiveSmallIntegerField(_("weight: process"), default=30)
    weight_business = models.PositiveSmallIntegerField(_("weight: business"), default=20)
    valid_days = models.PositiveIntegerField(_("a drill proves for, days"), default=365)
    low_season_after_days = models.PositiveSmallIntegerField(
        _("low season begins after the Spring Festival, days"), default=14
    )
    low_season_days = models.PositiveSmallIntegerField(
        _("low season lasts, days"), default=14, validators=[MinValueValidator(1)]
    )
    low_season_from = models.CharField(
        _("low season begins on (month-day)"), max_length=5, blank=True, default=""
    )
    start_early_s = models.PositiveIntegerField(_("may start early by"), default=24 * 3600)
    ask_after_s = models.PositiveIntegerField(
        _("controller is asked after the end by"), default=2 * 3600
    )
    pause_after_s = models.PositiveIntegerField(
        _("paused by itself after the end by"), default=12 * 3600
    )
    hot_wash_s = models.PositiveIntegerField(_("hot wash stays open for"), default=48 * 3600)
    draft_days = models.PositiveSmallIntegerField(
        _("report is drafted within, working days"), default=5
    )
    approval_days = models.PositiveSmallIntegerField(
        _("report is approved within, working days"), default=10
    )
    complaints_tolerated = models.PositiveIntegerField(
        _("complaints tolerated"), null=True, blank=True
    )
    loss_tolerated = models.DecimalField(
        _("loss tolerated"), max_digits=18, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("settings of drills")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="drill_settings_are_the_only_ones"),
            models.CheckConstraint(
                condition=Q(weight_technical__gt=0)
                | Q(weight_process__gt=0)
                | Q(weight_business__gt=0),
                name="drill_weights_are_not_all_zero",
            ),
        ]

    def __str__(self) -> str:
        return "drill settings"

    @classmethod
    def current(cls) -> DrillSettings:
        return once("drill settings", lambda: cls.objects.get_or_create(pk=1)[0])


class FreezeQuerySet(models.QuerySet["FreezeWindow"]):
    def visible_to(self, user: User) -> FreezeQuerySet:
        return self if may(user, "drill.view") else self.none()

    def for_list(self) -> FreezeQuerySet:
        return self.prefetch_related("systems")


@tracked()
class FreezeWindow(BilingualName, models.Model):
    """Days, the first and the last included, on which no drill is proposed: a sale, the closing
    of the books. Without `systems` it holds for all."""

    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    systems = models.ManyToManyField(
        System, verbose_name=_("systems"), related_name="freezes", blank=True
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = FreezeQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "id"]
        verbose_name = _("freeze")
        verbose_name_plural = _("freezes")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="freeze_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            )
        ]
