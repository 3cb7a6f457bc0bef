"""The review after an incident: facts frozen, causes found, lessons and verdicts (INC-11)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.models.incident import Incident
from lib.history import append_only, tracked
from plans.models import ChangeRequest, PlanActivation

# 001 ch. 10.1: response speed, recovery efficiency, use of resources, co-ordination, customers.
DIMENSIONS = ("response", "recovery", "resources", "coordination", "customers")


@tracked()
class Review(models.Model):
    """One per incident; drafted from the facts when the recovery is verified.

    `whys` are up to five answers, each asking about the one before. `scores` maps a dimension to
    {"score": 1…5, "text"}; a dimension left out is "not evaluated", never 0. `facts` is frozen
    at submission (`digest` is its SHA-256); `revised` says that instants changed since (E3).
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("review", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("review", "Submitted")
        APPROVED = "approved", pgettext_lazy("review", "Approved")

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="review")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT.value)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    summary = models.TextField(_("what happened"), blank=True, default="")
    symptom = models.TextField(_("symptom"), blank=True, default="")
    whys = models.JSONField(_("five whys"), default=list, blank=True)
    root_cause = models.TextField(_("root cause"), blank=True, default="")
    factors = models.TextField(_("contributing factors"), blank=True, default="")
    treatment = models.TextField(_("treatment"), blank=True, default="")
    went_well = models.TextField(_("what went well"), blank=True, default="")
    went_badly = models.TextField(_("what went badly"), blank=True, default="")
    card_helped = models.BooleanField(_("the response card helped"), null=True, blank=True)
    card_comment = models.TextField(_("about the card"), blank=True, default="")
    scores = models.JSONField(_("evaluation"), default=dict, blank=True)
    # "No action is needed" is a decision with a reason, not an empty list.
    no_actions_reason = models.TextField(_("why no action is needed"), blank=True, default="")
    same_cause = models.BooleanField(_("same cause as an earlier incident"), default=False)
    facts = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64, blank=True, default="")
    revised = models.BooleanField(_("revised"), default=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    returned_because = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("review of an incident")
        verbose_name_plural = _("reviews of incidents")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "approved"]) | Q(submitted_at__isnull=False),
                name="review_that_is_submitted_says_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}"


@tracked()
class PlanVerdict(models.Model):
    """What an activation in the incident says of its plan: must it change?"""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="plan_verdicts")
    activation = models.ForeignKey(PlanActivation, on_delete=models.PROTECT, related_name="+")
    rating = models.PositiveSmallIntegerField(_("how much it helped (1–5)"), null=True, blank=True)
    change_needed = models.BooleanField(_("the plan must change"), null=True, blank=True)
    why = models.TextField(_("why"), blank=True, default="")
    change_request = models.ForeignKey(
        ChangeRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["incident", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "activation"], name="activation_is_judged_once"
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5),
                name="plan_is_rated_1_to_5",
                violation_error_message=_("Rate from 1 to 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.activation_id}"


@append_only
class MeasuredImpact(models.Model):
    """Which measurement an impact gave, so that a correction supersedes it (E3)."""

    impact = models.ForeignKey(
        "incidents.Impact", on_delete=models.PROTECT, related_name="measured"
    )
    measurement = models.ForeignKey("bia.Measurement", on_delete=models.PROTECT, related_name="+")
    superseded_because = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.impact_id}: {self.measurement_id}"
