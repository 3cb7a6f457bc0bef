"""Impact assessments: a draft is worked on, an approved one is frozen for good."""

from __future__ import annotations

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import departments_limit
from accounts.models import MtdPolicy, User
from bia.models.catalogue import CatalogueVersion, ImpactCategory, Tier
from bia.models.process import Process
from lib.history import NO_TRUNCATE, append_only, tracked
from lib.records import Record, duration_field, money_field


class AssessmentStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Superseded")


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User) -> AssessmentQuerySet:
        limit = departments_limit(user, "assessment.view")
        if limit is None:
            return self
        return self.filter(Q(process__department_id__in=limit) | Q(process__owner__user_id=user.pk))

    def for_list(self) -> AssessmentQuerySet:
        return self.select_related(
            "process", "process__department", "tier", "author", "approved_by"
        )

    def approved(self) -> AssessmentQuerySet:
        return self.filter(status=AssessmentStatus.APPROVED)


# A frozen row may only step from approved to superseded; nothing else of it may change.
FROZEN = pgtrigger.Trigger(
    name="frozen_once_approved",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    declare=[("thawed", "bia_assessment")],
    func="""
        IF OLD.status NOT IN ('approved', 'superseded') THEN
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.status = 'approved' AND NEW.status = 'superseded' THEN
            thawed := NEW;
            thawed.status := OLD.status;
            thawed.updated_at := OLD.updated_at;
            thawed.version := OLD.version;
            IF thawed IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF;
        END IF;
        RAISE EXCEPTION 'assessment % is approved and frozen', OLD.code
            USING ERRCODE = 'integrity_constraint_violation';
    """,
)

FROZEN_WITH_ASSESSMENT = pgtrigger.Trigger(
    name="frozen_with_assessment",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM bia_assessment
            WHERE id = NEW.assessment_id AND status IN ('approved', 'superseded'))
        OR TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM bia_assessment
            WHERE id = OLD.assessment_id AND status IN ('approved', 'superseded'))
        THEN
            RAISE EXCEPTION 'the ratings of an approved assessment are frozen'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)


@pgtrigger.register(FROZEN)
@tracked()
class Assessment(Record):
    """One version of a process's BIA. Derived and decided values are two fields (§3.4)."""

    process = models.ForeignKey(
        Process, verbose_name=_("process"), on_delete=models.PROTECT, related_name="assessments"
    )
    number = models.PositiveIntegerField(_("version"), default=1)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=AssessmentStatus.choices,
        default=AssessmentStatus.DRAFT.value,
    )
    based_on = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors"
    )
    catalogue = models.ForeignKey(
        CatalogueVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessments"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    return_reason = models.TextField(_("returned because"), blank=True, default="")

    policy = models.CharField(
        _("MTD policy"),
        max_length=20,
        choices=MtdPolicy.choices,
        default=MtdPolicy.LAST_TOLERABLE.value,
    )
    threshold = models.DecimalField(
        _("intolerable from score"), max_digits=4, decimal_places=2, default=Decimal(3)
    )

    # What the grid and the rules propose, kept beside what people decided.
    mtd_derived_s = duration_field(_("MTD derived"), editable=False)
    mtd_proposed_s = duration_field(_("MTD proposed"), editable=False)
    rto_proposed_s = duration_field(_("RTO proposed"), editable=False)
    rpo_proposed_s = duration_field(_("RPO proposed"), editable=False)
    because = models.JSONField(_("because"), default=dict, blank=True, editable=False)

    mtd_s = duration_field(_("MTD decided"))
    rto_s = duration_field(_("RTO decided"))
    rpo_s = duration_field(_("RPO decided"))
    wrt_s = duration_field(_("work recovery time (WRT)"))
    wrt_blocking = models.BooleanField(_("WRT blocks the business"), default=False)
    mbco_percent = models.DecimalField(
        _("minimum capacity (MBCO), %"), max_digits=5, decimal_places=2, default=Decimal(100)
    )
    tier = models.ForeignKey(
        Tier, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rationale = models.TextField(_("rationale"), blank=True, default="")
    # Answers of the questionnaire (docs/method.md §12) by question code.
    answers = models.JSONField(_("questionnaire"), default=dict, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["process__code", "-number"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.UniqueConstraint(
                fields=["process", "number"], name="assessment_number_is_unique_in_its_process"
            ),
            models.UniqueConstraint(
                fields=["process"],
                condition=Q(status="approved"),
                name="process_has_one_approved_assessment",
            ),
            models.UniqueConstraint(
                fields=["process"],
                condition=Q(status__in=["draft", "submitted", "returned"]),
                name="process_has_one_assessment_in_work",
            ),
            models.CheckConstraint(
                condition=Q(mtd_s__isnull=True)
                | Q(rto_s__isnull=True)
                | Q(status__in=["draft", "returned"])
                | Q(rto_s__lte=models.F("mtd_s")),
                name="assessment_rto_is_within_mtd",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=models.F("author")) & ~Q(approved_by=models.F("submitted_by"))),
                name="assessment_approver_is_not_its_author",
            ),
            models.CheckConstraint(
                condition=(Q(mtd_s__isnull=True) | Q(mtd_s__gte=0))
                & (Q(rto_s__isnull=True) | Q(rto_s__gte=0))
                & (Q(rpo_s__isnull=True) | Q(rpo_s__gte=0))
                & (Q(wrt_s__isnull=True) | Q(wrt_s__gte=0)),
                name="assessment_durations_are_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def access_subject(self) -> Process:
        """Whoever may touch the process may touch its assessment."""
        return self.process

    @property
    def in_work(self) -> bool:
        return self.status in (AssessmentStatus.DRAFT, AssessmentStatus.RETURNED)


class ImpactRatingQuerySet(models.QuerySet["ImpactRating"]):
    def in_grid(self) -> ImpactRatingQuerySet:
        """The ratings of one assessment as its grid shows them, with their categories."""
        return self.select_related("category").order_by("category__order", "at_s")


@pgtrigger.register(FROZEN_WITH_ASSESSMENT, NO_TRUNCATE)
@tracked()
class ImpactRating(models.Model):
    """One cell of the grid: null score is "not rated", which is not 0."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="ratings")
    category = models.ForeignKey(ImpactCategory, on_delete=models.PROTECT, related_name="+")
    at_s = models.BigIntegerField(_("after"))
    score = models.DecimalField(_("score"), max_digits=4, decimal_places=2, null=True, blank=True)
    amount = money_field(_("amount"), null=True, blank=True)
    text = models.CharField(_("words"), max_length=500, blank=True, default="")

    objects = ImpactRatingQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "category__order", "at_s"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "category", "at_s"], name="impact_rating_is_one_per_cell"
            ),
            models.CheckConstraint(condition=Q(at_s__gte=0), name="impact_rating_is_after_zero"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="impact_rating_amount_is_not_negative",
            ),
        ]


@append_only
class AssessmentSnapshot(models.Model):
    """Everything an approval was given for, as canonical JSON with its SHA-256."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="snapshot")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    taken_at = models.DateTimeField()


@append_only
class Confirmation(models.Model):
    """ "Nothing changed": an approved assessment confirmed for another period."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="confirmations"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True, default="")
    review_due = models.DateField()

    class Meta:
        ordering = ["-at"]
