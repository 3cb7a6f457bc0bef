"""The tasks of a version, and in which order they are done (PLN-7, PLN-8)."""

from __future__ import annotations

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bia.models import System
from lib.bilingual import in_both
from lib.history import tracked
from lib.records import duration_field
from plans.models.catalogue import ResponseRole
from plans.models.content import ON_VERSION, Part, of_version
from plans.models.plan import Plan


class Phase(models.TextChoices):
    ACTIVATE = "activate", _("Activate")
    RESPOND = "respond", _("Respond")
    RECOVER = "recover", _("Recover")
    RETURN = "return", _("Return to normal")
    REVIEW = "review", _("Review")


class Completes(models.TextChoices):
    NOTHING = "", _("Nothing yet")
    PARTLY = "partly", _("Partly recovered")
    FULLY = "fully", _("Fully recovered")


@pgtrigger.register(ON_VERSION)
@tracked()
class PlanTask(Part):
    """One thing to do (PLN-7, S1-007). `number` is what people call it ("3"), unique.

    `duration_s` is planned work, `limit_s` a deadline from the activation (600 for paper forms).
    `counts_in_time`: part of the critical path against the RTO. `backup_role` is told when it
    fails or is late. `sub_plan` is carried out as this task (at most five deep, no cycle).
    """

    plan_version = of_version("tasks")
    number = models.PositiveIntegerField(_("number"), validators=[MinValueValidator(1)])
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True, default="")
    title_zh = models.CharField(_("title (Chinese)"), max_length=200, blank=True, default="")
    instructions_en = models.TextField(_("instructions (English)"), blank=True, default="")
    instructions_zh = models.TextField(_("instructions (Chinese)"), blank=True, default="")
    role = models.ForeignKey(
        ResponseRole,
        verbose_name=_("role"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
    )
    backup_role = models.ForeignKey(
        ResponseRole,
        verbose_name=_("backup"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="backup_tasks",
    )
    duration_s = duration_field(_("planned duration"), validators=[MinValueValidator(0)])
    limit_s = duration_field(_("limit from activation"), validators=[MinValueValidator(0)])
    phase = models.CharField(
        _("phase"), max_length=10, choices=Phase.choices, default=Phase.RESPOND.value
    )
    system = models.ForeignKey(
        System,
        verbose_name=_("system"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="plan_tasks",
    )
    completes = models.CharField(
        _("completes"), max_length=6, choices=Completes.choices, blank=True, default=""
    )
    counts_in_time = models.BooleanField(_("counts against the RTO"), default=True)
    verification_en = models.TextField(_("how it is checked (English)"), blank=True, default="")
    verification_zh = models.TextField(_("how it is checked (Chinese)"), blank=True, default="")
    rollback_en = models.TextField(_("way back (English)"), blank=True, default="")
    rollback_zh = models.TextField(_("way back (Chinese)"), blank=True, default="")
    evidence_required = models.BooleanField(_("evidence required"), default=False)
    automation = models.CharField(
        _("could be automated by"), max_length=300, blank=True, default=""
    )
    sub_plan = models.ForeignKey(
        Plan,
        verbose_name=_("carried out by the plan"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="used_in_tasks",
    )
    needs = models.ManyToManyField(
        "self", through="TaskNeed", symmetrical=False, related_name="needed_by", blank=True
    )

    title = in_both("title")
    instructions = in_both("instructions")
    verification = in_both("verification")
    rollback = in_both("rollback")

    class Meta(Part.Meta):
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            models.UniqueConstraint(
                fields=["plan_version", "number"],
                name="task_number_stands_once_in_a_version",
                violation_error_message=_("There is a task of this number already."),
            ),
            models.CheckConstraint(
                condition=(Q(duration_s__isnull=True) | Q(duration_s__gte=0))
                & (Q(limit_s__isnull=True) | Q(limit_s__gte=0)),
                name="task_times_are_not_negative",
                violation_error_message=_("A duration is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


@pgtrigger.register(
    pgtrigger.Trigger(
        name="frozen_with_version",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM plans_plantask t
                JOIN plans_planversion v ON v.id = t.plan_version_id
                WHERE t.id = NEW.task_id AND v.status <> 'draft')
            OR TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM plans_plantask t
                JOIN plans_planversion v ON v.id = t.plan_version_id
                WHERE t.id = OLD.task_id AND v.status <> 'draft')
            THEN
                RAISE EXCEPTION 'the content of a plan changes in a draft only'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )
)
@tracked()
class TaskNeed(models.Model):
    """`task` begins when `needs` is done; both of one version, without a cycle (PLN-8)."""

    task = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="need_rows")
    needs = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="needed_rows")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "needs"],
                name="task_needs_another_once",
                violation_error_message=_("This task waits for it already."),
            ),
            models.CheckConstraint(
                condition=~Q(task=F("needs")),
                name="task_needs_not_itself",
                violation_error_message=_("A task cannot wait for itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} → {self.needs_id}"
