"""How a drill went: ratings, official results, observations, hot wash, measured times."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from bia.models import Measurement, MeasurementKind, Process, System
from drills.models.drill import Drill
from drills.models.script import Criterion, Expectation
from followup.models import CorrectiveAction
from lib.history import append_only, tracked
from lib.records import duration_field, money_field
from plans.models import ChangeRequest, Plan


class Level(models.TextChoices):
    """Four levels as P/S/M/U of HSEEP: 100, 75, 40, 0 points."""

    ACHIEVED = "achieved", pgettext_lazy("drill", "Achieved")
    MOSTLY = "mostly", _("Mostly achieved")
    PARTLY = "partly", _("Partly achieved")
    NOT = "not", _("Not achieved")
    NA = "na", _("Not applicable")


@tracked()
class Rating(models.Model):
    """What one evaluator says of a criterion; never the official result by itself."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="ratings")
    evaluator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    level = models.CharField(_("rating"), max_length=10, choices=Level.choices)
    reason = models.TextField(_("reason"), blank=True, default="")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["criterion", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "evaluator"], name="evaluator_rates_a_criterion_once"
            ),
            models.CheckConstraint(
                condition=~Q(level="na") | ~Q(reason=""),
                name="rating_not_applicable_says_why",
                violation_error_message=_("Say why it does not apply."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.level}"


class ResultSource(models.TextChoices):
    AUTO = "auto", _("From the data")
    EVALUATORS = "evaluators", _("Mean of the evaluators")
    SETTLED = "settled", _("Settled by the lead evaluator")


@tracked()
class CriterionResult(models.Model):
    """The official result of a criterion. `points` null: not evaluated, which is never 0.

    `facts` are the figures it was computed from, as `drills.domain.rules` answers them. `spread`
    is the distance between evaluators in levels; 2 and more must be settled with a reason.
    """

    criterion = models.OneToOneField(Criterion, on_delete=models.CASCADE, related_name="result")
    source = models.CharField(max_length=10, choices=ResultSource.choices)
    points = models.DecimalField(
        _("points"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )  # fmt: skip
    na = models.BooleanField(_("not applicable"), default=False)
    spread = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(_("reason"), blank=True, default="")
    facts = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["criterion"]
        verbose_name = _("result of a criterion")
        verbose_name_plural = _("results of criteria")
        constraints = [
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=100),
                name="criterion_points_are_0_to_100",
            ),
            models.CheckConstraint(
                condition=~Q(source="settled") | ~Q(reason=""),
                name="settled_result_says_why",
                violation_error_message=_("Give a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.points}"


class ObservationKind(models.TextChoices):
    STRENGTH = "strength", _("Strength")
    IMPROVEMENT = "improvement", _("Area to improve")
    NEUTRAL = "neutral", _("Observation")


@append_only
class Observation(models.Model):
    """What an evaluator saw. `key` is the device's: sent twice it is one (DRL-11)."""

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="observations")
    kind = models.CharField(max_length=12, choices=ObservationKind.choices)
    text = models.TextField(_("observation"))
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expectation = models.ForeignKey(
        Expectation, null=True, blank=True, on_delete=models.PROTECT, related_name="observations"
    )
    criterion = models.ForeignKey(
        Criterion, null=True, blank=True, on_delete=models.PROTECT, related_name="observations"
    )
    key = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["drill", "by", "key"], condition=~Q(key=""),
                name="observation_is_sent_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text[:60]


@append_only
class HotWashNote(models.Model):
    """A participant's three answers right after the drill. Anonymous ones keep no name: that
    somebody has answered stands in `HotWashTicket`, apart from what they said."""

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="hot_wash")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    went_well = models.TextField(_("What went well?"), blank=True, default="")
    went_badly = models.TextField(_("What did not go well?"), blank=True, default="")
    change_first = models.TextField(_("What should change first?"), blank=True, default="")
    # Anonymous ones: the day only, or the minute would name who it was.
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.drill_id}"


class HotWashTicket(models.Model):
    """One answer a person: who has answered, not what."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="hot_wash_tickets")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["drill", "person"], name="hot_wash_is_answered_once",
                violation_error_message=_("You have answered already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.drill_id}: {self.person_id}"


@tracked()
class DrillFinding(models.Model):
    """A strength or an area to improve, as the report names it ("F1").

    `avoided_loss` is what it would have cost in a real event (S3-037). An area to improve has an
    action, a `plan` to change (the request is opened when the report is approved), or a reason why
    none is needed.
    """

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="findings")
    key = models.CharField(max_length=20)
    kind = models.CharField(
        max_length=12, choices=ObservationKind.choices, default=ObservationKind.IMPROVEMENT.value
    )
    text = models.TextField(_("finding"))
    root_cause = models.TextField(_("root cause"), blank=True, default="")
    criterion = models.ForeignKey(
        Criterion, verbose_name=_("criterion"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="findings",
    )  # fmt: skip
    avoided_loss = money_field(_("avoided loss"), null=True, blank=True)
    action = models.ForeignKey(
        CorrectiveAction, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    plan = models.ForeignKey(
        Plan, verbose_name=_("plan to change"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    change_request = models.ForeignKey(
        ChangeRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    no_action_reason = models.CharField(
        _("why no action is needed"), max_length=500, blank=True, default=""
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["drill", "id"]
        verbose_name = _("finding of a drill")
        verbose_name_plural = _("findings of drills")
        constraints = [
            models.UniqueConstraint(fields=["drill", "key"], name="drill_finding_key_is_unique")
        ]

    def __str__(self) -> str:
        return self.key


@tracked()
class MeasuredTime(models.Model):
    """A recovery time or data gap the drill measured, pauses left out (`pauses_s`).

    Written from the engine's data, or entered; becomes a measurement of the BIA when the report
    is approved and `accepted`. Those of a tabletop are simulated.
    """

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="measured")
    process = models.ForeignKey(
        Process, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    system = models.ForeignKey(
        System, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=3, choices=MeasurementKind.choices)
    value_s = duration_field(_("measured"), validators=[MinValueValidator(0)])
    pauses_s = models.PositiveIntegerField(default=0)
    target_s = duration_field(_("target"))
    mtd_s = duration_field(_("MTD"))
    automatic = models.BooleanField(default=True)
    accepted = models.BooleanField(
        pgettext_lazy("measured time", "reviewed"), null=True, blank=True
    )
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    measurement = models.ForeignKey(
        Measurement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["drill", "id"]
        verbose_name = _("time measured in a drill")
        verbose_name_plural = _("times measured in drills")
        constraints = [
            models.UniqueConstraint(
                fields=["drill", "process", "system", "kind"], name="drill_measures_a_thing_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(process__isnull=False, system__isnull=True)
                | Q(process__isnull=True, system__isnull=False),
                name="measured_time_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(accepted=False) | ~Q(note=""),
                name="measured_time_is_rejected_with_a_reason",
                violation_error_message=_("Say why it does not count."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.drill_id}: {self.kind}"
