"""What an outage of a process costs, beside the money in its assessment."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import departments_limit
from accounts.models import User
from bia.models.process import Process
from lib.history import tracked
from lib.records import duration_field


class LossProfileQuerySet(models.QuerySet["LossProfile"]):
    def visible_to(self, user: User) -> LossProfileQuerySet:
        """Those of the processes whose assessments the user may see."""
        limit = departments_limit(user, "assessment.view")
        if limit is None:
            return self
        return self.filter(Q(process__department_id__in=limit) | Q(process__owner__user_id=user.pk))

    def for_list(self) -> LossProfileQuerySet:
        return self.select_related("process")


class LossBasis(models.TextChoices):
    ASSESSMENT = "assessment", _("Amounts of the approved assessment")
    RATES = "rates", _("Own rates per hour")


@tracked()
class LossProfile(models.Model):
    """How the loss of one process runs, how often and how long it is out, and what follows.

    `segments`: [{"until_s": 7200 | null, "rate_per_hour": "15"}], the last one open;
    `penalties`: [{"beyond_s", "amount"}]; `peaks`: [{"label", "month_days": [-1, 1…31],
    "weekdays": [1…7], "from_hour", "until_hour", "factor"}], a factor on the rate while the
    local time matches (empty lists match every day). `result` is the stored simulation with its
    seed, runs and figures.
    """

    process = models.OneToOneField(Process, on_delete=models.CASCADE, related_name="loss_profile")
    basis = models.CharField(
        _("loss by"), max_length=12, choices=LossBasis.choices, default=LossBasis.ASSESSMENT.value
    )
    segments = models.JSONField(default=list, blank=True)
    penalties = models.JSONField(default=list, blank=True)
    peaks = models.JSONField(default=list, blank=True)
    per_year = models.DecimalField(
        _("outages per year"),
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    # The interval that holds nine outages of ten.
    low_s = duration_field(_("outage, short end"))
    high_s = duration_field(_("outage, long end"))
    seed = models.PositiveBigIntegerField(_("seed"), default=1)
    runs = models.PositiveIntegerField(_("simulated years"), default=200_000)
    result = models.JSONField(null=True, blank=True, editable=False)
    simulated_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = LossProfileQuerySet.as_manager()

    class Meta:
        ordering = ["process__code"]
        verbose_name = _("loss profile")
        verbose_name_plural = _("loss profiles")
        constraints = [
            models.CheckConstraint(
                condition=Q(per_year__isnull=True) | Q(per_year__gte=0),
                name="loss_profile_frequency_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(low_s__isnull=True)
                | Q(high_s__isnull=True)
                | Q(low_s__gt=0, high_s__gt=F("low_s")),
                name="loss_profile_interval_is_ascending",
            ),
        ]

    @property
    def code(self) -> str:
        """A process has one profile; it goes by the process's code."""
        return self.process.code

    @property
    def access_subject(self) -> Process:
        """Whoever may touch the process may touch its profile."""
        return self.process
