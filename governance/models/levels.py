"""Architectures, the seven elements of GB/T 20988, and which level a system really holds."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bia.models import Assessment, DrCatalogue, System
from governance.models.visibility import GovernanceQuerySet
from lib.bilingual import BilingualName, in_both
from lib.history import tracked
from lib.records import Record, duration_field, money_field

LEVEL = [MinValueValidator(0), MaxValueValidator(6)]


class ArchitectureQuerySet(GovernanceQuerySet["Architecture"]):
    pass


@tracked()
class Architecture(BilingualName, Record):
    """A way to build for disasters (T9), with its range from best to worst case.

    `far_*` is the range towards the remote centre, where an architecture has two targets.
    `cost_*` is a multiple of the production centre's. `points` are [{"en", "zh"}], what building
    it takes (S3-027).
    """

    order = models.PositiveSmallIntegerField(_("order"), default=0)
    rto_best_s = models.BigIntegerField(_("RTO at best"), validators=[MinValueValidator(0)])
    rto_worst_s = models.BigIntegerField(_("RTO at worst"), validators=[MinValueValidator(0)])
    rpo_best_s = models.BigIntegerField(_("RPO at best"), validators=[MinValueValidator(0)])
    rpo_worst_s = models.BigIntegerField(_("RPO at worst"), validators=[MinValueValidator(0)])
    far_rto_best_s = duration_field(_("RTO to the remote centre at best"))
    far_rto_worst_s = duration_field(_("RTO to the remote centre at worst"))
    far_rpo_best_s = duration_field(_("RPO to the remote centre at best"))
    far_rpo_worst_s = duration_field(_("RPO to the remote centre at worst"))
    cost_least = models.DecimalField(_("cost at least"), max_digits=4, decimal_places=2)
    cost_most = models.DecimalField(_("cost at most"), max_digits=4, decimal_places=2)
    covers_region = models.BooleanField(_("covers a regional disaster"), default=False)
    distance_en = models.CharField(max_length=200, blank=True, default="")
    distance_zh = models.CharField(max_length=200, blank=True, default="")
    pros_en = models.TextField(blank=True, default="")
    pros_zh = models.TextField(blank=True, default="")
    cons_en = models.TextField(blank=True, default="")
    cons_zh = models.TextField(blank=True, default="")
    suits_en = models.TextField(blank=True, default="")
    suits_zh = models.TextField(blank=True, default="")
    points = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    distance = in_both("distance")
    pros = in_both("pros")
    cons = in_both("cons")
    suits = in_both("suits")
    objects = ArchitectureQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("architecture")
        verbose_name_plural = _("architectures")
        constraints = [
            models.CheckConstraint(
                condition=Q(rto_worst_s__gte=F("rto_best_s"), rpo_worst_s__gte=F("rpo_best_s")),
                name="architecture_worst_is_not_before_best",
                violation_error_message=_("The worst case cannot be better than the best."),
            ),
            models.CheckConstraint(
                condition=Q(cost_most__gte=F("cost_least"), cost_least__gt=0),
                name="architecture_cost_is_a_range",
                violation_error_message=_("The highest cost cannot be below the lowest."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("governance:architecture_detail", args=[self.code])


@tracked()
class DrElement(BilingualName):
    """One of the seven elements."""

    code = models.CharField(max_length=30, unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]


@tracked()
class ElementRequirement(models.Model):
    """What an element must be for a level, in own words. `confirmed`: checked against the text
    of the standard; what is not says so on the page."""

    element = models.ForeignKey(DrElement, on_delete=models.CASCADE, related_name="requirements")
    level = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(6)]
    )
    text_en = models.TextField(blank=True, default="")
    text_zh = models.TextField(blank=True, default="")
    confirmed = models.BooleanField(default=False)

    text = in_both("text")

    class Meta:
        ordering = ["element", "level"]
        constraints = [
            models.UniqueConstraint(fields=["element", "level"], name="element_level_is_once")
        ]


class LevelState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    CONFIRMED = "confirmed", pgettext_lazy("level assessment", "Confirmed")
    SUPERSEDED = "superseded", _("Superseded")


class LevelAssessmentQuerySet(GovernanceQuerySet["LevelAssessment"]):
    def for_list(self) -> LevelAssessmentQuerySet:
        return self.select_related("system", "confirmed_by", "catalogue")


@tracked()
class LevelAssessment(Record):
    """Which level a system's seven elements reach ("LVL-2026-0001"): the lowest of them.

    `needed` and `achieved` are frozen when it is confirmed, by another person than the assessor;
    a later confirmed one of the same system supersedes it. A draft computes them anew.
    """

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="level_assessments")
    catalogue = models.ForeignKey(
        DrCatalogue, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        max_length=10, choices=LevelState.choices, default=LevelState.DRAFT.value, editable=False
    )
    assessed_on = models.DateField(_("assessed on"))
    note = models.TextField(_("note"), blank=True, default="")
    needed = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    achieved = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        related_name="+", editable=False,
    )  # fmt: skip
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = LevelAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-assessed_on", "-code"]
        verbose_name = _("level assessment")
        verbose_name_plural = _("level assessments")
        constraints = [
            models.UniqueConstraint(
                fields=["system"], condition=Q(state="draft"), name="level_draft_is_one"
            ),
            models.UniqueConstraint(
                fields=["system"], condition=Q(state="confirmed"), name="level_confirmed_is_one"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("governance:level_detail", args=[self.code])


@tracked()
class ElementRating(models.Model):
    """The highest level one element satisfies; null: not looked at, 0: not even the first."""

    assessment = models.ForeignKey(
        LevelAssessment, on_delete=models.CASCADE, related_name="ratings"
    )
    element = models.ForeignKey(DrElement, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, blank=True, validators=LEVEL)
    note = models.TextField(_("note"), blank=True, default="")

    class Meta:
        ordering = ["assessment", "element__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "element"], name="element_rating_is_once"
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__lte=6),
                name="element_rating_is_at_most_six",
            ),
        ]


class StrategyState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", pgettext_lazy("strategy", "Approved")
    REJECTED = "rejected", pgettext_lazy("strategy", "Rejected")
    RETIRED = "retired", _("Retired")


class StrategyQuerySet(GovernanceQuerySet["Strategy"]):
    def for_list(self) -> StrategyQuerySet:
        return self.select_related("system", "architecture", "proposed_by", "approved_by")


@tracked()
class Strategy(Record):
    """How a system is to be recovered ("STR-2026-0001"): architecture, level, cost, and why.

    It rests on approved assessments (S3-011): analysis comes before money. Approved by somebody
    else than whoever proposed it; an approved one of the same system retires the one before.
    """

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="strategies")
    architecture = models.ForeignKey(
        Architecture, verbose_name=_("architecture"), on_delete=models.PROTECT,
        related_name="strategies",
    )  # fmt: skip
    level = models.PositiveSmallIntegerField(
        _("level"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(6)]
    )
    rto_s = duration_field(_("RTO by design"))
    rpo_s = duration_field(_("RPO by design"))
    annual_cost = money_field(_("cost per year"), null=True, blank=True)
    automatic = models.BooleanField(_("switches over automatically"), default=False)
    reason = models.TextField(_("reason"))
    assessments = models.ManyToManyField(
        Assessment, verbose_name=_("approved assessments"), related_name="strategies"
    )
    state = models.CharField(
        max_length=10, choices=StrategyState.choices, default=StrategyState.PROPOSED.value,
        editable=False,
    )  # fmt: skip
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        related_name="+", editable=False,
    )  # fmt: skip
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    decision_reason = models.TextField(blank=True, default="", editable=False)

    objects = StrategyQuerySet.as_manager()

    class Meta:
        ordering = ["system", "-code"]
        verbose_name = _("recovery strategy")
        verbose_name_plural = _("recovery strategies")
        constraints = [
            models.UniqueConstraint(
                fields=["system"], condition=Q(state="approved"), name="strategy_approved_is_one"
            ),
            models.CheckConstraint(
                condition=(Q(rto_s__isnull=True) | Q(rto_s__gte=0))
                & (Q(rpo_s__isnull=True) | Q(rpo_s__gte=0)),
                name="strategy_design_is_not_negative",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("governance:strategy_detail", args=[self.code])
