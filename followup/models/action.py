"""Corrective actions (ACT): what must be fixed, by whom, until when, and how it is proved."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import departments_limit, may
from accounts.models import Department, Person, User
from followup.models.subject import AboutSubject
from followup.models.timeline import TimelineEvent
from lib.bilingual import BilingualName
from lib.history import append_only, tracked
from lib.records import Record, duration_field, money_field


class ActionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", pgettext_lazy("corrective action", "Open")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Awaiting verification")
    VERIFIED = "verified", _("Verified")
    ACCEPTED_RISK = "accepted_risk", _("Risk accepted")
    CANCELLED = "cancelled", _("Cancelled")


# What somebody still has to do something about.
OPEN_STATES = ("draft", "open", "in_progress", "done")
# What runs against the due date.
DUE_STATES = ("open", "in_progress")


class ActionSource(models.TextChoices):
    INCIDENT = "incident", _("Incident")
    DRILL = "drill", _("Drill")
    RESTORE_TEST = "restore_test", _("Restore test")
    REACHABILITY = "reachability", _("Reachability check")
    MATURITY = "maturity", _("Maturity")
    AUDIT = "audit", _("Audit")
    GAP = "gap", _("Gap")
    FINDING = "finding", _("Finding")
    REVIEW = "review", _("Review")
    OTHER = "other", _("Other")


class ActionKind(models.TextChoices):
    DETECT = "detect", _("Detect")
    PREVENT = "prevent", _("Prevent")
    CORRECT = "correct", _("Correct")


class ActionPriority(models.TextChoices):
    P1 = "P1", _("P1 – high")
    P2 = "P2", _("P2 – medium")
    P3 = "P3", _("P3 – low")


class VerifyBy(models.TextChoices):
    RETEST = "retest", _("Re-test")
    DOCUMENT = "document", _("Document")
    MEASUREMENT = "measurement", _("Measurement")


class RootCauseQuerySet(models.QuerySet["RootCause"]):
    def for_list(self) -> RootCauseQuerySet:
        return self

    def visible_to(self, user: User) -> RootCauseQuerySet:
        return self if may(user, "catalogue.view") else self.none()


@tracked()
class RootCause(BilingualName, Record):
    """A cause as the organisation names it: what recurs is found by it."""

    is_active = models.BooleanField(_("active"), default=True)

    objects = RootCauseQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("root cause")
        verbose_name_plural = _("root causes")


class ActionQuerySet(models.QuerySet["CorrectiveAction"]):
    def for_list(self) -> ActionQuerySet:
        return self.select_related("owner", "owner__department", "verifier", "cause")

    def visible_to(self, user: User) -> ActionQuerySet:
        """With reach OWN: what the person owns, verifies or wrote; that of their departments, and
        of the people they are the manager of (who heads a department manages those below, too)."""
        limit = departments_limit(user, "action.view")
        if limit is None:
            return self
        headed = list(Department.objects.filter(head__user_id=user.pk).values_list("pk", flat=True))
        managed = Department.objects.all().subtree_ids(headed) if headed else []
        return self.filter(
            Q(owner__user_id=user.pk)
            | Q(verifier__user_id=user.pk)
            | Q(created_by_id=user.pk)
            | Q(owner__department_id__in={*limit, *managed})
        )

    def open(self) -> ActionQuerySet:
        return self.filter(state__in=OPEN_STATES)


@tracked()
class CorrectiveAction(AboutSubject, Record):
    """`code` is its number, ACT-2026-0001. `original_due_on` never moves."""

    title = models.CharField(_("title"), max_length=200)
    source = models.CharField(
        _("source"), max_length=15, choices=ActionSource.choices, default=ActionSource.OTHER.value
    )
    # "INC-2026-0001", "gap:process:road-rescue:rto": what in the source it came from.
    source_ref = models.CharField(_("source reference"), max_length=200, blank=True, default="")
    finding = models.TextField(_("finding"))
    root_cause = models.TextField(_("root cause"), blank=True, default="")
    cause = models.ForeignKey(
        RootCause,
        verbose_name=_("kind of root cause"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="actions",
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=ActionKind.choices, default=ActionKind.CORRECT.value
    )
    priority = models.CharField(
        _("priority"),
        max_length=2,
        choices=ActionPriority.choices,
        default=ActionPriority.P2.value,
    )
    # The subject is a critical process, or something one of them cannot do without.
    is_core = models.BooleanField(default=False, editable=False)
    state = models.CharField(
        _("state"),
        max_length=15,
        choices=ActionState.choices,
        default=ActionState.DRAFT.value,
        editable=False,
    )
    owner = models.ForeignKey(
        Person,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="actions_owned",
    )
    verifier = models.ForeignKey(
        Person,
        verbose_name=_("verifier"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="actions_verified",
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    original_due_on = models.DateField(null=True, blank=True, editable=False)
    verify_by = models.CharField(
        _("verified by"), max_length=12, choices=VerifyBy.choices, default=VerifyBy.RETEST.value
    )
    criterion = models.TextField(_("criterion it must pass"), blank=True, default="")
    # A criterion in figures: a measurement of this subject and kind, at most this long.
    criterion_subject_kind = models.CharField(max_length=30, blank=True, default="")
    criterion_subject_code = models.CharField(max_length=100, blank=True, default="")
    criterion_measure = models.CharField(
        _("measured value"),
        max_length=3,
        blank=True,
        default="",
        choices=[("rto", _("Recovery time (RTA)")), ("rpo", _("Recovery point (RPA)"))],
    )
    criterion_limit_s = duration_field(_("at most"))
    plan_change = models.CharField(_("plan change"), max_length=300, blank=True, default="")
    cost_estimate = money_field(_("cost estimate"), null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Of an accepted risk: who, why (in the timeline) and until when.
    risk_accepted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    risk_expires_on = models.DateField(null=True, blank=True, editable=False)
    recurrence_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recurrences",
        editable=False,
    )
    # The same root cause came back within the settings' months after the verification.
    ineffective_since = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["-code"]
        verbose_name = _("corrective action")
        verbose_name_plural = _("corrective actions")
        indexes = [
            models.Index(fields=["state", "due_on"], name="action_due"),
            models.Index(fields=["subject_kind", "subject_code"], name="action_subject"),
            models.Index(fields=["source", "source_ref"], name="action_source"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=True)
                | Q(verifier__isnull=True)
                | ~Q(owner=models.F("verifier")),
                name="action_verifier_is_not_its_owner",
                violation_error_message=_("The verifier is another person than the owner."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "cancelled"))
                | Q(owner__isnull=False, verifier__isnull=False, due_on__isnull=False),
                name="action_in_force_has_owner_verifier_and_date",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted_risk", risk_expires_on__isnull=False)
                | ~Q(state="accepted_risk"),
                name="action_accepted_risk_expires",
            ),
            models.CheckConstraint(
                condition=Q(state="verified", verified_at__isnull=False) | ~Q(state="verified"),
                name="action_is_verified_at_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(criterion_limit_s__isnull=True) | Q(criterion_limit_s__gte=0),
                name="action_limit_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("followup:action_detail", args=[self.code])

    @property
    def department_id(self) -> int | None:
        """The owner's department: what `may(…, subject)` asks for (owner loaded by `for_list`)."""
        return self.owner.department_id if self.owner is not None else None


