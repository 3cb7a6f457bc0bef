"""The one organisation of an installation and its rules."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.asked_once import once
from lib.history import tracked


class MtdPolicy(models.TextChoices):
    LAST_TOLERABLE = "last_tolerable", _("Last tolerable horizon")
    FIRST_INTOLERABLE = "first_intolerable", _("First intolerable horizon")
    LINEAR = "linear", _("Linear interpolation")
    LOG_TIME = "log_time", _("Logarithmic time")
    LOG_LOG = "log_log", _("Logarithmic time and money")


def monday_to_friday() -> list[int]:
    return [1, 2, 3, 4, 5]


@tracked()
class Organisation(models.Model):
    """Currency, zone, working days, MTD policy and validities; exactly one row (id 1)."""

    name = models.CharField(_("name"), max_length=200, default="", blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    timezone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")
    language = models.CharField(_("language"), max_length=10, default="en")
    # ISO weekdays: 1 is Monday.
    working_days = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("working days"), default=monday_to_friday
    )
    mtd_policy = models.CharField(
        _("MTD policy"),
        max_length=20,
        choices=MtdPolicy.choices,
        default=MtdPolicy.LAST_TOLERABLE.value,
    )
    mtd_threshold = models.DecimalField(
        _("intolerable from score"), max_digits=4, decimal_places=2, default=3
    )
    default_min_margin = models.DecimalField(
        _("smallest safety margin"), max_digits=4, decimal_places=3, default="0.5"
    )
    life_safety_min_margin = models.DecimalField(
        _("smallest safety margin, life safety"), max_digits=4, decimal_places=3, default="0.75"
    )
    review_interval_months = models.PositiveSmallIntegerField(
        _("months between reviews"), default=12
    )
    review_warning_days = models.PositiveSmallIntegerField(
        _("days of warning before a review"), default=30
    )
    measurement_validity_days = models.PositiveSmallIntegerField(
        _("days a measurement stays valid"), default=365
    )
    # Which sample company is loaded ("" for none): pages say so, and only then can it be emptied.
    sample = models.CharField(max_length=30, default="", blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("organisation")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="organisation_is_the_only_one"),
            models.CheckConstraint(
                condition=Q(default_min_margin__gte=0, default_min_margin__lt=1)
                & Q(life_safety_min_margin__gte=0, life_safety_min_margin__lt=1),
                name="organisation_margins_are_shares_below_one",
            ),
            models.CheckConstraint(
                condition=Q(review_interval_months__gte=1),
                name="organisation_review_interval_is_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Organisation"))

    @classmethod
    def current(cls) -> Organisation:
        """The organisation's row; created with the defaults when it is not there yet."""
        return once("organisation", lambda: cls.objects.get_or_create(id=1)[0])
