"""What it costs, what it saves: a case for management, built on an approved analysis."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from bia.models import Assessment, System
from governance.models.visibility import GovernanceQuerySet
from lib.history import tracked
from lib.records import Record, money_field

NOT_NEGATIVE = [MinValueValidator(Decimal(0))]


class CaseState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", pgettext_lazy("investment case", "Approved")
    REJECTED = "rejected", pgettext_lazy("investment case", "Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class InvestmentCaseQuerySet(GovernanceQuerySet["InvestmentCase"]):
    def for_list(self) -> InvestmentCaseQuerySet:
        return self.select_related("owner", "decided_by")


@tracked()
class InvestmentCase(Record):
    """ "INV-2026-0001". Lines give investment, running cost and loss a year; classes the tiered
    split; sourcing and designs what is compared. All parts are optional but the lines.

    Submitting needs an approved assessment (S3-011) and freezes `snapshot` (inputs and results)
    under `digest`; approved by somebody else than whoever wrote or submitted it.
    """

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what is proposed"), blank=True, default="")
    state = models.CharField(
        _("state"), max_length=10, choices=CaseState.choices, default=CaseState.DRAFT.value,
        editable=False,
    )  # fmt: skip
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="investment_cases",
    )  # fmt: skip
    years = models.PositiveSmallIntegerField(
        _("years"), default=5, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    discount_rate = models.DecimalField(
        _("discount rate"), max_digits=6, decimal_places=4, default=Decimal("0.08"),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )  # fmt: skip
    incidents_per_year = models.DecimalField(
        _("major incidents a year"), max_digits=8, decimal_places=4, default=Decimal(1),
        validators=NOT_NEGATIVE,
    )  # fmt: skip
    effectiveness = models.DecimalField(
        _("share of the loss prevented"), max_digits=5, decimal_places=4, default=Decimal(1),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )  # fmt: skip
    one_size_amount = money_field(
        _("everything on one level, a year"), null=True, blank=True, validators=NOT_NEGATIVE
    )
    assessments = models.ManyToManyField(
        Assessment, verbose_name=_("approved assessments"), related_name="investment_cases",
        blank=True,
    )  # fmt: skip
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        related_name="+", editable=False,
    )  # fmt: skip
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        related_name="+", editable=False,
    )  # fmt: skip
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decision_reason = models.TextField(blank=True, default="", editable=False)
    snapshot = models.JSONField(default=dict, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, default="", editable=False)

    objects = InvestmentCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-code"]
        verbose_name = _("investment case")
        verbose_name_plural = _("investment cases")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("governance:case_detail", args=[self.code])


class LineKind(models.TextChoices):
    INITIAL = "initial", _("Investment, once")
    RUNNING = "running", _("Running cost, a year")
    LOSS = "loss", _("Loss per major incident")


@tracked()
class CaseLine(models.Model):
    case = models.ForeignKey(InvestmentCase, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind"), max_length=10, choices=LineKind.choices)
    label = models.CharField(_("label"), max_length=200)
    amount = money_field(_("amount"), validators=NOT_NEGATIVE)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["case", "kind", "order", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="case_line_is_not_negative")
        ]


@tracked()
class CaseClass(models.Model):
    """A class of systems and the money it gets a year (T17)."""

    case = models.ForeignKey(InvestmentCase, on_delete=models.CASCADE, related_name="classes")
    name = models.CharField(_("name"), max_length=200)
    level_from = models.PositiveSmallIntegerField(_("from level"), null=True, blank=True)
    level_to = models.PositiveSmallIntegerField(_("to level"), null=True, blank=True)
    amount = money_field(_("amount a year"), validators=NOT_NEGATIVE)
    systems = models.ManyToManyField(
        System, verbose_name=_("systems"), blank=True, related_name="investment_classes"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["case", "order", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="case_class_is_not_negative")
        ]


class SourcingKind(models.TextChoices):
    OWN = "own", _("Own remote centre")
    CLOUD = "cloud", _("Cloud")
    HYBRID = "hybrid", _("Hybrid")
    OTHER = "other", _("Other")


@tracked()
class SourcingOption(models.Model):
    """Costs as ranges (T18). With `saving_*` (shares) it costs that much less than `base`."""

    case = models.ForeignKey(InvestmentCase, on_delete=models.CASCADE, related_name="sourcing")
    kind = models.CharField(_("kind"), max_length=10, choices=SourcingKind.choices)
    name = models.CharField(_("name"), max_length=200)
    initial_low = money_field(
        _("initial, at least"), null=True, blank=True, validators=NOT_NEGATIVE
    )
    initial_high = money_field(
        _("initial, at most"), null=True, blank=True, validators=NOT_NEGATIVE
    )
    yearly_low = money_field(_("a year, at least"), null=True, blank=True, validators=NOT_NEGATIVE)
    yearly_high = money_field(_("a year, at most"), null=True, blank=True, validators=NOT_NEGATIVE)
    base = models.ForeignKey(
        "self", verbose_name=_("compared with"), null=True, blank=True, on_delete=models.CASCADE,
        related_name="+",
    )  # fmt: skip
    saving_low = models.DecimalField(
        _("saves at least"), max_digits=5, decimal_places=4, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )  # fmt: skip
    saving_high = models.DecimalField(
        _("saves at most"), max_digits=5, decimal_places=4, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )  # fmt: skip
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["case", "order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(initial_low__isnull=True)
                    | Q(initial_high__isnull=True)
                    | Q(initial_high__gte=F("initial_low"))
                )
                & (
                    Q(yearly_low__isnull=True)
                    | Q(yearly_high__isnull=True)
                    | Q(yearly_high__gte=F("yearly_low"))
                )
                & (
                    Q(saving_low__isnull=True)
                    | Q(saving_high__isnull=True)
                    | Q(saving_high__gte=F("saving_low"))
                ),
                name="sourcing_ranges_go_upwards",
                violation_error_message=_("“At most” lies below “at least”."),
            )
        ]


@tracked()
class DesignOption(models.Model):
    """A design that is compared with the first one (T19)."""

    case = models.ForeignKey(InvestmentCase, on_delete=models.CASCADE, related_name="designs")
    name = models.CharField(_("name"), max_length=200)
    cost = money_field(_("cost"), validators=NOT_NEGATIVE)
    rto_s = models.BigIntegerField(_("RTO"), validators=[MinValueValidator(0)])
    rpo_s = models.BigIntegerField(_("RPO"), validators=[MinValueValidator(0)])
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["case", "order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cost__gte=0, rto_s__gte=0, rpo_s__gte=0),
                name="design_option_is_not_negative",
            )
        ]
