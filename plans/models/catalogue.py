"""Grades of incidents, and the roles people have in a response, with who holds them."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import Person, User
from lib.bilingual import BilingualName, in_both
from lib.history import tracked
from lib.records import Record, duration_field


class RoleKind(models.TextChoices):
    DECISION = "decision", _("Decision level")
    COMMAND = "command", _("Command")
    TEAM = "team", _("Response team")


class CatalogueQuerySet(models.QuerySet[models.Model]):
    def visible_to(self, user: User) -> CatalogueQuerySet:
        return self if may(user, "catalogue.view") else self.none()

    def for_list(self) -> CatalogueQuerySet:
        return self


class RoleQuerySet(models.QuerySet["ResponseRole"]):
    def visible_to(self, user: User) -> RoleQuerySet:
        return self if may(user, "plan.view") else self.none()

    def for_list(self) -> RoleQuerySet:
        return self.prefetch_related("holders__person")


@tracked()
class ResponseRole(BilingualName, Record):
    """What somebody is in a response ("it-lead", "ceo-coo"), whoever holds it.

    `capacity` is how many of its tasks can run side by side (null: as many as it has holders).
    """

    kind = models.CharField(
        _("kind"), max_length=10, choices=RoleKind.choices, default=RoleKind.TEAM.value
    )
    duties_en = models.TextField(_("duties (English)"), blank=True, default="")
    duties_zh = models.TextField(_("duties (Chinese)"), blank=True, default="")
    capacity = models.PositiveSmallIntegerField(
        _("tasks side by side"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    position = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("active"), default=True)

    objects = RoleQuerySet.as_manager()
    duties = in_both("duties")

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("response role")
        verbose_name_plural = _("response roles")

    def get_absolute_url(self) -> str:
        return reverse("plans:role_detail", args=[self.code])


@tracked()
class RoleHolder(models.Model):
    """Holders in the order in which they are called; the first is the primary."""

    role = models.ForeignKey(ResponseRole, on_delete=models.CASCADE, related_name="holders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="response_roles")
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        ordering = ["role", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "person"],
                name="role_has_a_holder_once",
                violation_error_message=_("This person holds the role already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.role_id}:{self.person_id}"


@tracked()
class IncidentGrade(models.Model):
    """I to IV (RESP §0.1). `severity` 1 is the worst. `response_s` 0 is "immediately", and
    `alarm_s` is when silence alarms; `wait_s` is the wait between levels of escalation (INC-4)."""

    code = models.CharField(_("grade"), max_length=4, unique=True)
    severity = models.PositiveSmallIntegerField(
        _("severity"), unique=True, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    name_en = models.CharField(_("name (English)"), max_length=100)
    name_zh = models.CharField(_("name (Chinese)"), max_length=100)
    definition_en = models.CharField(_("definition (English)"), max_length=300)
    definition_zh = models.CharField(_("definition (Chinese)"), max_length=300)
    scope_en = models.CharField(_("scope (English)"), max_length=300)
    scope_zh = models.CharField(_("scope (Chinese)"), max_length=300)
    response_s = duration_field(
        _("response within"), null=False, blank=False, validators=[MinValueValidator(0)]
    )
    alarm_s = duration_field(_("alarm after"), validators=[MinValueValidator(0)])
    wait_s = duration_field(
        _("wait between levels"),
        null=False,
        blank=False,
        default=300,
        validators=[MinValueValidator(0)],
    )
    decision_role = models.ForeignKey(
        ResponseRole,
        verbose_name=_("decision level"),
        on_delete=models.PROTECT,
        related_name="grades",
    )
    colour = models.CharField(_("colour"), max_length=10, default="blue")
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CatalogueQuerySet.as_manager()
    name = in_both("name")
    definition = in_both("definition")
    scope = in_both("scope")

    class Meta:
        ordering = ["severity"]
        verbose_name = _("incident grade")
        verbose_name_plural = _("incident grades")
        constraints = [
            models.CheckConstraint(
                condition=Q(response_s__gte=0, wait_s__gte=0)
                & (Q(alarm_s__isnull=True) | Q(alarm_s__gte=0)),
                name="grade_times_are_not_negative",
                violation_error_message=_("A duration is not negative."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