@append_only
class ActionEntry(TimelineEvent):
    """Types: created, changed, opened, started, completed, rejected, verified, postponed,
    risk_accepted, risk_expired, cancelled, reopened, inherited, retested, evidence, recurred, note.
    """

    action = models.ForeignKey(CorrectiveAction, on_delete=models.PROTECT, related_name="timeline")

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["action", "seq"], name="action_entry_number_is_unique")
        ]


@append_only
class Postponement(models.Model):
    """At most two, by the owner's manager, each with its reason."""

    action = models.ForeignKey(
        CorrectiveAction, on_delete=models.PROTECT, related_name="postponements"
    )
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gt=models.F("from_on")), name="postponement_is_to_a_later_day"
            )
        ]


@append_only
class Retest(models.Model):
    """A result that counts for or against the criterion of an action.

    `source` is "measurement:M-000001", "drill:DRL-2026-0001", "manual"; only `measured` proves.
    """

    action = models.ForeignKey(CorrectiveAction, on_delete=models.PROTECT, related_name="retests")
    source = models.CharField(max_length=100)
    at = models.DateTimeField()
    passed = models.BooleanField()
    value_s = duration_field("", editable=False)
    limit_s = duration_field("", editable=False)
    confidence = models.CharField(max_length=10, default="measured")
    note = models.CharField(max_length=500, blank=True, default="")
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "source"],
                condition=~Q(source="manual"),
                name="retest_counts_a_source_once",
            )
        ]

    @property
    def proves(self) -> bool:
        """Only what was really measured after the work was done closes an action."""
        return self.passed and self.confidence == "measured"


@append_only
class Evidence(models.Model):
    """A note, a link or a file that shows that an action was carried out."""

    action = models.ForeignKey(CorrectiveAction, on_delete=models.PROTECT, related_name="evidence")
    text = models.CharField(_("description"), max_length=500)
    url = models.URLField(_("link"), max_length=500, blank=True, default="")
    file_name = models.CharField(max_length=200, blank=True, default="")
    content_type = models.CharField(max_length=100, blank=True, default="")
    size_bytes = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    content = models.BinaryField(null=True, blank=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
