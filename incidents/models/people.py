"""Who does what in an incident, and who was reached (INC-8)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from incidents.models.incident import Incident
from lib.history import append_only, tracked
from plans.models import ResponseRole


class IncidentRole(models.TextChoices):
    COMMANDER = "commander", _("Commander")
    DEPUTY = "deputy", _("Deputy commander")
    SCRIBE = "scribe", _("Scribe")
    TECHNICAL_LEAD = "technical_lead", _("Technical lead")
    BUSINESS_LEAD = "business_lead", _("Business lead")
    COMMS_LEAD = "comms_lead", _("Communications lead")
    RESPONDER = "responder", _("Responder")
    FOLLOWER = "follower", _("Follower")


# One person at a time; the others many.
SINGLE = (
    IncidentRole.COMMANDER.value, IncidentRole.DEPUTY.value, IncidentRole.SCRIBE.value,
    IncidentRole.TECHNICAL_LEAD.value, IncidentRole.BUSINESS_LEAD.value,
    IncidentRole.COMMS_LEAD.value,
)  # fmt: skip


class AssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def held(self) -> AssignmentQuerySet:
        return self.filter(released_at__isnull=True)

    def for_list(self) -> AssignmentQuerySet:
        return self.select_related("person__user")


@tracked()
class RoleAssignment(models.Model):
    """A role from `assumed_at` until `released_at` (null: held now).

    A commander who takes over from another one confirms (`confirmed_at`); until then K13 asks.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(_("role"), max_length=15, choices=IncidentRole.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="incident_roles")
    assumed_at = models.DateTimeField(_("assumed"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    handover_note = models.TextField(_("hand-over note"), blank=True, default="")
    break_glass = models.BooleanField(default=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["incident", "assumed_at", "id"]
        verbose_name = _("role in an incident")
        verbose_name_plural = _("roles in incidents")
        indexes = [models.Index(fields=["person", "released_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "role"],
                condition=Q(released_at__isnull=True, role__in=SINGLE),
                name="incident_role_is_held_by_one",
                violation_error_message=_("Somebody has this role already."),
            ),
            models.UniqueConstraint(
                fields=["incident", "role", "person"],
                condition=Q(released_at__isnull=True),
                name="person_holds_an_incident_role_once",
                violation_error_message=_("This person has the role already."),
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(released_at__gte=F("assumed_at")),
                name="incident_role_is_released_after_it_was_assumed",
                violation_error_message=_("A role cannot end before it began."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.role}"


class ContactState(models.TextChoices):
    TO_CALL = "to_call", _("To call")
    TRIED = "tried", _("Tried")
    REACHED = "reached", pgettext_lazy("contact", "Reached")
    EXHAUSTED = "exhausted", _("Could not be reached")
    STOOD_DOWN = "stood_down", _("No longer needed")


@tracked()
class Contact(models.Model):
    """One row of the call list: somebody to reach, in calling order (`number` "2.1").

    `required` ones keep K1 running. Alternates of one place share `place`: once one of them is
    reached the place is answered.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="contacts")
    position = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(max_length=20, blank=True, default="")
    place = models.CharField(max_length=80)
    role = models.ForeignKey(
        ResponseRole, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="incident_contacts")
    is_alternate = models.BooleanField(default=False)
    required = models.BooleanField(pgettext_lazy("contact", "required"), default=True)
    state = models.CharField(
        max_length=12, choices=ContactState.choices, default=ContactState.TO_CALL.value
    )
    reached_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["incident", "position", "id"]
        verbose_name = _("contact of an incident")
        verbose_name_plural = _("contacts of an incident")
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "place", "person"],
                name="person_is_called_once_at_a_place",
                violation_error_message=_("This person stands on the call list already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.place}"


class ContactMethod(models.TextChoices):
    PHONE = "phone", _("Phone")
    MESSAGE = "message", _("Message")
    IN_PERSON = "in_person", _("In person")
    APP = "app", _("In the app")


class ContactResult(models.TextChoices):
    REACHED = "reached", pgettext_lazy("contact", "Reached")
    NO_ANSWER = "no_answer", _("No answer")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    DECLINED = "declined", _("Declined")
    DELEGATED = "delegated", _("Handed on")


@append_only
class ContactAttempt(models.Model):
    """Somebody tried to reach a contact; `at` may be claimed later from paper."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="attempts")
    method = models.CharField(
        max_length=10, choices=ContactMethod.choices, default=ContactMethod.PHONE.value
    )
    result = models.CharField(max_length=15, choices=ContactResult.choices)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    delegated_to = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["contact", "at", "id"]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.result}"
