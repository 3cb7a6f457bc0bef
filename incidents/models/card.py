"""The response card as it is worked off: steps with limits, boxes that are ticked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.models.incident import Incident
from lib.bilingual import in_both
from lib.history import tracked
from lib.records import duration_field
from plans.models.card import Anchor, StepKey


@tracked()
class StepRun(models.Model):
    """A frozen step of the card. `attempt` 2 is step 4 after a failed verification (E15).

    `anchor_at` and `due_at` are null until its anchor happens. Done when its required boxes are,
    or when the engine says so (a grade is confirmed, the review is submitted).
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("step of a card", "Waiting")
        OPEN = "open", pgettext_lazy("step of a card", "Open")
        DONE = "done", pgettext_lazy("step of a card", "Done")
        FAILED = "failed", pgettext_lazy("step of a card", "Failed")
        DROPPED = "dropped", pgettext_lazy("step of a card", "Dropped")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    attempt = models.PositiveSmallIntegerField(default=1)
    key = models.CharField(max_length=10, choices=StepKey.choices, blank=True, default="")
    title_en = models.CharField(max_length=200, blank=True, default="")
    title_zh = models.CharField(max_length=200, blank=True, default="")
    limit_s = duration_field(_("limit"))
    every_s = duration_field(_("report every"))
    anchor = models.CharField(max_length=12, choices=Anchor.choices, default=Anchor.DECLARED.value)
    anchor_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING.value)
    done_at = models.DateTimeField(null=True, blank=True)
    # When the deed was entered: lateness of the entry is none of the act (E34).
    done_recorded_at = models.DateTimeField(null=True, blank=True)

    title = in_both("title")

    class Meta:
        ordering = ["incident", "number", "attempt"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "number", "attempt"], name="step_runs_once_an_attempt"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False),
                name="step_that_is_done_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.number}"

    @property
    def late_s(self) -> int:
        """Seconds the deed came after its limit; 0 in time, or not done yet."""
        if self.due_at is None or self.done_at is None:
            return 0
        return max(0, int((self.done_at - self.due_at).total_seconds()))


@tracked()
class CheckRun(models.Model):
    """A box of a step. Ticking it twice is one deed (CON-1)."""

    class State(models.TextChoices):
        TODO = "todo", pgettext_lazy("box of a card", "To do")
        DONE = "done", pgettext_lazy("box of a card", "Done")
        NA = "na", _("Not applicable")
        FAILED = "failed", pgettext_lazy("box of a card", "Failed")

    step = models.ForeignKey(StepRun, on_delete=models.CASCADE, related_name="checks")
    position = models.PositiveSmallIntegerField(default=1)
    team_en = models.CharField(max_length=60, blank=True, default="")
    team_zh = models.CharField(max_length=60, blank=True, default="")
    text_en = models.CharField(max_length=300, blank=True, default="")
    text_zh = models.CharField(max_length=300, blank=True, default="")
    required = models.BooleanField(pgettext_lazy("item of a card", "required"), default=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.TODO.value)
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    text = in_both("text")
    team = in_both("team")

    class Meta:
        ordering = ["step", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["na", "failed"]) | ~Q(reason=""),
                name="box_left_out_says_why",
                violation_error_message=_("Say why."),
            )
        ]

    def __str__(self) -> str:
        return str(self.text)
