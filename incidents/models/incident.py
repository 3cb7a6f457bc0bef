"""An incident: what failed, who leads, how grave it is, and every instant that is measured."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import may
from accounts.models import User
from bia.models import System
from lib.history import tracked
from plans.models import IncidentGrade, RoleHolder


class Mode(models.TextChoices):
    REAL = "real", _("Real")
    DRILL = "drill", _("Drill")


class Category(models.TextChoices):
    HARDWARE = "hardware", _("Hardware")
    DATABASE = "database", _("Database")
    POWER = "power", _("Power")
    NETWORK = "network", _("Network")
    CYBER = "cyber", _("Cyber attack")
    NATURAL = "fire_water_natural", _("Fire, water, nature")
    SOFTWARE = "software", _("Software")
    CHANGE = "change", _("Failed change")
    THIRD_PARTY = "third_party", _("Third party")
    PEOPLE = "people", _("People")
    SITE = "site", _("Site")
    OTHER = "other", pgettext_lazy("category of incidents", "Other")


class Origin(models.TextChoices):
    MANUAL = "manual", _("Declared by a person")
    API = "api", _("Another system")
    MONITORING = "monitoring", _("Monitoring")
    DRILL = "drill", _("Drill")


class Status(models.TextChoices):
    REPORTED = "reported", _("Reported")
    ASSESSING = "assessing", _("Assessing")
    RESPONDING = "responding", _("Responding")
    VERIFYING = "verifying", _("Verifying")
    REVIEWING = "reviewing", _("Reviewing")
    CLOSED = "closed", pgettext_lazy("incident", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("incident", "Stood down")
    MERGED = "merged", _("Merged")


class Precision(models.TextChoices):
    EXACT = "exact", _("Exact")
    ESTIMATED = "estimated", _("Estimated")


class Confidentiality(models.TextChoices):
    OPEN = "open", pgettext_lazy("confidentiality", "Open")
    RESTRICTED = "restricted", _("Restricted")


# The service is down or not yet proven to be back: the clocks of the response run.
IN_RESPONSE = (
    Status.REPORTED.value, Status.ASSESSING.value, Status.RESPONDING.value, Status.VERIFYING.value,
)  # fmt: skip
OPEN = (*IN_RESPONSE, Status.REVIEWING.value)
# What statistics never count.
NOT_COUNTED = (Status.CANCELLED.value, Status.MERGED.value)


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, user: User) -> IncidentQuerySet:
        """Open ones for everybody who may see incidents; restricted ones for those invited (a
        role in it or a name on its call list), whom its ladder has told, owners of the processes
        it affects, its decision level, and for who may see all (RESP §4.6)."""
        if not may(user, "incident.view"):
            return self.none()
        if may(user, "incident.view_restricted"):
            return self
        from incidents.models.grading import EscalationStep
        from incidents.models.impact import Impact
        from incidents.models.people import Contact, RoleAssignment

        this = models.OuterRef("pk")
        mine = Q(person__user=user) | Q(person__deputy__user=user)
        grade = Coalesce(
            models.OuterRef("grade__severity"), models.OuterRef("provisional_grade__severity")
        )
        told = EscalationStep.objects.filter(incident=this, told_at__isnull=False)
        decides = RoleHolder.objects.filter(mine, person__is_active=True)
        return self.filter(
            Q(confidentiality=Confidentiality.OPEN)
            | Q(declared_by=user)
            | models.Exists(RoleAssignment.objects.filter(incident=this, person__user=user))
            | models.Exists(Contact.objects.filter(incident=this, person__user=user))
            | models.Exists(told.filter(person__user=user))
            | models.Exists(Impact.objects.filter(incident=this, process__owner__user=user))
            | models.Exists(decides.filter(role__grades__severity__lte=grade))
        )

    def real(self) -> IncidentQuerySet:
        """Drills never stand among incidents (DRL-7)."""
        return self.filter(mode=Mode.REAL)

    def open(self) -> IncidentQuerySet:
        return self.filter(status__in=OPEN)

    def in_response(self) -> IncidentQuerySet:
        return self.filter(status__in=IN_RESPONSE)

    def counted(self) -> IncidentQuerySet:
        """What statistics count (INC-12)."""
        return self.real().exclude(status__in=NOT_COUNTED)

    def for_list(self) -> IncidentQuerySet:
        return self.select_related("grade", "provisional_grade", "merged_into", "parent")


@tracked(exclude=["seq", "last_digest", "suggestion", "suggestion_next_at"])
class Incident(models.Model):
    """`number` "INC-2026-0001" serves as code. Written only by `incidents.services`, which lock
    this row first (CON-1).

    Until a grade is confirmed `provisional_grade` is the suggestion; from the breach of K2 on it
    is in effect (`grade_effective_at`). `suggestion` is the last answer of
    `incidents.domain.suggestion` as JSON, `suggestion_next_at` when time alone may change it.
    `seq` is the number of the last entry of the timeline: live pages ask for nothing else.
    """

    number = models.CharField(_("number"), max_length=30, unique=True)
    mode = models.CharField(max_length=5, choices=Mode.choices, default=Mode.REAL.value)
    drill_code = models.CharField(max_length=30, blank=True, default="")
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True, default="")
    category = models.CharField(
        _("category"), max_length=20, choices=Category.choices, default=Category.OTHER.value
    )
    change_ref = models.CharField(_("change reference"), max_length=100, blank=True, default="")
    planned_maintenance = models.BooleanField(_("planned maintenance"), default=False)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.MANUAL.value)
    external_id = models.CharField(_("external id"), max_length=200, blank=True, default="")
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.REPORTED.value
    )
    system_unknown = models.BooleanField(_("system not known yet"), default=False)
    no_process_affected = models.BooleanField(_("no process is affected"), default=False)
    systems = models.ManyToManyField(System, through="IncidentSystem", related_name="incidents")
    # "all" stands for the whole country, else names; empty is "limited".
    regions = ArrayField(models.CharField(max_length=60), default=list, blank=True)

    grade = models.ForeignKey(
        IncidentGrade, verbose_name=_("grade"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    provisional_grade = models.ForeignKey(
        IncidentGrade, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    original_grade = models.ForeignKey(
        IncidentGrade, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    worst_grade = models.ForeignKey(
        IncidentGrade, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    grade_effective_at = models.DateTimeField(_("grade in effect since"), null=True, blank=True)
    suggestion = models.JSONField(default=dict, blank=True, editable=False)
    suggestion_next_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Grades a worse suggestion was told of already (INC-2).
    suggested_told = ArrayField(models.CharField(max_length=4), default=list, blank=True)

    occurred_at = models.DateTimeField(_("began"))
    occurred_precision = models.CharField(
        max_length=10, choices=Precision.choices, default=Precision.EXACT.value
    )
    detected_at = models.DateTimeField(_("detected"))
    declared_at = models.DateTimeField(_("declared"))
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="declared_incidents"
    )
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    assessed_at = models.DateTimeField(_("assessed"), null=True, blank=True)
    level_acknowledged_at = models.DateTimeField(
        _("decision level acknowledged"), null=True, blank=True
    )
    workaround_at = models.DateTimeField(_("workaround running"), null=True, blank=True)
    restored_at = models.DateTimeField(_("restored"), null=True, blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    review_submitted_at = models.DateTimeField(_("review submitted"), null=True, blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("incident", "closed"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("stood down at"), null=True, blank=True)
    expected_recovery_at = models.DateTimeField(_("expected recovery"), null=True, blank=True)
    traffic_percent = models.PositiveSmallIntegerField(
        _("traffic let back, %"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    # Null: no reports are expected, and `no_report_reason` says why.
    report_interval_s = models.PositiveIntegerField(
        _("report every"), null=True, blank=True, default=1800, validators=[MinValueValidator(300)]
    )
    no_report_reason = models.CharField(max_length=300, blank=True, default="")
    timezone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")
    confidentiality = models.CharField(
        _("confidentiality"), max_length=12, choices=Confidentiality.choices,
        default=Confidentiality.OPEN.value,
    )  # fmt: skip
    group_name = models.CharField(_("chat group"), max_length=200, blank=True, default="")
    group_url = models.CharField(
        _("link of the chat group"), max_length=500, blank=True, default=""
    )

    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    recurrence_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="recurrences"
    )
    related = models.ManyToManyField("self", blank=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    # The ladder of escalation and the card as they stood at the declaration (E27).
    ladder = models.JSONField(default=dict, blank=True, editable=False)
    card_version = models.ForeignKey(
        "plans.PlanVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Last deed of the commander: K13 runs from here.
    commander_seen_at = models.DateTimeField(null=True, blank=True)
    seq = models.PositiveIntegerField(default=0, editable=False)
    last_digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-declared_at", "-id"]
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = [
            models.Index(fields=["status", "-declared_at"]),
            models.Index(fields=["mode", "-declared_at"]),
            models.Index(
                fields=["suggestion_next_at"],
                name="incident_suggested_next",
                condition=Q(suggestion_next_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(mode="drill", drill_code__gt="") | Q(mode="real", drill_code=""),
                name="drill_incident_names_its_drill",
            ),
            models.UniqueConstraint(
                fields=["external_id", "declared_by"],
                condition=Q(status__in=OPEN) & ~Q(external_id=""),
                name="incident_is_open_once_per_external_id",
            ),
            models.CheckConstraint(
                condition=Q(restored_at__isnull=True) | Q(restored_at__gte=F("occurred_at")),
                name="incident_is_restored_after_it_began",
                violation_error_message=_("It cannot be restored before it began."),
            ),
            models.CheckConstraint(
                condition=~Q(status="merged") | Q(merged_into__isnull=False),
                name="merged_incident_names_its_target",
            ),
            models.CheckConstraint(
                condition=Q(traffic_percent__isnull=True) | Q(traffic_percent__lte=100),
                name="incident_traffic_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("incidents:incident_detail", args=[self.number])

    @property
    def code(self) -> str:
        return self.number

    @property
    def effective_grade(self) -> IncidentGrade | None:
        """The confirmed grade, else the provisional one."""
        return self.grade or self.provisional_grade

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_in_response(self) -> bool:
        return self.status in IN_RESPONSE

    @property
    def is_drill(self) -> bool:
        return self.mode == Mode.DRILL

    def elapsed_s(self, at: datetime) -> int:
        """Seconds since it began, until it was restored."""
        return max(0, int(((self.restored_at or at) - self.occurred_at).total_seconds()))


@tracked()
class IncidentSystem(models.Model):
    """A system that failed, wholly or in part."""

    class Extent(models.TextChoices):
        FULL = "full", _("Fully down")
        PARTIAL = "partial", _("Partly down")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="failed_systems")
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="failures")
    extent = models.CharField(max_length=10, choices=Extent.choices, default=Extent.FULL.value)

    class Meta:
        ordering = ["incident", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "system"],
                name="incident_names_a_system_once",
                violation_error_message=_("The incident names this system already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}:{self.system_id}"
