"""What a management system writes down about itself (ISO 22301 clauses 4 to 7 and 9.2)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from governance.models.visibility import GovernanceQuerySet
from lib.history import append_only, tracked
from lib.records import Record


class RecordKind(models.TextChoices):
    ISSUE = "issue", _("Context: internal or external issue")
    PARTY = "party", _("Interested party")
    SCOPE = "scope", _("Scope")
    POLICY = "policy", _("Policy")
    OBJECTIVE = "objective", _("Continuity objective")
    COMMUNICATION = "communication", _("Communication rule")
    RESOURCE = "resource", _("Resource of the programme")
    AUDIT = "audit", _("Internal audit")


class RecordState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    IN_FORCE = "in_force", _("In force")
    RETIRED = "retired", _("Retired")


# What top management puts into force; the others are in force when they are written.
APPROVED_KINDS = (RecordKind.SCOPE.value, RecordKind.POLICY.value, RecordKind.OBJECTIVE.value)


class BcmsRecordQuerySet(GovernanceQuerySet["BcmsRecord"]):
    def for_list(self) -> BcmsRecordQuerySet:
        return self.select_related("owner", "approved_by")


@tracked()
class BcmsRecord(Record):
    """`edition` counts the versions put into force: whoever read edition 2 has not read 3.

    Of an objective: `measure`, `target`, `due_on`. Of an audit: `due_on` (planned), `held_on`,
    `auditor`, `result`. Of an issue: `climate`, whether it is about climate change (Amd 1:2024).
    """

    kind = models.CharField(_("kind"), max_length=15, choices=RecordKind.choices)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True, default="")
    state = models.CharField(
        _("state"), max_length=10, choices=RecordState.choices, default=RecordState.DRAFT.value,
        editable=False,
    )  # fmt: skip
    edition = models.PositiveSmallIntegerField(_("edition"), default=1, editable=False)
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="bcms_records",
    )  # fmt: skip
    climate = models.BooleanField(_("about climate change"), default=False)
    measure = models.CharField(_("measured by"), max_length=300, blank=True, default="")
    target = models.CharField(_("target"), max_length=200, blank=True, default="")
    due_on = models.DateField(pgettext_lazy("governance", "due"), null=True, blank=True)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    auditor = models.ForeignKey(
        Person, verbose_name=_("auditor"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="bcms_audits",
    )  # fmt: skip
    result = models.TextField(_("result"), blank=True, default="")
    next_review = models.DateField(_("next review"), null=True, blank=True)
    must_be_read = models.BooleanField(_("everybody must have read it"), default=False)
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

    objects = BcmsRecordQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "code"]
        verbose_name = _("record of the management system")
        verbose_name_plural = _("records of the management system")
        constraints = [
            models.CheckConstraint(
                condition=Q(auditor__isnull=True) | Q(owner__isnull=True) | ~Q(auditor=F("owner")),
                name="bcms_record_auditor_is_impartial",
                violation_error_message=_("Nobody audits their own work."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("governance:record_detail", args=[self.code])


@append_only
class Acknowledgement(models.Model):
    """Somebody has read and understood an edition of a record (ISO 7.3)."""

    record = models.ForeignKey(
        BcmsRecord, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    edition = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bcms_readings")
    at = models.DateTimeField()

    class Meta:
        ordering = ["record", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "edition", "person"], name="acknowledgement_is_once"
            )
        ]
