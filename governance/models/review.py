"""Management reviews (ISO 9.3): an agenda out of the data, minutes, decisions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from followup.models import CorrectiveAction
from governance.models.visibility import GovernanceQuerySet
from lib.history import tracked
from lib.records import Record


class ManagementReviewState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("management review", "Planned")
    HELD = "held", _("Held, minutes in work")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", pgettext_lazy("management review", "Approved")
    CANCELLED = "cancelled", pgettext_lazy("management review", "Cancelled")


class ManagementReviewQuerySet(GovernanceQuerySet["ManagementReview"]):
    def for_list(self) -> ManagementReviewQuerySet:
        return self.select_related("chair", "secretary", "approved_by")


@tracked()
class ManagementReview(Record):
    """ "MGR-2026-0001". The data of its agenda are live until it is held and frozen then; the
    minutes are approved by somebody else than whoever wrote or submitted them. `digest` is the
    SHA-256 of agenda, minutes and decisions as approved."""

    title = models.CharField(_("title"), max_length=200)
    period_from = models.DateField(_("period from"))
    period_until = models.DateField(_("period until"))
    planned_on = models.DateField(_("planned on"))
    chair = models.ForeignKey(
        Person, verbose_name=_("chair"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="reviews_chaired",
    )  # fmt: skip
    secretary = models.ForeignKey(
        Person, verbose_name=_("secretary"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="reviews_minuted",
    )  # fmt: skip
    participants = models.ManyToManyField(
        Person, verbose_name=_("participants"), blank=True, related_name="management_reviews"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ManagementReviewState.choices,
        default=ManagementReviewState.PLANNED.value, editable=False,
    )  # fmt: skip
    held_at = models.DateTimeField(_("held"), null=True, blank=True, editable=False)
    minutes = models.TextField(_("minutes"), blank=True, default="")
    next_on = models.DateField(_("next review"), null=True, blank=True)
    cancel_reason = models.TextField(blank=True, default="", editable=False)
    returned_because = models.TextField(blank=True, default="", editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        related_name="+", editable=False,
    )  # fmt: skip
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        related_name="+", editable=False,
    )  # fmt: skip
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        related_name="+", editable=False,
    )  # fmt: skip
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, default="", editable=False)

    objects = ManagementReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_on", "-code"]
        verbose_name = _("management review")
        verbose_name_plural = _("management reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(period_until__gte=F("period_from")),
                name="management_review_period_goes_forward",
                violation_error_message=_("The period ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("governance:review_detail", args=[self.code])


@tracked()
class AgendaItem(models.Model):
    """One input of ISO 9.3.2. `key` says which figures fill it (`governance.services.agenda`);
    `data` are those figures, frozen when the review is held."""

    review = models.ForeignKey(ManagementReview, on_delete=models.CASCADE, related_name="agenda")
    key = models.CharField(max_length=40)
    title = models.CharField(_("title"), max_length=200, blank=True, default="")
    order = models.PositiveSmallIntegerField(default=0)
    data = models.JSONField(default=dict, blank=True)
    discussion = models.TextField(_("discussion"), blank=True, default="")

    class Meta:
        ordering = ["review", "order", "id"]


class DecisionKind(models.TextChoices):
    IMPROVEMENT = "improvement", _("Improvement")
    CHANGE = "change", _("Change of the management system")
    RESOURCE = "resource", _("Resources")
    OTHER = "other", _("Other")


@tracked()
class ReviewDecision(models.Model):
    """An output of ISO 9.3.3; with an owner and a date it becomes a corrective action when the
    minutes are approved."""

    review = models.ForeignKey(ManagementReview, on_delete=models.CASCADE, related_name="decisions")
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=12, choices=DecisionKind.choices)
    text = models.TextField(_("decision"))
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="review_decisions",
    )  # fmt: skip
    due_on = models.DateField(pgettext_lazy("governance", "due"), null=True, blank=True)
    action = models.ForeignKey(
        CorrectiveAction, null=True, blank=True, on_delete=models.PROTECT, editable=False,
        related_name="review_decisions",
    )  # fmt: skip

    class Meta:
        ordering = ["review", "order", "id"]
