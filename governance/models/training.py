"""Competence (ISO 7.2, S2-017): what who must have, sessions, records and when they expire."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import may
from accounts.models import Person, Role, User
from governance.models.visibility import GovernanceQuerySet
from lib.bilingual import BilingualName, in_both
from lib.history import tracked
from lib.records import Record
from plans.models import ResponseRole


class CourseKind(models.TextChoices):
    TRAINING = "training", _("Training")
    EXAM = "exam", _("Exam")
    CERTIFICATE = "certificate", _("Certificate")
    AWARENESS = "awareness", _("Awareness")


class CourseQuerySet(GovernanceQuerySet["Course"]):
    def for_list(self) -> CourseQuerySet:
        return self.prefetch_related("needs__response_role")


@tracked()
class Course(BilingualName, Record):
    """Something one has to know or hold: "Restore test, hands on", "CBCP". `valid_months` null:
    it does not expire. `pass_score` null: attending is enough."""

    kind = models.CharField(_("kind"), max_length=12, choices=CourseKind.choices)
    text_en = models.TextField(_("text (English)"), blank=True, default="")
    text_zh = models.TextField(_("text (Chinese)"), blank=True, default="")
    issuer = models.CharField(_("issuer"), max_length=200, blank=True, default="")
    valid_months = models.PositiveSmallIntegerField(
        _("valid for, months"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    pass_score = models.DecimalField(
        _("score to pass"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )  # fmt: skip
    is_active = models.BooleanField(_("in use"), default=True)

    text = in_both("text")
    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("course or certificate")
        verbose_name_plural = _("courses and certificates")

    def get_absolute_url(self) -> str:
        return reverse("governance:course_detail", args=[self.code])


@tracked()
class CourseNeed(models.Model):
    """Whoever holds this role must have it: a role of plans, one of the platform, or everybody."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="needs")
    response_role = models.ForeignKey(
        ResponseRole, verbose_name=_("role in plans"), null=True, blank=True,
        on_delete=models.CASCADE, related_name="course_needs",
    )  # fmt: skip
    role = models.CharField(
        _("role of the platform"), max_length=30, choices=Role.choices, blank=True, default=""
    )
    everybody = models.BooleanField(_("everybody"), default=False)

    class Meta:
        ordering = ["course", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(response_role__isnull=False, role="", everybody=False)
                | (Q(response_role__isnull=True, everybody=False) & ~Q(role=""))
                | Q(response_role__isnull=True, role="", everybody=True),
                name="course_need_names_one_group",
                violation_error_message=_("Name one group: a role, or everybody."),
            )
        ]


class SessionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("training", "Planned")
    HELD = "held", pgettext_lazy("training", "Held")
    CANCELLED = "cancelled", pgettext_lazy("training", "Cancelled")


class TrainingSessionQuerySet(GovernanceQuerySet["TrainingSession"]):
    def visible_to(self, user: User) -> TrainingSessionQuerySet:
        """For who keeps the records, and for whoever is invited."""
        if may(user, "training.view"):
            return self
        return self.filter(people__user_id=user.pk) if user.is_authenticated else self.none()

    def for_list(self) -> TrainingSessionQuerySet:
        return self.select_related("course")


@tracked()
class TrainingSession(Record):
    """ "TRN-2026-0001": a date in the yearly plan; who came is in the records."""

    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="sessions"
    )
    planned_on = models.DateField(_("planned on"))
    held_on = models.DateField(_("held on"), null=True, blank=True)
    trainer = models.CharField(_("trainer"), max_length=200, blank=True, default="")
    place = models.CharField(_("place"), max_length=200, blank=True, default="")
    state = models.CharField(
        _("state"), max_length=10, choices=SessionState.choices,
        default=SessionState.PLANNED.value, editable=False,
    )  # fmt: skip
    note = models.TextField(_("note"), blank=True, default="")
    people = models.ManyToManyField(
        Person, verbose_name=_("invited"), blank=True, related_name="training_sessions"
    )

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_on", "-code"]
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")

    def __str__(self) -> str:
        return f"{self.code} {self.course.name}"

    def get_absolute_url(self) -> str:
        return reverse("governance:session_detail", args=[self.code])


class TrainingRecordQuerySet(GovernanceQuerySet["TrainingRecord"]):
    def visible_to(self, user: User) -> TrainingRecordQuerySet:
        """Scores are personal: for who keeps the records, and one's own."""
        if may(user, "training.view"):
            return self
        return self.filter(person__user_id=user.pk) if user.is_authenticated else self.none()

    def for_list(self) -> TrainingRecordQuerySet:
        return self.select_related("course", "person", "session")


@tracked()
class TrainingRecord(models.Model):
    """What somebody did and holds. `valid_until` (that day included) null: it does not expire."""

    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="records"
    )
    session = models.ForeignKey(
        TrainingSession, verbose_name=_("session"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="records",
    )  # fmt: skip
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="training_records"
    )
    on = models.DateField(_("day"))
    score = models.DecimalField(
        _("score"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )  # fmt: skip
    passed = models.BooleanField(_("passed"), default=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    certificate = models.CharField(_("number"), max_length=100, blank=True, default="")
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TrainingRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = _("training record")
        verbose_name_plural = _("training records")
        constraints = [
            models.UniqueConstraint(
                fields=["course", "person", "on"], name="training_record_is_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("on")),
                name="training_record_ends_after_it_begins",
                violation_error_message=_("It expires before it was obtained."),
            ),
        ]
