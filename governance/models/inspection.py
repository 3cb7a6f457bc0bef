"""Daily inspections (S2-006): what is looked at, by whom, what was found."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bia.models import Site, System
from followup.models import CorrectiveAction
from governance.models.visibility import GovernanceQuerySet
from incidents.models import Incident
from lib.bilingual import BilingualName, in_both
from lib.history import tracked
from lib.records import Record


class InspectionListQuerySet(GovernanceQuerySet["InspectionList"]):
    def for_list(self) -> InspectionListQuerySet:
        return self.select_related("site").prefetch_related("points")


@tracked()
class InspectionList(BilingualName, Record):
    """What a round looks at. `every_days` null: whenever somebody does it."""

    site = models.ForeignKey(
        Site, verbose_name=_("site"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="inspection_lists",
    )  # fmt: skip
    every_days = models.PositiveSmallIntegerField(_("every, days"), null=True, blank=True)
    working_days_only = models.BooleanField(_("on working days only"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = InspectionListQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("inspection list")
        verbose_name_plural = _("inspection lists")

    def get_absolute_url(self) -> str:
        return reverse("governance:inspection_list_detail", args=[self.code])


@tracked()
class InspectionPoint(BilingualName):
    """`evidence` "backups": the platform proposes the answer from the backups of `system` (all
    without one)."""

    list = models.ForeignKey(InspectionList, on_delete=models.CASCADE, related_name="points")
    order = models.PositiveSmallIntegerField(default=0)
    text_en = models.TextField(_("text (English)"), blank=True, default="")
    text_zh = models.TextField(_("text (Chinese)"), blank=True, default="")
    system = models.ForeignKey(
        System, verbose_name=_("system"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="inspection_points",
    )  # fmt: skip
    unit = models.CharField(_("unit"), max_length=30, blank=True, default="")
    evidence = models.CharField(max_length=40, blank=True, default="")

    text = in_both("text")

    class Meta:
        ordering = ["list", "order", "id"]


class InspectionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("inspection", "Open")
    DONE = "done", pgettext_lazy("inspection", "Done")


class InspectionQuerySet(GovernanceQuerySet["Inspection"]):
    def for_list(self) -> InspectionQuerySet:
        return self.select_related("list", "by")


@tracked()
class Inspection(Record):
    """ "INS-2026-0001": one round. Once it is done its answers stand."""

    list = models.ForeignKey(
        InspectionList, verbose_name=_("list"), on_delete=models.PROTECT, related_name="rounds"
    )
    day = models.DateField(_("day"))
    state = models.CharField(
        _("state"), max_length=5, choices=InspectionState.choices,
        default=InspectionState.OPEN.value, editable=False,
    )  # fmt: skip
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    note = models.TextField(_("note"), blank=True, default="")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-code"]
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        indexes = [models.Index(fields=["list", "-day"], name="inspection_of_list")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("governance:inspection_detail", args=[self.code])


class Outcome(models.TextChoices):
    OK = "ok", _("In order")
    WARNING = "warning", pgettext_lazy("inspection", "Conspicuous")
    FAULT = "fault", _("Fault")
    SKIPPED = "skipped", _("Not looked at")


@tracked()
class InspectionResult(models.Model):
    """What was found at a point; a fault leads to an incident or a corrective action."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="results")
    point = models.ForeignKey(InspectionPoint, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(
        _("outcome"), max_length=8, choices=Outcome.choices, blank=True, default=""
    )
    value = models.CharField(_("value"), max_length=100, blank=True, default="")
    note = models.TextField(_("note"), blank=True, default="")
    incident = models.ForeignKey(
        Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="inspection_results"
    )
    action = models.ForeignKey(
        CorrectiveAction, null=True, blank=True, on_delete=models.PROTECT,
        related_name="inspection_results",
    )  # fmt: skip

    class Meta:
        ordering = ["inspection", "point__order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "point"], name="inspection_result_is_once"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=("warning", "fault")) | ~Q(note=""),
                name="inspection_result_bad_has_a_note",
                violation_error_message=_("Say what was found."),
            ),
        ]
