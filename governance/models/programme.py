"""The programme: a plan of dated tasks out of a template, and what comes back for good."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from governance.models.visibility import GovernanceQuerySet
from lib.bilingual import BilingualName, in_both
from lib.history import tracked
from lib.records import Record


class ProgrammeTemplateQuerySet(GovernanceQuerySet["ProgrammeTemplate"]):
    def for_list(self) -> ProgrammeTemplateQuerySet:
        return self.prefetch_related("tasks")


@tracked()
class ProgrammeTemplate(BilingualName, Record):
    """The 90 days of T23, or one's own. Days count from 1, the day the programme starts."""

    note_en = models.TextField(blank=True, default="")
    note_zh = models.TextField(blank=True, default="")
    is_active = models.BooleanField(_("in use"), default=True)

    note = in_both("note")
    objects = ProgrammeTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("programme template")
        verbose_name_plural = _("programme templates")

    def get_absolute_url(self) -> str:
        return reverse("governance:template_detail", args=[self.code])


@tracked()
class TemplateTask(BilingualName):
    """`evidence` is a key of `governance.evidence` that shows when it is done; `page` the URL
    name where the work is done."""

    template = models.ForeignKey(ProgrammeTemplate, on_delete=models.CASCADE, related_name="tasks")
    order = models.PositiveSmallIntegerField(default=0)
    phase = models.PositiveSmallIntegerField(_("phase"), validators=[MinValueValidator(1)])
    phase_en = models.CharField(max_length=200)
    phase_zh = models.CharField(max_length=200)
    first_day = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    last_day = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    evidence = models.CharField(max_length=40, blank=True, default="")
    page = models.CharField(max_length=60, blank=True, default="")

    phase_name = in_both("phase")

    class Meta:
        ordering = ["template", "order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="template_task_ends_after_it_begins"
            )
        ]


class ProgrammeState(models.TextChoices):
    RUNNING = "running", pgettext_lazy("programme", "Running")
    CLOSED = "closed", pgettext_lazy("programme", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("programme", "Cancelled")


class ProgrammeQuerySet(GovernanceQuerySet["Programme"]):
    def for_list(self) -> ProgrammeQuerySet:
        return self.select_related("manager", "template")


@tracked()
class Programme(Record):
    """ "PRG-2026-0001"."""

    title = models.CharField(_("title"), max_length=200)
    template = models.ForeignKey(
        ProgrammeTemplate, verbose_name=_("template"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="programmes",
    )  # fmt: skip
    start_on = models.DateField(_("starts on"))
    manager = models.ForeignKey(
        Person, verbose_name=_("manager"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="programmes_managed",
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=10, choices=ProgrammeState.choices,
        default=ProgrammeState.RUNNING.value, editable=False,
    )  # fmt: skip
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closing_note = models.TextField(_("closing note"), blank=True, default="")

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["-start_on", "-code"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("governance:programme_detail", args=[self.code])


class TaskState(models.TextChoices):
    OPEN = "open", pgettext_lazy("task", "Open")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", pgettext_lazy("task", "Done")
    DROPPED = "dropped", _("Dropped")


class ProgrammeTaskQuerySet(GovernanceQuerySet["ProgrammeTask"]):
    def for_list(self) -> ProgrammeTaskQuerySet:
        return self.select_related("programme", "owner")


@tracked()
class ProgrammeTask(BilingualName, Record):
    """ "PRG-2026-0001.03". Dropping one needs a note."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="tasks")
    order = models.PositiveSmallIntegerField(default=0)
    phase = models.PositiveSmallIntegerField(_("phase"), default=1)
    phase_en = models.CharField(max_length=200, blank=True, default="")
    phase_zh = models.CharField(max_length=200, blank=True, default="")
    starts_on = models.DateField(_("starts on"))
    due_on = models.DateField(pgettext_lazy("governance", "due"))
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="programme_tasks",
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=12, choices=TaskState.choices, default=TaskState.OPEN.value,
        editable=False,
    )  # fmt: skip
    evidence = models.CharField(max_length=40, blank=True, default="", editable=False)
    page = models.CharField(max_length=60, blank=True, default="", editable=False)
    note = models.TextField(_("note"), blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        related_name="+", editable=False,
    )  # fmt: skip

    phase_name = in_both("phase")
    objects = ProgrammeTaskQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "order", "id"]
        verbose_name = _("task of a programme")
        verbose_name_plural = _("tasks of programmes")
        indexes = [models.Index(fields=["state", "due_on"], name="programme_task_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")),
                name="programme_task_ends_after_it_begins",
                violation_error_message=_("It is due before it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False),
                name="programme_task_is_done_at_an_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(note=""),
                name="programme_task_dropped_has_a_note",
                violation_error_message=_("Say why it is dropped."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        """Its place on the page of its programme, which the code begins with."""
        page = reverse("governance:programme_detail", args=[self.programme.code])
        return f"{page}#task-{self.pk}"


class DutyPeriod(models.TextChoices):
    MONTH = "month", _("Every month")
    QUARTER = "quarter", _("Every quarter")
    HALF_YEAR = "half_year", _("Every half-year")
    YEAR = "year", _("Every year")


class DutyQuerySet(GovernanceQuerySet["Duty"]):
    def for_list(self) -> DutyQuerySet:
        return self.select_related("owner")


@tracked()
class Duty(BilingualName, Record):
    """What comes back in every period (T24). Whether a period has it is read from `evidence`
    (`governance.evidence.OCCURRENCES`); where there is no such key, a person marks it done."""

    period = models.CharField(_("period"), max_length=10, choices=DutyPeriod.choices)
    evidence = models.CharField(_("evidence"), max_length=40, blank=True, default="")
    page = models.CharField(max_length=60, blank=True, default="", editable=False)
    starts_on = models.DateField(_("from"))
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="duties",
    )  # fmt: skip
    text_en = models.TextField(_("text (English)"), blank=True, default="")
    text_zh = models.TextField(_("text (Chinese)"), blank=True, default="")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    text = in_both("text")
    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("recurring duty")
        verbose_name_plural = _("recurring duties")

    def get_absolute_url(self) -> str:
        return reverse("governance:duty_detail", args=[self.code])


@tracked()
class DutyDone(models.Model):
    """A person says a duty was done on a day."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="done")
    on = models.DateField(_("day"))
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["duty", "-on"]
        constraints = [models.UniqueConstraint(fields=["duty", "on"], name="duty_done_is_once")]
