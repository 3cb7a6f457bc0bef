"""Impact categories, levels, time bands, tiers and the RTO ladder: editable, versioned."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.bilingual import BilingualName, in_language
from lib.history import append_only, tracked
from lib.records import Record, duration_field, money_field


class RatingUnit(models.TextChoices):
    RATING = "rating", _("Rating")
    MONEY = "money", _("Money")


@tracked()
class ImpactCategory(Record, BilingualName):
    """Financial, customer, legal, reputation, life safety … (S3-015)."""

    order = models.PositiveSmallIntegerField(_("order"), default=0)
    unit = models.CharField(
        _("unit"), max_length=10, choices=RatingUnit.choices, default=RatingUnit.RATING.value
    )
    # Own thresholds; null means the organisation's score threshold.
    threshold = models.DecimalField(
        _("intolerable from score"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    threshold_amount = money_field(
        _("intolerable from amount"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    life_safety = models.BooleanField(_("life safety"), default=False)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("impact category")
        verbose_name_plural = _("impact categories")
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold_amount__isnull=True) | Q(threshold_amount__gte=0),
                name="impact_category_threshold_amount_is_not_negative",
            )
        ]


@tracked()
class ImpactLevel(BilingualName):
    """One step of the rating scale; `amount_from` is the money that reaches it."""

    score = models.PositiveSmallIntegerField(_("score"), unique=True)
    amount_from = money_field(
        _("amount from"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    colour = models.CharField(_("colour"), max_length=20, default="secondary")

    class Meta:
        ordering = ["score"]
        verbose_name = _("impact level")
        verbose_name_plural = _("impact levels")


@tracked()
class ImpactAnchor(models.Model):
    """What a level means in a category, in words."""

    category = models.ForeignKey(ImpactCategory, on_delete=models.CASCADE, related_name="anchors")
    level = models.ForeignKey(ImpactLevel, on_delete=models.CASCADE, related_name="anchors")
    text_en = models.CharField(max_length=300, blank=True, default="")
    text_zh = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["category", "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "level"], name="impact_anchor_is_one_per_category_and_level"
            )
        ]

    @property
    def text(self) -> str:
        return in_language(self.text_en, self.text_zh)


@tracked()
class TimeBand(models.Model):
    """A horizon of the impact grid."""

    at_s = models.BigIntegerField(
        _("after"), unique=True, validators=[MinValueValidator(0), MaxValueValidator(10**12)]
    )
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["at_s"]
        verbose_name = _("time band")
        verbose_name_plural = _("time bands")
        constraints = [
            models.CheckConstraint(condition=Q(at_s__gte=0), name="time_band_is_not_negative")
        ]


@tracked()
class Tier(Record, BilingualName):
    """First tier (by order) whose `max_rto_s` holds the RTO; null holds every RTO (§6)."""

    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    importance_en = models.CharField(max_length=50, blank=True, default="")
    importance_zh = models.CharField(max_length=50, blank=True, default="")
    max_rto_s = duration_field(_("RTO up to"))
    min_margin = models.DecimalField(
        _("smallest safety margin"),
        max_digits=4,
        decimal_places=3,
        default="0.5",
        validators=[MinValueValidator(0), MaxValueValidator(Decimal("0.999"))],
    )
    colour = models.CharField(_("colour"), max_length=20, default="secondary")
    # A process under a regulator is never placed below the tier that carries this mark.
    regulatory_floor = models.BooleanField(_("floor for regulated processes"), default=False)
    # Out of use: no process is placed here any more, past assessments keep it.
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order"]
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        constraints = [
            models.CheckConstraint(
                condition=Q(max_rto_s__isnull=True) | Q(max_rto_s__gte=0),
                name="tier_rto_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(min_margin__gte=0, min_margin__lt=1),
                name="tier_margin_is_a_share_below_one",
            ),
        ]

    @property
    def importance(self) -> str:
        return in_language(self.importance_en, self.importance_zh)


@tracked()
class LadderStep(models.Model):
    """An RTO or RPO that may be proposed."""

    at_s = models.BigIntegerField(
        _("step"), unique=True, validators=[MinValueValidator(0), MaxValueValidator(10**12)]
    )

    class Meta:
        ordering = ["at_s"]
        verbose_name = _("ladder step")
        verbose_name_plural = _("RTO ladder")
        constraints = [
            models.CheckConstraint(condition=Q(at_s__gte=0), name="ladder_step_is_not_negative")
        ]


@append_only
class CatalogueVersion(models.Model):
    """All catalogues as they stood after an edit; assessments name the one they used."""

    number = models.PositiveIntegerField(unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True, default="")
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("catalogue version")
