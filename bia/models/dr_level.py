"""Catalogues of disaster-recovery levels, by edition, and what a level costs per system."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bia.models.system import System
from bia.models.visibility import SharedRegisterQuerySet
from lib.bilingual import BilingualName, in_language
from lib.history import tracked
from lib.records import Record, duration_field, money_field


@tracked()
class DrCatalogue(Record, BilingualName):
    """One edition of a scale of levels. Exactly one is `in_use`: levels of systems mean it."""

    edition = models.CharField(_("edition"), max_length=50, blank=True, default="")
    superseded_on = models.DateField(_("superseded on"), null=True, blank=True)
    superseded_by = models.CharField(_("superseded by"), max_length=100, blank=True, default="")
    in_use = models.BooleanField(_("in use"), default=False)
    note_en = models.CharField(max_length=500, blank=True, default="")
    note_zh = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["code"]
        verbose_name = _("catalogue of recovery levels")
        verbose_name_plural = _("catalogues of recovery levels")
        constraints = [
            models.UniqueConstraint(
                fields=["in_use"], condition=Q(in_use=True), name="dr_catalogue_in_use_is_one"
            )
        ]

    @property
    def note(self) -> str:
        return in_language(self.note_en, self.note_zh)


@tracked()
class DrLevel(BilingualName):
    """What a level promises: its best and (when the edition says so) its worst case."""

    catalogue = models.ForeignKey(DrCatalogue, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField(
        _("level"), validators=[MinValueValidator(1), MaxValueValidator(6)]
    )
    best_rto_s = models.BigIntegerField(_("best RTO"), validators=[MinValueValidator(0)])
    worst_rto_s = duration_field(_("worst RTO"))
    best_rpo_s = models.BigIntegerField(_("best RPO"), validators=[MinValueValidator(0)])
    worst_rpo_s = duration_field(_("worst RPO"))
    # The edition's own words: "several hours" is encoded in the numbers above.
    rto_words_en = models.CharField(max_length=100, blank=True, default="")
    rto_words_zh = models.CharField(max_length=100, blank=True, default="")
    rpo_words_en = models.CharField(max_length=100, blank=True, default="")
    rpo_words_zh = models.CharField(max_length=100, blank=True, default="")
    cost_en = models.CharField(max_length=50, blank=True, default="")
    cost_zh = models.CharField(max_length=50, blank=True, default="")
    suits_en = models.CharField(max_length=200, blank=True, default="")
    suits_zh = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["catalogue", "level"]
        verbose_name = _("recovery level")
        verbose_name_plural = _("recovery levels")
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "level"], name="dr_level_is_one_per_catalogue_and_level"
            ),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=6), name="dr_level_is_one_to_six"
            ),
            models.CheckConstraint(
                condition=Q(best_rto_s__gte=0)
                & Q(best_rpo_s__gte=0)
                & (Q(worst_rto_s__isnull=True) | Q(worst_rto_s__gte=F("best_rto_s")))
                & (Q(worst_rpo_s__isnull=True) | Q(worst_rpo_s__gte=F("best_rpo_s"))),
                name="dr_level_worst_case_is_not_before_the_best",
            ),
        ]

    @property
    def rto_words(self) -> str:
        return in_language(self.rto_words_en, self.rto_words_zh)

    @property
    def rpo_words(self) -> str:
        return in_language(self.rpo_words_en, self.rpo_words_zh)

    @property
    def cost(self) -> str:
        return in_language(self.cost_en, self.cost_zh)

    @property
    def suits(self) -> str:
        return in_language(self.suits_en, self.suits_zh)


class RecoveryOptionQuerySet(SharedRegisterQuerySet["RecoveryOption"]):
    def for_list(self) -> RecoveryOptionQuerySet:
        return self.select_related("system")


@tracked()
class RecoveryOption(models.Model):
    """What one level would cost a system a year, and what it would promise there."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="recovery_options")
    level = models.PositiveSmallIntegerField(
        _("level"), validators=[MinValueValidator(1), MaxValueValidator(6)]
    )
    annual_cost = money_field(_("cost per year"), validators=[MinValueValidator(0)])
    rto_s = models.BigIntegerField(_("RTO by design"), validators=[MinValueValidator(0)])
    rpo_s = models.BigIntegerField(_("RPO by design"), validators=[MinValueValidator(0)])
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = RecoveryOptionQuerySet.as_manager()

    class Meta:
        ordering = ["system", "level"]
        verbose_name = _("recovery option")
        verbose_name_plural = _("recovery options")
        constraints = [
            models.UniqueConstraint(
                fields=["system", "level"], name="recovery_option_is_one_per_system_and_level"
            ),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=6), name="recovery_option_level_is_one_to_six"
            ),
            models.CheckConstraint(
                condition=Q(annual_cost__gte=0) & Q(rto_s__gte=0) & Q(rpo_s__gte=0),
                name="recovery_option_figures_are_not_negative",
            ),
        ]

    @property
    def code(self) -> str:
        """What people and other systems call it: `<system>.<level>`."""
        return f"{self.system.code}.{self.level}"
