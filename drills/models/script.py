"""The script of a scenario or of one drill: objectives with criteria, and the MSEL."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drills.models.drill import Drill
from drills.models.scenario import DrillScenario
from lib.bilingual import in_both
from lib.history import tracked
from lib.records import duration_field


@tracked()
class Script(models.Model):
    """Belongs to a scenario or to a drill. A drill's is a copy of its scenario's, so that what
    was drilled stays as it was. `criteria_template` names the catalogue its criteria came from."""

    scenario = models.OneToOneField(
        DrillScenario, null=True, blank=True, on_delete=models.CASCADE, related_name="script"
    )
    drill = models.OneToOneField(
        Drill, null=True, blank=True, on_delete=models.CASCADE, related_name="script"
    )
    criteria_template = models.CharField(max_length=40, blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scenario__isnull=False, drill__isnull=True)
                | Q(scenario__isnull=True, drill__isnull=False),
                name="script_belongs_to_a_scenario_or_a_drill",
            )
        ]

    def __str__(self) -> str:
        return f"script {self.pk}"


class ScriptPart(models.Model):
    """Abstract: `key` is unique in the script and stays when it is copied ("O1", "C3", "12")."""

    script = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="%(class)ss")
    key = models.CharField(_("number"), max_length=20)
    position = models.PositiveIntegerField(_("order"), default=1)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.key


@tracked()
class Objective(ScriptPart):
    """What the drill is held for."""

    text_en = models.TextField(_("objective (English)"), blank=True, default="")
    text_zh = models.TextField(_("objective (Chinese)"), blank=True, default="")
    text = in_both("text")

    class Meta(ScriptPart.Meta):
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        constraints = [
            models.UniqueConstraint(
                fields=["script", "key"], name="objective_key_is_unique",
                violation_error_message=_("There is one with this number already."),
            )
        ]  # fmt: skip


class CriterionGroup(models.TextChoices):
    TECHNICAL = "technical", _("Technical")
    PROCESS = "process", pgettext_lazy("group of criteria", "Process")
    BUSINESS = "business", _("Business")


class Rule(models.TextChoices):
    """How a criterion is rated by itself (DRL-14); "" only evaluators do."""

    NONE = "", _("By evaluators")
    RTO = "rto", _("RTO met")
    RPO = "rpo", _("RPO met")
    SWITCHOVER = "switchover", _("Switch-over succeeded")
    INTEGRITY = "integrity", _("Data integrity")
    FUNCTIONS = "functions", _("Functions normal")
    RESPONSE = "response", _("Response timely")
    ATTENDANCE = "attendance", _("Key people present")
    DEVIATIONS = "deviations", _("Plan complete")
    INTERRUPTION = "interruption", _("Interruption time")
    COMPLAINTS = "complaints", _("Complaints")
    LOSS = "loss", _("Loss")
    EXPECTATIONS = "expectations", _("Expectations met")


@tracked()
class Criterion(ScriptPart):
    """What an objective is judged by (S3-062…064). `weight` counts inside its group; null is an
    equal share. A `gate` that fails caps the verdict. `params` are figures of the rule:
    {"tolerance": 10}. `retests` are codes of corrective actions this criterion re-tests."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="criteria")
    group = models.CharField(_("group"), max_length=10, choices=CriterionGroup.choices)
    rule = models.CharField(_("rule"), max_length=15, choices=Rule.choices, blank=True, default="")
    text_en = models.TextField(_("criterion (English)"), blank=True, default="")
    text_zh = models.TextField(_("criterion (Chinese)"), blank=True, default="")
    weight = models.DecimalField(
        _("weight in its group"), max_digits=7, decimal_places=3, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip
    gate = models.BooleanField(_("gate: caps the verdict"), default=False)
    params = models.JSONField(default=dict, blank=True)
    retests = ArrayField(
        models.CharField(max_length=30), verbose_name=_("re-tests the actions"), default=list,
        blank=True,
    )  # fmt: skip
    text = in_both("text")

    class Meta(ScriptPart.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(
                fields=["script", "key"], name="criterion_key_is_unique",
                violation_error_message=_("There is one with this number already."),
            )
        ]  # fmt: skip


class InjectChannel(models.TextChoices):
    VERBAL = "verbal", _("Verbal")
    APP = "app", _("In the app")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone script")
    PAPER = "paper", _("Paper")


class DeliveryMode(models.TextChoices):
    MANUAL = "manual", _("By the controller")
    AUTO = "auto", _("By itself")


class InjectStatus(models.TextChoices):
    PENDING = "pending", pgettext_lazy("inject", "Pending")
    DUE = "due", pgettext_lazy("inject", "Due")
    DELIVERED = "delivered", pgettext_lazy("drill", "Delivered")
    SKIPPED = "skipped", _("Skipped")
    CANCELLED = "cancelled", _("Cancelled")


@tracked()
class Inject(ScriptPart):
    """A row of the MSEL. `offset_s` counts from the start of the drill, pauses left out, at the
    drill's speed (DRL-8). `scenario_time` is what players are told ("Day 2, 08:30").

    `condition`: {} or {"all": [{"expectation": "12.1", "is": "met"}]}, or "any" instead of "all";
    `is` is "met" or "unmet". To everybody where `to_roles` and `to_people` are empty; roles are
    those of participants (IncidentRole or response role codes). From `status` on down it is the
    course of a drill; those of a scenario stay pending.
    """

    offset_s = models.PositiveIntegerField(_("after"), default=0)
    scenario_time = models.CharField(_("scenario time"), max_length=100, blank=True, default="")
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True, default="")
    title_zh = models.CharField(_("title (Chinese)"), max_length=200, blank=True, default="")
    body_en = models.TextField(_("text (English)"), blank=True, default="")
    body_zh = models.TextField(_("text (Chinese)"), blank=True, default="")
    channel = models.CharField(
        _("channel"), max_length=10, choices=InjectChannel.choices,
        default=InjectChannel.VERBAL.value,
    )  # fmt: skip
    to_roles = ArrayField(
        models.CharField(max_length=64), verbose_name=_("to roles"), default=list, blank=True
    )
    to_people = models.ManyToManyField(
        "accounts.Person", verbose_name=_("to people"), related_name="+", blank=True
    )
    controller = models.ForeignKey(
        "accounts.Person", verbose_name=_("controller"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    mode = models.CharField(
        pgettext_lazy("drill", "delivery"), max_length=10, choices=DeliveryMode.choices,
        default=DeliveryMode.MANUAL.value,
    )  # fmt: skip
    condition = models.JSONField(_("condition"), default=dict, blank=True)
    note_en = models.TextField(_("note for controllers (English)"), blank=True, default="")
    note_zh = models.TextField(_("note for controllers (Chinese)"), blank=True, default="")

    status = models.CharField(
        max_length=10, choices=InjectStatus.choices, default=InjectStatus.PENDING.value
    )
    due_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivered_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Seconds after it was due; negative: early.
    late_s = models.IntegerField(null=True, blank=True)
    skip_reason = models.CharField(_("reason"), max_length=300, blank=True, default="")

    title = in_both("title")
    body = in_both("body")
    note = in_both("note")

    class Meta(ScriptPart.Meta):
        ordering = ["offset_s", "position", "id"]
        verbose_name = _("inject")
        verbose_name_plural = _("injects")
        indexes = [
            models.Index(
                fields=["due_at"], name="inject_due_next",
                condition=Q(status__in=["pending", "due"], due_at__isnull=False),
            )
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["script", "key"], name="inject_key_is_unique",
                violation_error_message=_("There is one with this number already."),
            ),
            models.CheckConstraint(
                condition=~Q(status="delivered") | Q(delivered_at__isnull=False),
                name="inject_that_is_delivered_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="skipped") | ~Q(skip_reason=""),
                name="inject_is_skipped_with_a_reason",
                violation_error_message=_("Give a reason."),
            ),
        ]  # fmt: skip


@tracked(exclude=["content"])
class InjectFile(models.Model):
    """A file handed out with an inject, at most 20 MB; always downloaded, never shown in place."""

    inject = models.ForeignKey(Inject, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class ExpectationResult(models.TextChoices):
    OPEN = "open", pgettext_lazy("expectation", "Open")
    MET = "met", pgettext_lazy("expectation", "Met")
    PARTLY = "partly", _("Partly met")
    NOT = "not", _("Not met")
    NA = "na", _("Not applicable")


@tracked()
class Expectation(ScriptPart):
    """What players should do after an inject, within `due_after_s` of its delivery (DRL-10).

    Expectations of one inject with the same `group` count together: "one" of them or "all". Late
    when observed after `due_at`.
    """

    class Needs(models.TextChoices):
        ALL = "all", _("All of the group")
        ONE = "one", _("One of the group")

    inject = models.ForeignKey(Inject, on_delete=models.CASCADE, related_name="expectations")
    criterion = models.ForeignKey(
        Criterion, verbose_name=_("criterion"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="expectations",
    )  # fmt: skip
    text_en = models.TextField(_("expectation (English)"), blank=True, default="")
    text_zh = models.TextField(_("expectation (Chinese)"), blank=True, default="")
    role = models.CharField(_("of the role"), max_length=64, blank=True, default="")
    due_after_s = duration_field(_("within"), validators=[MinValueValidator(0)])
    weight = models.DecimalField(
        _("weight"), max_digits=7, decimal_places=3, default=Decimal(1),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1000))],
    )  # fmt: skip
    group = models.CharField(_("group"), max_length=20, blank=True, default="")
    needs = models.CharField(
        _("needs"), max_length=3, choices=Needs.choices, default=Needs.ALL.value
    )
    due_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(
        _("result"), max_length=6, choices=ExpectationResult.choices,
        default=ExpectationResult.OPEN.value,
    )  # fmt: skip
    observed_at = models.DateTimeField(_("observed"), null=True, blank=True)
    evaluator = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    comment = models.TextField(_("comment"), blank=True, default="")
    evidence = models.CharField(_("evidence"), max_length=500, blank=True, default="")
    text = in_both("text")

    class Meta(ScriptPart.Meta):
        verbose_name = _("expectation")
        verbose_name_plural = _("expectations")
        constraints = [
            models.UniqueConstraint(
                fields=["script", "key"], name="expectation_key_is_unique",
                violation_error_message=_("There is one with this number already."),
            ),
            models.CheckConstraint(
                condition=Q(result="open") | Q(observed_at__isnull=False) | Q(result="na"),
                name="expectation_that_is_judged_says_when",
            ),
        ]  # fmt: skip

    @property
    def is_late(self) -> bool:
        return (
            self.due_at is not None
            and self.observed_at is not None
            and self.observed_at > self.due_at
        )
