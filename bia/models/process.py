"""Business processes: what must not stop, and the objectives in force."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import departments_limit
from accounts.models import Department, Person, User
from bia.models.catalogue import Tier
from lib.history import append_only, tracked
from lib.records import Record, duration_field


class ProcessQuerySet(models.QuerySet["Process"]):
    def visible_to(self, user: User) -> ProcessQuerySet:
        """All, or those of the user's departments and those the user owns."""
        limit = departments_limit(user, "register.view")
        if limit is None:
            return self
        return self.filter(Q(department_id__in=limit) | Q(owner__user_id=user.pk))

    def for_list(self) -> ProcessQuerySet:
        return self.select_related("department", "owner", "tier")


@tracked()
class Process(Record):
    """`mtd_s … tier` are the objectives in force, written by the approval of an assessment."""

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True, default="")
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="processes",
    )
    owner = models.ForeignKey(
        Person,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="processes",
    )
    critical = models.BooleanField(_("critical"), default=False)
    life_safety = models.BooleanField(_("life safety"), default=False)
    regulated = models.BooleanField(_("regulated"), default=False)
    daily_volume = models.PositiveBigIntegerField(_("daily volume"), null=True, blank=True)
    peak_periods = models.CharField(_("peak periods"), max_length=300, blank=True, default="")
    mbco_percent = models.DecimalField(
        _("minimum capacity (MBCO), %"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(100),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    wrt_s = duration_field(_("work recovery time (WRT)"))
    wrt_blocking = models.BooleanField(_("WRT blocks the business"), default=False)
    review_due = models.DateField(_("review due"), null=True, blank=True)

    mtd_derived_s = duration_field(_("MTD derived"), editable=False)
    rto_derived_s = duration_field(_("RTO proposed"), editable=False)
    mtd_s = duration_field(_("MTD"), editable=False)
    rto_s = duration_field(_("RTO"), editable=False)
    rpo_s = duration_field(_("RPO"), editable=False)
    tier = models.ForeignKey(
        Tier,
        verbose_name=_("tier"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="processes",
    )

    objects = ProcessQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        indexes = [models.Index(fields=["review_due"]), models.Index(fields=["name"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(mbco_percent__gte=0, mbco_percent__lte=100),
                name="process_mbco_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=(Q(wrt_s__isnull=True) | Q(wrt_s__gte=0))
                & (Q(mtd_s__isnull=True) | Q(mtd_s__gte=0))
                & (Q(rto_s__isnull=True) | Q(rto_s__gte=0))
                & (Q(rpo_s__isnull=True) | Q(rpo_s__gte=0)),
                name="process_durations_are_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(mtd_s__isnull=True)
                | Q(rto_s__isnull=True)
                | Q(rto_s__lte=models.F("mtd_s")),
                name="process_rto_is_within_mtd",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def margin(self) -> Decimal | None:
        """(MTD − RTO) / MTD; null when either is not set or the MTD is 0 (§3.1)."""
        if self.mtd_s is None or self.rto_s is None or self.mtd_s == 0:
            return None
        return Decimal(self.mtd_s - self.rto_s) / Decimal(self.mtd_s)


@append_only
class MajorChange(models.Model):
    """A change after which a process must be reviewed at once (S0-011)."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="major_changes")
    at = models.DateTimeField()
    reason = models.CharField(_("what changed"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at"]
