"""The response card of a version: steps with limits, boxes to tick, who is called (T13)."""

from __future__ import annotations

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.bilingual import in_both
from lib.history import tracked
from lib.records import duration_field
from plans.models.catalogue import IncidentGrade, ResponseRole
from plans.models.content import ON_VERSION, Part, of_version


class Anchor(models.TextChoices):
    """From when a step's limit runs (ruling C6)."""

    DECLARED = "declared_at", _("Declared")
    RESTORED = "restored_at", _("Restored")
    VERIFIED = "verified_at", _("Verified")
    PLAN = "plan", _("By the plan's tasks")


class StepKey(models.TextChoices):
    """What the engine of incidents does with a step; "" for a step of one's own."""

    NOTIFY = "notify", _("Notify")
    ASSESS = "assess", _("Assess")
    HANDLE = "handle", _("Handle")
    VERIFY = "verify", _("Verify")
    REVIEW = "review", _("Review")


@pgtrigger.register(ON_VERSION)
@tracked()
class CardStep(Part):
    """`limit_s` null: per plan. `every_s` is a report to command that repeats (1800)."""

    plan_version = of_version("card_steps")
    key = models.CharField(max_length=10, choices=StepKey.choices, blank=True, default="")
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True, default="")
    title_zh = models.CharField(_("title (Chinese)"), max_length=200, blank=True, default="")
    limit_s = duration_field(_("limit"), validators=[MinValueValidator(0)])
    anchor = models.CharField(
        _("runs from"), max_length=12, choices=Anchor.choices, default=Anchor.DECLARED.value
    )
    every_s = duration_field(_("report every"), validators=[MinValueValidator(60)])

    title = in_both("title")

    class Meta(Part.Meta):
        verbose_name = _("step of the card")
        verbose_name_plural = _("steps of the card")
        constraints = [
            models.CheckConstraint(
                condition=(Q(limit_s__isnull=True) | Q(limit_s__gte=0))
                & (Q(every_s__isnull=True) | Q(every_s__gte=60)),
                name="card_step_times_are_possible",
                violation_error_message=_(
                    "A limit is not negative, and reports are a minute apart or more."
                ),
            ),
            models.UniqueConstraint(
                fields=["plan_version", "key"],
                condition=~Q(key=""),
                name="card_has_a_step_once",
                violation_error_message=_("The card has this step already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)


@pgtrigger.register(ON_VERSION)
@tracked()
class CardItem(Part):
    """A box to tick. `team` groups those of step 3: technical, business, communication."""

    plan_version = of_version("card_items")
    step = models.ForeignKey(CardStep, on_delete=models.CASCADE, related_name="items")
    team_en = models.CharField(_("team (English)"), max_length=60, blank=True, default="")
    team_zh = models.CharField(_("team (Chinese)"), max_length=60, blank=True, default="")
    text_en = models.CharField(_("text (English)"), max_length=300, blank=True, default="")
    text_zh = models.CharField(_("text (Chinese)"), max_length=300, blank=True, default="")
    is_required = models.BooleanField(pgettext_lazy("item of a card", "required"), default=True)

    text = in_both("text")
    team = in_both("team")

    class Meta(Part.Meta):
        verbose_name = _("item of the card")
        verbose_name_plural = _("items of the card")

    def __str__(self) -> str:
        return str(self.text)


@pgtrigger.register(ON_VERSION)
@tracked()
class CardContact(Part):
    """Whom step 1 calls: required from `from_grade` on (the commander for I and II, ruling
    C11); null for every grade."""

    plan_version = of_version("card_contacts")
    role = models.ForeignKey(ResponseRole, on_delete=models.PROTECT, related_name="card_contacts")
    from_grade = models.ForeignKey(
        IncidentGrade, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Part.Meta):
        verbose_name = _("contact of the card")
        verbose_name_plural = _("contacts of the card")

    def __str__(self) -> str:
        return str(self.role)
