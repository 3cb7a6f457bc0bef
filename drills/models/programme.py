"""The programme: what must be drilled how often, and the periods in which it was."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import may
from accounts.models import Person, User
from bia.models import Process, System, Tier
from lib.bilingual import BilingualName, in_both
from lib.history import tracked
from lib.records import Record, duration_field, money_field
from plans.models import ResponseRole


class DrillType(models.TextChoices):
    TABLETOP = "tabletop", _("Tabletop exercise")
    FUNCTIONAL = "functional", _("Functional exercise")
    FULL = "full", _("Full-scale exercise")
    RESTORE_TEST = "restore_test", _("Restore test")


class Subtype(models.TextChoices):
    """What is operated in a functional exercise (C5: the quarterly "full DR drill" is one)."""

    NONE = "", pgettext_lazy("subtype of drills", "Any")
    SWITCHOVER = "dr_switchover", _("Switch-over to the DR site")
    RESTORE = "backup_restore", _("Restore from backups")
    COMMUNICATION = "communication", _("Call tree and communication")


class Period(models.TextChoices):
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    HALF_YEAR = "half_year", _("Half-year")
    YEAR = "year", _("Year")


class PolicyScope(models.TextChoices):
    ORGANISATION = "org", _("The whole organisation")
    TIER = "tier", _("Every process of these tiers")
    PROCESS = "process", _("Each of these processes")
    SYSTEM = "system", _("Each of these systems")


class DrillPolicyQuerySet(models.QuerySet["DrillPolicy"]):
    def visible_to(self, user: User) -> DrillPolicyQuerySet:
        return self if may(user, "drill.view") else self.none()

    def for_list(self) -> DrillPolicyQuerySet:
        return self.select_related("owner").prefetch_related(
            "tiers", "processes", "systems", "required_roles"
        )


@tracked()
class DrillPolicy(BilingualName, Record):
    """So many drills of a type in every period (S3-035, 036, 059; T15).

    A slot of it is met by a drill of `type` (and `subtype`, if given) or of a type in
    `satisfied_by`. `rrule` is when drills are usually held ("FREQ=MONTHLY;BYDAY=1TU"), expanded
    in `timezone`; "" leaves the day to the proposer. `allowed_weekdays` are ISO weekdays, none:
    working days. With `low_season` days are proposed in the low season only. For `restore_test`
    the restore tests of `backups` meet the slots.
    """

    type = models.CharField(_("type"), max_length=15, choices=DrillType.choices)
    subtype = models.CharField(
        _("subtype"), max_length=20, choices=Subtype.choices, blank=True, default=""
    )
    period = models.CharField(_("period"), max_length=10, choices=Period.choices)
    min_count = models.PositiveSmallIntegerField(
        _("at least"), default=1, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    max_count = models.PositiveSmallIntegerField(
        _("at most"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    scope = models.CharField(
        _("scope"), max_length=10, choices=PolicyScope.choices,
        default=PolicyScope.ORGANISATION.value,
    )  # fmt: skip
    tiers = models.ManyToManyField(Tier, verbose_name=_("tiers"), related_name="+", blank=True)
    processes = models.ManyToManyField(
        Process, verbose_name=_("processes"), related_name="drill_policies", blank=True
    )
    systems = models.ManyToManyField(
        System, verbose_name=_("systems"), related_name="drill_policies", blank=True
    )
    satisfied_by = ArrayField(
        models.CharField(max_length=15, choices=DrillType.choices),
        verbose_name=_("also met by"), default=list, blank=True,
    )  # fmt: skip
    required_roles = models.ManyToManyField(
        ResponseRole, verbose_name=_("roles that take part"), related_name="+", blank=True
    )
    starts_on = models.DateField(_("in force from"))
    ends_on = models.DateField(_("in force until"), null=True, blank=True)
    grace_days = models.PositiveSmallIntegerField(_("grace, days"), default=0)
    rrule = models.CharField(_("usual days"), max_length=300, blank=True, default="")
    timezone = models.CharField(_("time zone"), max_length=64, blank=True, default="")
    allowed_weekdays = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("weekdays"), default=list, blank=True
    )
    starts_at = models.TimeField(_("usual beginning"), null=True, blank=True)
    low_season = models.BooleanField(_("in the low season"), default=False)
    duration_s = duration_field(_("usual duration"))
    cost = models.CharField(_("cost"), max_length=10, blank=True, default="")
    cost_estimate = money_field(_("cost of one"), null=True, blank=True)
    form_en = models.TextField(_("form (English)"), blank=True, default="")
    form_zh = models.TextField(_("form (Chinese)"), blank=True, default="")
    participants_en = models.CharField(
        _("who takes part (English)"), max_length=300, blank=True, default=""
    )
    participants_zh = models.CharField(
        _("who takes part (Chinese)"), max_length=300, blank=True, default=""
    )
    owner = models.ForeignKey(
        Person, verbose_name=_("programme owner"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="drill_policies",
    )  # fmt: skip
    is_active = models.BooleanField(_("active"), default=True)

    objects = DrillPolicyQuerySet.as_manager()
    form = in_both("form")
    participants = in_both("participants")

    class Meta:
        ordering = ["code"]
        verbose_name = _("drill policy")
        verbose_name_plural = _("drill policies")
        constraints = [
            models.CheckConstraint(
                condition=Q(max_count__isnull=True) | Q(max_count__gte=F("min_count")),
                name="drill_policy_at_most_is_not_below_at_least",
                violation_error_message=_("“At most” lies below “at least”."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="drill_policy_ends_after_it_begins",
                violation_error_message=_("It ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(subtype="") | Q(type="functional"),
                name="drill_policy_subtype_is_of_functional_exercises",
                violation_error_message=_("Only functional exercises have a subtype."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("drills:policy_detail", args=[self.code])


class SlotState(models.TextChoices):
    OPEN = "open", pgettext_lazy("drill slot", "Open")
    MET = "met", pgettext_lazy("drill slot", "Met")
    LATE = "late", _("Met late")
    MISSED = "missed", _("Missed")
    WAIVED = "waived", _("Waived")


class SlotQuerySet(models.QuerySet["DrillSlot"]):
    def visible_to(self, user: User) -> SlotQuerySet:
        return self if may(user, "drill.view") else self.none()

    def for_list(self) -> SlotQuerySet:
        return self.select_related("policy__owner", "process", "system", "met_by")


@tracked()
class DrillSlot(models.Model):
    """One drill that a policy requires in one period: `number` of `min_count`.

    `code` "DS-2026-0001". Of an organisation-wide policy neither `process` nor `system` is set.
    Met by `met_by`, or by the restore test `met_by_code` names. `proposed_on` is the day the
    programme proposes; a drill planned for the slot names it in `Drill.slot`.
    """

    code = models.CharField(max_length=30, unique=True)
    policy = models.ForeignKey(DrillPolicy, on_delete=models.PROTECT, related_name="slots")
    process = models.ForeignKey(
        Process, null=True, blank=True, on_delete=models.CASCADE, related_name="drill_slots"
    )
    system = models.ForeignKey(
        System, null=True, blank=True, on_delete=models.CASCADE, related_name="drill_slots"
    )
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("until"))
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(
        _("state"), max_length=10, choices=SlotState.choices, default=SlotState.OPEN.value
    )
    met_by = models.ForeignKey(
        "drills.Drill", null=True, blank=True, on_delete=models.PROTECT, related_name="met_slots"
    )
    met_by_code = models.CharField(max_length=64, blank=True, default="")
    met_at = models.DateTimeField(null=True, blank=True)
    proposed_on = models.DateField(_("proposed day"), null=True, blank=True)
    waived_because = models.CharField(_("reason"), max_length=300, blank=True, default="")
    waived_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["period_end", "policy", "number", "id"]
        verbose_name = _("drill slot")
        verbose_name_plural = _("drill slots")
        indexes = [models.Index(fields=["state", "period_end"])]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "process", "system", "period_start", "number"],
                name="drill_slot_is_one_per_period_and_number",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(process__isnull=True) | Q(system__isnull=True),
                name="drill_slot_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="drill_slot_period_has_days"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["met", "late"])
                | (Q(met_at__isnull=False) & (Q(met_by__isnull=False) | ~Q(met_by_code=""))),
                name="drill_slot_that_is_met_says_by_what",
            ),
            models.CheckConstraint(
                condition=~Q(state="waived") | ~Q(waived_because=""),
                name="drill_slot_is_waived_with_a_reason",
                violation_error_message=_("Give a reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("drills:slot_detail", args=[self.code])
