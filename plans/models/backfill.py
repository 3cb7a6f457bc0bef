"""What shops wrote on paper, being entered afterwards, checked and posted (PLN-13)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import may
from accounts.models import Person, User
from lib.history import tracked
from plans.models.activation import PlanActivation
from plans.models.paper import FormSheet, PaperForm, Store
from plans.models.plan import Plan


class BackfillState(models.TextChoices):
    OPEN = "open", _("Open")
    ENTERING = "entering", _("Being entered")
    CHECKING = "checking", _("Being checked")
    RECONCILED = "reconciled", _("Reconciled")
    POSTED = "posted", pgettext_lazy("rows", "Posted")
    CLOSED = "closed", _("Closed")


class BackfillQuerySet(models.QuerySet["Backfill"]):
    def visible_to(self, user: User) -> BackfillQuerySet:
        return (
            self.filter(form__plan__isnull=True)
            | self.filter(form__plan__in=Plan.objects.visible_to(user))
            if may(user, "plan.view")
            else self.none()
        )

    def for_list(self) -> BackfillQuerySet:
        return self.select_related("form", "store", "activation__plan", "lead")


@tracked()
class Backfill(models.Model):
    """What one shop wrote on paper during one activation, being entered afterwards (PLN-13).

    `sample_percent` of the rows are checked by a second person (100 up to 50 rows, else 20; any
    error makes it 100). `explanation` is compulsory where totals do not balance. `due_at` is that
    of clock K10. Rows are purged `purge_days` (settings) after `closed_at`; counts stay in
    `totals`.
    """

    code = models.CharField(max_length=30, unique=True)
    activation = models.ForeignKey(
        PlanActivation, on_delete=models.PROTECT, related_name="backfills"
    )
    form = models.ForeignKey(PaperForm, on_delete=models.PROTECT, related_name="backfills")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="backfills")
    state = models.CharField(
        max_length=10, choices=BackfillState.choices, default=BackfillState.OPEN.value
    )
    lead = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    restored_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    sample_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    totals = models.JSONField(default=dict, blank=True)
    explanation = models.TextField(_("explanation"), blank=True, default="")
    entered_at = models.DateTimeField(null=True, blank=True)
    reconciled_at = models.DateTimeField(null=True, blank=True)
    reconciled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    posted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BackfillQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("backfill")
        verbose_name_plural = _("backfills")
        constraints = [
            models.UniqueConstraint(
                fields=["activation", "form", "store"],
                name="shop_backfills_a_form_once",
                violation_error_message=_("This shop has a backfill of this form already."),
            )
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("plans:backfill_detail", args=[self.code])


class RowCheck(models.TextChoices):
    NONE = "", _("Not checked")
    OK = "ok", pgettext_lazy("row", "Correct")
    WRONG = "wrong", _("Wrong")


class BackfillRow(models.Model):
    """One written line: (sheet, row) stands once (E37). `values` by column key, as text; `at` is
    the paper's time as an instant, the time that counts for the business. No history table:
    the values are personal, and purged; `log` of the batch keeps who did what.
    `warnings` are codes by column key ({"plate": "unusual_plate"}): handwriting never blocks.
    """

    backfill = models.ForeignKey(Backfill, on_delete=models.CASCADE, related_name="rows")
    sheet = models.ForeignKey(FormSheet, on_delete=models.PROTECT, related_name="rows")
    row = models.PositiveSmallIntegerField(_("row"))
    values = models.JSONField(default=dict)
    at = models.DateTimeField(null=True, blank=True)
    illegible = models.BooleanField(_("illegible"), default=False)
    void = models.BooleanField(_("void"), default=False)
    warnings = models.JSONField(default=dict, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()
    in_sample = models.BooleanField(default=False)
    check_result = models.CharField(max_length=5, choices=RowCheck.choices, blank=True, default="")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    resent_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["backfill", "sheet__serial", "row"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "row"],
                name="row_of_a_sheet_is_entered_once",
                violation_error_message=_("This row of this sheet has been entered already."),
            ),
            models.CheckConstraint(
                condition=Q(row__gte=1),
                name="rows_count_from_one",
                violation_error_message=_("Rows are counted from 1."),
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=models.F("entered_by")),
                name="a_second_person_checks",
                violation_error_message=_("Somebody else must check what you entered."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}:{self.row}"


@tracked()
class BackfillLog(models.Model):
    """What happened to a batch: states, exports (with or without personal data), purge."""

    backfill = models.ForeignKey(Backfill, on_delete=models.PROTECT, related_name="log")
    what = models.CharField(max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    payload = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.backfill_id} {self.what}"
