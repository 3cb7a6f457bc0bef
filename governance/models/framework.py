"""Checklists, maturity models and clauses of standards: one shape, one kind of answer.

A framework has requirements; each names the evidence the platform looks for by itself
(`governance.evidence`). What people say stands beside it, never over it: two fields, and a
difference needs a comment (ruling 6). Clauses of DORA or FFIEC name the same evidence as those
of ISO 22301: another view, nothing to enter twice.
"""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from governance.models.visibility import GovernanceQuerySet
from lib.bilingual import BilingualName, in_both
from lib.history import append_only, tracked
from lib.records import Record


class FrameworkKind(models.TextChoices):
    CHECKLIST = "checklist", _("Checklist")
    MATURITY = "maturity", _("Maturity model")
    CLAUSES = "clauses", _("Clauses of a standard")


class FrameworkQuerySet(GovernanceQuerySet["Framework"]):
    pass


@tracked()
class Framework(BilingualName, Record):
    """Answers of a checklist and a maturity model are 0, 0.5 or 1, those of clauses 0 to 5."""

    kind = models.CharField(_("kind"), max_length=10, choices=FrameworkKind.choices)
    edition = models.CharField(_("edition"), max_length=60, blank=True, default="")
    superseded_on = models.DateField(_("superseded on"), null=True, blank=True)
    superseded_by = models.CharField(_("superseded by"), max_length=100, blank=True, default="")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    note_en = models.TextField(blank=True, default="")
    note_zh = models.TextField(blank=True, default="")
    is_active = models.BooleanField(_("in use"), default=True)

    note = in_both("note")
    objects = FrameworkQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")

    def get_absolute_url(self) -> str:
        return reverse("governance:framework_detail", args=[self.code])


@tracked()
class MaturityLevel(BilingualName):
    """What a level of a maturity model is called, and the risk of standing there (T21)."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField(
        _("level"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text_en = models.TextField(blank=True, default="")
    text_zh = models.TextField(blank=True, default="")
    risk_en = models.CharField(max_length=100, blank=True, default="")
    risk_zh = models.CharField(max_length=100, blank=True, default="")

    text = in_both("text")
    risk = in_both("risk")

    class Meta:
        ordering = ["framework", "level"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "level"], name="maturity_level_is_once"),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=5), name="maturity_level_is_one_to_five"
            ),
        ]


class RequirementQuerySet(GovernanceQuerySet["Requirement"]):
    def for_list(self) -> RequirementQuerySet:
        return self.select_related("framework", "standing__owner", "standing__decided_by")


@tracked()
class Requirement(BilingualName):
    """One item, criterion or clause. `number` is "8.2.2", "L3.1", "C05"; `group` the heading it
    stands under ("8"). `text` says in own words what must exist. `evidence` are keys of
    `governance.evidence`; `maps_to` are "framework:number" it answers as well."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="requirements")
    number = models.CharField(_("number"), max_length=20)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    level = models.PositiveSmallIntegerField(
        _("level"), null=True, blank=True, validators=[MinValueValidator(2), MaxValueValidator(5)]
    )
    group_en = models.CharField(_("group (English)"), max_length=200, blank=True, default="")
    group_zh = models.CharField(_("group (Chinese)"), max_length=200, blank=True, default="")
    text_en = models.TextField(_("text (English)"), blank=True, default="")
    text_zh = models.TextField(_("text (Chinese)"), blank=True, default="")
    evidence = models.JSONField(default=list, blank=True)
    maps_to = models.JSONField(default=list, blank=True)

    group = in_both("group")
    text = in_both("text")
    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "order", "id"]
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "number"], name="requirement_number_is_once"
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__gte=2, level__lte=5),
                name="requirement_level_is_two_to_five",
            ),
        ]

    @property
    def code(self) -> str:
        """What other systems call it: "iso22301:8.2.2" (its framework is loaded)."""
        return f"{self.framework.code}:{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("governance:requirement_detail", args=[self.framework.code, self.number])


@tracked()
class Standing(models.Model):
    """What people say of a requirement. `decided` null: the evidence alone speaks.

    A decided value that differs from what the evidence gives needs a `comment`; one that is not
    applicable needs `because`.
    """

    requirement = models.OneToOneField(
        Requirement, on_delete=models.CASCADE, related_name="standing"
    )
    applicable = models.BooleanField(_("applicable"), default=True)
    because = models.TextField(_("why not applicable"), blank=True, default="")
    decided = models.DecimalField(
        _("decided"), max_digits=2, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(5))],
    )  # fmt: skip
    comment = models.TextField(_("comment"), blank=True, default="")
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="requirements_owned",
    )  # fmt: skip
    next_review = models.DateField(_("next review"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(applicable=True) | ~Q(because=""),
                name="standing_not_applicable_has_a_reason",
                violation_error_message=_("Say why it does not apply."),
            ),
            models.CheckConstraint(
                condition=Q(decided__isnull=True) | Q(decided__gte=0, decided__lte=5),
                name="standing_is_zero_to_five",
            ),
        ]


@tracked()
class EvidenceLink(models.Model):
    """Evidence that lies elsewhere, or something of this platform ("plan:DRP-01")."""

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="links")
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("link"), max_length=500, blank=True, default="")
    subject = models.CharField(_("subject"), max_length=140, blank=True, default="")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["requirement", "id"]


class EvaluationQuerySet(GovernanceQuerySet["Evaluation"]):
    def for_list(self) -> EvaluationQuerySet:
        return self.select_related("framework", "by")


@append_only
class Evaluation(models.Model):
    """A framework as it stood: frozen with every answer and its evidence ("EVA-2026-0001").

    `level` and `score` of a maturity model (gated, §5.13), `share` of a checklist and of clauses
    (0 to 1). `content` is what `governance.services.evaluating` froze, `digest` its SHA-256 as
    canonical JSON.
    """

    code = models.CharField(max_length=64, unique=True)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="evaluations")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(_("note"), blank=True, default="")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    score = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    share = models.DecimalField(max_digits=6, decimal_places=5, null=True, blank=True)
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("governance:evaluation_detail", args=[self.code])
