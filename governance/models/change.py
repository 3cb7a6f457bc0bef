"""The change register (S2-014): requested, assessed, approved, implemented, and what follows."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from bia.models import Process, System
from governance.models.visibility import GovernanceQuerySet
from lib.history import tracked
from lib.records import Record

SCALE = [MinValueValidator(1), MaxValueValidator(5)]


class ChangeState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("change", "Requested")
    ASSESSED = "assessed", pgettext_lazy("change", "Assessed")
    APPROVED = "approved", pgettext_lazy("change", "Approved")
    IMPLEMENTED = "implemented", pgettext_lazy("change", "Implemented")
    FAILED = "failed", _("Failed, rolled back")
    REJECTED = "rejected", pgettext_lazy("change", "Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ChangeQuerySet(GovernanceQuerySet["Change"]):
    def for_list(self) -> ChangeQuerySet:
        return self.select_related("requested_by", "owner").prefetch_related("systems")


@tracked()
class Change(Record):
    """ "CHG-2026-0001". Implementing one on something critical triggers the review of the
    processes that rest on it and of their plans (S0-011); `followed_up` says what was triggered.
    Approved by somebody else than whoever requested it. Function, performance and security are
    what the assessment speaks of; `likelihood` and `impact` are 1 to 5."""

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what changes and why"))
    external_ref = models.CharField(_("ticket"), max_length=100, blank=True, default="")
    systems = models.ManyToManyField(
        System, verbose_name=_("systems"), blank=True, related_name="changes"
    )
    processes = models.ManyToManyField(
        Process, verbose_name=_("processes"), blank=True, related_name="changes"
    )
    owner = models.ForeignKey(
        Person, verbose_name=_("responsible"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="changes_owned",
    )  # fmt: skip
    planned_start = models.DateTimeField(_("planned from"), null=True, blank=True)
    planned_end = models.DateTimeField(_("planned until"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=ChangeState.choices,
        default=ChangeState.REQUESTED.value, editable=False,
    )  # fmt: skip
    on_function = models.TextField(_("effect on functions"), blank=True, default="")
    on_performance = models.TextField(_("effect on performance"), blank=True, default="")
    on_security = models.TextField(_("effect on security"), blank=True, default="")
    rollback = models.TextField(_("way back"), blank=True, default="")
    likelihood = models.PositiveSmallIntegerField(
        _("likelihood"), null=True, blank=True, validators=SCALE
    )
    impact = models.PositiveSmallIntegerField(_("impact"), null=True, blank=True, validators=SCALE)
    is_major = models.BooleanField(_("major change"), default=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        related_name="+", editable=False,
    )  # fmt: skip
    assessed_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        related_name="+", editable=False,
    )  # fmt: skip
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decision_reason = models.TextField(blank=True, default="", editable=False)
    implemented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        related_name="+", editable=False,
    )  # fmt: skip
    implemented_at = models.DateTimeField(null=True, blank=True, editable=False)
    result = models.TextField(_("result"), blank=True, default="")
    followed_up = models.JSONField(default=dict, blank=True, editable=False)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-code"]
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_start__isnull=True)
                | Q(planned_end__isnull=True)
                | Q(planned_end__gte=F("planned_start")),
                name="change_ends_after_it_begins",
                violation_error_message=_("It ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("governance:change_detail", args=[self.code])
