"""The case library: what happened to others, or to us, and what it teaches."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.models.visibility import GovernanceQuerySet
from incidents.models import Incident
from lib.bilingual import BilingualName, in_both
from lib.history import tracked
from lib.records import Record, duration_field, money_field


class CaseStudyQuerySet(GovernanceQuerySet["CaseStudy"]):
    pass


@tracked()
class CaseStudy(BilingualName, Record):
    """Figures are what the source states; what follows from them (margin, improvement, share
    lost) is computed. `confirmed`: checked against a second source."""

    happened_on = models.DateField(_("happened on"), null=True, blank=True)
    when_words = models.CharField(_("when, in words"), max_length=60, blank=True, default="")
    story_en = models.TextField(_("what happened (English)"), blank=True, default="")
    story_zh = models.TextField(_("what happened (Chinese)"), blank=True, default="")
    lesson_en = models.TextField(_("lesson (English)"), blank=True, default="")
    lesson_zh = models.TextField(_("lesson (Chinese)"), blank=True, default="")
    source_en = models.CharField(_("source (English)"), max_length=300, blank=True, default="")
    source_zh = models.CharField(_("source (Chinese)"), max_length=300, blank=True, default="")
    confirmed = models.BooleanField(_("confirmed by a second source"), default=False)
    outage_s = duration_field(_("outage"))
    baseline_s = duration_field(_("recovery before"))
    target_s = duration_field(_("target"))
    recovered_percent = models.DecimalField(
        _("data recovered, %"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    loss = money_field(_("loss"), null=True, blank=True)
    loss_words = models.CharField(_("loss, in words"), max_length=200, blank=True, default="")
    incident = models.ForeignKey(
        Incident, verbose_name=_("own incident"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="case_studies",
    )  # fmt: skip
    tags = models.JSONField(_("tags"), default=list, blank=True)

    story = in_both("story")
    lesson = in_both("lesson")
    source = in_both("source")
    objects = CaseStudyQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.CheckConstraint(
                condition=Q(recovered_percent__isnull=True)
                | Q(recovered_percent__gte=0, recovered_percent__lte=100),
                name="case_study_share_is_a_percentage",
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("governance:case_study_detail", args=[self.code])
