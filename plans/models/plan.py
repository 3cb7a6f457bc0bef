"""Plans and their versions: a draft is worked on, what was approved is frozen for good."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import may
from accounts.models import Person, User
from bia.models import Process, Site, System
from lib.bilingual import in_both
from lib.history import append_only, tracked
from lib.records import Record
from plans.models.catalogue import IncidentGrade


class PlanKind(models.TextChoices):
    CONTINUITY = "bcp", _("Continuity plan")
    RECOVERY = "drp", _("Recovery plan")
    WORKAROUND = "workaround", _("Workaround")
    COMMUNICATION = "crisis_comms", _("Crisis communication plan")
    CARD = "response_card", _("Response card")
    POLICY = "policy_doc", _("Policy document")


class PlanLevel(models.TextChoices):
    """Levels of ISO 22332."""

    STRATEGIC = "strategic", _("Strategic")
    TACTICAL = "tactical", _("Tactical")
    OPERATIONAL = "operational", _("Operational")


class Confidentiality(models.TextChoices):
    INTERNAL = "internal", _("Internal")
    RESTRICTED = "restricted", _("Restricted")


class Languages(models.TextChoices):
    """Which languages must be complete before approval (PLN-4)."""

    ANY = "any", _("At least one")
    ENGLISH = "en", _("English")
    CHINESE = "zh-hans", _("Chinese")
    BOTH = "both", _("English and Chinese")


class VersionStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    EFFECTIVE = "effective", _("Effective")
    SUPERSEDED = "superseded", _("Superseded")
    RETIRED = "retired", pgettext_lazy("plan", "Retired")


OPEN = ("draft", "in_review", "approved")


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> PlanQuerySet:
        """Everybody reads plans; restricted ones only who may, who answers for them, and who is
        asked to sign or read them."""
        if not may(user, "plan.view"):
            return self.none()
        if may(user, "plan.view_restricted"):
            return self
        mine = Q(owner__user=user) | Q(deputy__user=user) | Q(versions__author=user)
        # Who is asked to sign or to read must be able to.
        decides = "versions__serves_grade__decision_role__holders__person__user"
        asked = (
            Q(versions__approvals__person__user=user)
            | Q(versions__approvals__delegate__user=user)
            | Q(versions__readings__person__user=user)
            | Q(**{decides: user})
        )
        shown = Q(confidentiality=Confidentiality.INTERNAL.value)
        for part in (mine, asked):
            shown |= Q(pk__in=Plan._base_manager.filter(part).values("pk"))
        return self.filter(shown)

    def for_list(self) -> PlanQuerySet:
        return self.select_related("owner", "deputy").prefetch_related("processes", "systems")


@tracked()
class Plan(Record):
    """What stays the same over all versions.

    `name_*` are bilingual, one may be empty. `review_due` is 12 months after `reviewed_on`
    unless a trigger asks earlier (PLN-5); overdue is derived, an overdue plan still activates.
    `template` is the shipped template it was made from, "" for none.
    """

    kind = models.CharField(_("kind"), max_length=15, choices=PlanKind.choices)
    level = models.CharField(
        _("level"), max_length=12, choices=PlanLevel.choices, default=PlanLevel.OPERATIONAL.value
    )
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True, default="")
    name_zh = models.CharField(_("name (Chinese)"), max_length=200, blank=True, default="")
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="plans"
    )
    deputy = models.ForeignKey(
        Person,
        verbose_name=_("deputy"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="deputy_plans",
    )
    processes = models.ManyToManyField(
        Process, verbose_name=_("processes"), related_name="plans", blank=True
    )
    systems = models.ManyToManyField(
        System, verbose_name=_("systems"), related_name="plans", blank=True
    )
    sites = models.ManyToManyField(Site, verbose_name=_("sites"), related_name="plans", blank=True)
    confidentiality = models.CharField(
        _("confidentiality"),
        max_length=12,
        choices=Confidentiality.choices,
        default=Confidentiality.INTERNAL.value,
    )
    languages = models.CharField(
        _("languages that must be complete"),
        max_length=10,
        choices=Languages.choices,
        default=Languages.ANY.value,
    )
    review_months = models.PositiveSmallIntegerField(
        _("months between reviews"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    reviewed_on = models.DateField(_("last review"), null=True, blank=True, editable=False)
    review_due = models.DateField(_("review due"), null=True, blank=True, editable=False)
    template = models.CharField(max_length=60, blank=True, default="", editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PlanQuerySet.as_manager()
    name = in_both("name")

    class Meta:
        ordering = ["code"]
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="", name_zh=""),
                name="plan_has_a_name",
                violation_error_message=_("Give the plan a name in English or Chinese."),
            ),
            models.CheckConstraint(
                condition=Q(review_months__gte=1, review_months__lte=60),
                name="plan_is_reviewed_within_five_years",
                violation_error_message=_("Between two reviews lie 1 to 60 months."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("plans:plan_detail", args=[self.code])


# Columns that say how far a version has come; everything else is content.
STEPS = (
    "status", "approved_at", "effective_at", "published_by_id", "ended_at", "ended_by_id",
    "end_reason", "version", "updated_at",
)  # fmt: skip

_KEEP = "\n".join(f"            kept.{name} := OLD.{name};" for name in STEPS)

FROZEN = pgtrigger.Trigger(
    name="frozen_once_approved",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    declare=[("kept", "plans_planversion")],
    func=f"""
        IF OLD.status IN ('draft', 'in_review') THEN
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END IF;
        IF TG_OP = 'UPDATE' AND (OLD.status, NEW.status) IN (
            ('approved', 'approved'), ('approved', 'effective'), ('approved', 'retired'),
            ('effective', 'effective'), ('effective', 'superseded'), ('effective', 'retired'))
        THEN
            kept := NEW;
{_KEEP}
            IF kept IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF;
        END IF;
        RAISE EXCEPTION 'version % of plan % is approved and frozen', OLD.id, OLD.plan_id
            USING ERRCODE = 'integrity_constraint_violation';
    """,
)


def frozen_with_version(link: str = "version_id") -> pgtrigger.Trigger:
    """Content changes only while its version is a draft. `link` is the column, or a query of it.

    A version that is deleted takes its content along.
    """
    return pgtrigger.Trigger(
        name="frozen_with_version",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM plans_planversion
                WHERE id = NEW.{link} AND status <> 'draft')
            OR TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM plans_planversion
                WHERE id = OLD.{link} AND status <> 'draft')
            THEN
                RAISE EXCEPTION 'the content of a plan changes in a draft only'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608 - a column's name
    )


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def visible_to(self, user: User) -> PlanVersionQuerySet:
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def for_list(self) -> PlanVersionQuerySet:
        return self.select_related("plan", "plan__owner", "author", "serves_grade")

    def effective(self) -> PlanVersionQuerySet:
        return self.filter(status=VersionStatus.EFFECTIVE)


@pgtrigger.register(FROZEN)
@tracked()
class PlanVersion(models.Model):
    """One version, named "2.1". A minor one changes contacts only (PLN-3) and keeps the review.

    `sha256` is that of the canonical content when it was submitted; approvals name it, and the
    snapshot is written with the approval. `serves_grade` is the highest grade it is for: its
    decision level approves. With `pre_authorised` the switch-over needs no assessment (PLN-9);
    `authorisation_*` says who may do what without asking. `returned_because` is what the last
    approver wrote; the version is a draft again then.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    major = models.PositiveIntegerField(_("major version"))
    minor = models.PositiveIntegerField(_("minor version"), default=0)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=VersionStatus.choices,
        default=VersionStatus.DRAFT.value,
    )
    based_on = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors"
    )
    contacts_only = models.BooleanField(_("contacts only"), default=False)
    change_summary = models.TextField(_("what changed"), blank=True, default="")
    serves_grade = models.ForeignKey(
        IncidentGrade,
        verbose_name=_("highest grade it serves"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    pre_authorised = models.BooleanField(_("pre-authorised switch-over"), default=False)
    authorisation_en = models.TextField(_("authorisation (English)"), blank=True, default="")
    authorisation_zh = models.TextField(_("authorisation (Chinese)"), blank=True, default="")
    group_name = models.CharField(_("chat group"), max_length=200, blank=True, default="")
    group_url = models.CharField(
        _("address of the chat group"), max_length=500, blank=True, default=""
    )

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plan_versions"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    returned_because = models.TextField(_("returned because"), blank=True, default="")
    approved_at = models.DateTimeField(null=True, blank=True)
    effective_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.TextField(_("ended because"), blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PlanVersionQuerySet.as_manager()
    authorisation = in_both("authorisation")

    class Meta:
        ordering = ["plan", "-major", "-minor"]
        verbose_name = _("plan version")
        verbose_name_plural = _("plan versions")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "major", "minor"],
                name="plan_has_a_version_once",
                violation_error_message=_("There is a version of this number already."),
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(status__in=OPEN),
                name="plan_has_one_open_draft",
                violation_error_message=_("There is an open draft of this plan already."),
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(status="effective"),
                name="plan_has_one_effective_version",
                violation_error_message=_("Another version of this plan is in force."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "effective", "superseded"])
                | Q(approved_at__isnull=False, sha256__regex="^[0-9a-f]{64}$"),
                name="approved_version_has_a_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"

    @property
    def number(self) -> str:
        return f"{self.major}.{self.minor}"

    @property
    def key(self) -> str:
        """ "rescue-workaround@2.1": the code of the version as a subject."""
        return f"{self.plan.code}@{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("plans:version_detail", args=[self.plan.code, self.number])


@append_only
class PlanSnapshot(models.Model):
    """The approved content as one document, as it was signed.

    `content` is what `sha256` of the version was made from: people by code only, no name and
    no number, so that forgetting a person needs no rewrite.
    """

    plan_version = models.OneToOneField(
        PlanVersion, on_delete=models.PROTECT, related_name="snapshot"
    )
    content = models.JSONField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.plan_version)
