"""Clocks: what is due when, in one table that one ticker reads (CLK-1…7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import departments_limit, may
from accounts.models import Person, User
from followup.domain.policy import GRADES
from followup.models.subject import AboutSubject
from lib.bilingual import BilingualName, in_language
from lib.history import append_only, tracked
from lib.records import Record, duration_field


class ClockState(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    MET = "met", _("Met")
    BREACHED_RUNNING = "breached_running", _("Breached, running")
    MET_LATE = "met_late", _("Met late")
    CANCELLED = "cancelled", _("Cancelled")
    SUPERSEDED = "superseded", _("Superseded")


LIVE = (ClockState.RUNNING.value, ClockState.BREACHED_RUNNING.value, ClockState.PAUSED.value)
TICKING = (ClockState.RUNNING.value, ClockState.BREACHED_RUNNING.value)


class QuietRule(models.TextChoices):
    """Which messages of a clock wait until the quiet hours end (NTF-7)."""

    NEVER = "never", _("Never held")
    GRADE_IV = "grade_iv", _("Held for grade IV")
    GRADES_III_IV = "grades_iii_iv", _("Held for grades III and IV")
    ALWAYS = "always", _("Held")


class ClockPolicyQuerySet(models.QuerySet["ClockPolicy"]):
    def visible_to(self, user: User) -> ClockPolicyQuerySet:
        return self if may(user, "clock.view") else self.none()

    def for_list(self) -> ClockPolicyQuerySet:
        return self.order_by("order", "code")


@tracked()
class ClockPolicy(BilingualName, Record):
    """One row of the table of clocks (K1–K15): limits, marks, who is told, what may be done.

    `code` is the kind a clock names: "action_due". `marks` is a list of objects, each with
    `name`, `to` (roles) and exactly one of `percent`, `offset_s` (from the deadline), `days`
    (calendar days from the deadline's date, at `time` of the clock's zone) or `working_days`
    (from the anchor, at `time`). `repeat` is {} or {"every_s", "to", "max"}, or "every_days" and
    "time" instead of "every_s"; plus optional `by_grade` {"I": 600, …} and `from` and `until`,
    the local times between which it repeats. Shapes are checked by `followup.domain.policy`.
    """

    number = models.CharField(_("number"), max_length=10, blank=True, default="")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    anchor_en = models.CharField(_("runs from (English)"), max_length=200, blank=True, default="")
    anchor_zh = models.CharField(_("runs from (Chinese)"), max_length=200, blank=True, default="")
    stops_en = models.CharField(_("stops when (English)"), max_length=300, blank=True, default="")
    stops_zh = models.CharField(_("stops when (Chinese)"), max_length=300, blank=True, default="")
    # Null: the subject gives the deadline itself (an action's due date, a process's RTO).
    limit_s = duration_field(_("limit"))
    # {"I": 0, "II": 900}: instead of `limit_s` for a subject of that grade.
    limits_by_grade = models.JSONField(_("limits by grade"), default=dict, blank=True)
    # Instead of `limit_s`: the end of the limit is this many working days on.
    limit_working_days = models.PositiveSmallIntegerField(
        _("limit in working days"), null=True, blank=True
    )
    # A limit of 0 ("immediately") is told as missed no sooner than this after the anchor (C2).
    alarm_after_s = models.PositiveIntegerField(_("earliest alarm, seconds"), default=0)
    marks = models.JSONField(_("marks before the limit"), default=list, blank=True)
    breach_to = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("told at the limit"),
        default=list,
        blank=True,
    )
    late_marks = models.JSONField(_("marks after the limit"), default=list, blank=True)
    repeat = models.JSONField(_("repeat while breached"), default=dict, blank=True)
    pausable = models.BooleanField(_("may be paused"), default=False)
    # 0: cannot be snoozed.
    snooze_max_s = models.PositiveIntegerField(_("longest snooze"), default=0)
    quiet_rule = models.CharField(
        _("quiet hours"), max_length=15, choices=QuietRule.choices, default=QuietRule.ALWAYS.value
    )
    # Never bundled and never throttled (K1–K3).
    urgent = models.BooleanField(_("urgent"), default=False)

    objects = ClockPolicyQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("clock policy")
        verbose_name_plural = _("clock policies")
        constraints = [
            models.CheckConstraint(
                condition=Q(limit_s__isnull=True) | Q(limit_s__gte=0),
                name="clock_policy_limit_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(snooze_max_s__lte=3600),
                name="clock_policy_snooze_is_at_most_an_hour",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("followup:clock_policy_detail", args=[self.code])

    @property
    def limits_in_order(self) -> list[tuple[str, int]]:
        """(grade, seconds) from the worst grade on; the database keeps no order of keys."""
        return [(one, self.limits_by_grade[one]) for one in GRADES if one in self.limits_by_grade]

    @property
    def anchor(self) -> str:
        return in_language(self.anchor_en, self.anchor_zh)

    @property
    def stops(self) -> str:
        return in_language(self.stops_en, self.stops_zh)


class ClockQuerySet(models.QuerySet["Clock"]):
    def live(self) -> ClockQuerySet:
        return self.filter(state__in=LIVE)

    def about(self, kind: str, code: str) -> ClockQuerySet:
        return self.filter(subject_kind=kind, subject_code=code)

    def visible_to(self, user: User) -> ClockQuerySet:
        """All for those who follow up everything; else what the person must do, and the clocks
        of the subjects they may see."""
        if not may(user, "clock.view"):
            return self.none()
        if departments_limit(user, "clock.view") is None:
            return self
        # The registry names this model.
        from followup.registry import visible_codes, visible_keys

        mine = Q(responsible__user=user)
        seen = visible_codes(user)
        for kind, codes in seen.items():
            mine |= Q(subject_kind=kind, subject_code__in=codes)
        # The other kinds answer only for codes they are given.
        others = self.exclude(subject_kind__in=["", *seen])
        keys = others.values_list("subject_kind", "subject_code").order_by().distinct()
        by_kind: dict[str, list[str]] = {}
        for kind, code in visible_keys(user, keys):
            by_kind.setdefault(kind, []).append(code)
        for kind, known in by_kind.items():
            mine |= Q(subject_kind=kind, subject_code__in=known)
        return self.filter(mine)

    def for_list(self) -> ClockQuerySet:
        return self.select_related("responsible")

    def overdue(self, now: datetime) -> ClockQuerySet:
        return self.filter(due_at__lt=now, state__in=LIVE)


class Clock(AboutSubject):
    """One obligation with a deadline. Written only by `followup.services.clocks`.

    `policy_snapshot` is the policy as it stood at the start (CLK-7); `marks` are the instants
    computed from it: [{"name", "at", "to", "rank"}], soonest first, the deadline among them under
    the name "due". `due_at` moves with pauses and snoozes, `first_due_at` does not.
    """

    kind = models.CharField(_("kind"), max_length=40)
    generation = models.PositiveIntegerField(_("generation"), default=1)
    title = models.CharField(_("title"), max_length=300, blank=True, default="")
    anchor_at = models.DateTimeField(_("started"))
    first_due_at = models.DateTimeField(_("first due"))
    due_at = models.DateTimeField(_("due"))
    zone = models.CharField(max_length=64, default="UTC")
    state = models.CharField(
        _("state"), max_length=20, choices=ClockState.choices, default=ClockState.RUNNING.value
    )
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_seconds = models.PositiveBigIntegerField(default=0)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    policy_snapshot = models.JSONField(default=dict)
    policy_version = models.PositiveIntegerField(default=1)
    marks = models.JSONField(default=list)
    # Null: nothing is left to fire. The ticker reads nothing but this column's partial index.
    next_fire_at = models.DateTimeField(null=True, blank=True)
    fired_marks = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    repeats = models.PositiveIntegerField(default=0)
    muted = models.BooleanField(default=False)
    # Why its mark could not be told; it is tried again and again. "" when all is well.
    failure = models.CharField(_("failure"), max_length=500, blank=True, default="")
    breached_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    grade = models.CharField(max_length=4, blank=True, default="")
    # None: neither a drill nor a real event (a review, an action).
    exercise = models.BooleanField(null=True, blank=True)
    responsible = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="clocks"
    )
    created_at = models.DateTimeField()

    objects = ClockQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        indexes = [
            models.Index(
                fields=["next_fire_at"],
                name="clock_fires_next",
                condition=Q(next_fire_at__isnull=False),
            ),
            models.Index(fields=["subject_kind", "subject_code"], name="clock_subject"),
            models.Index(fields=["due_at"], name="clock_live_due", condition=Q(state__in=LIVE)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_code", "generation"],
                name="clock_generation_is_unique",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_code"],
                condition=Q(state__in=LIVE),
                name="clock_runs_once_per_subject",
            ),
            models.CheckConstraint(
                condition=Q(next_fire_at__isnull=True) | Q(state__in=TICKING),
                name="clock_at_rest_does_not_fire",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("met", "met_late"), met_at__isnull=False)
                | (~Q(state__in=("met", "met_late")) & Q(met_at__isnull=True)),
                name="clock_is_met_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_key} #{self.generation}"

    def get_absolute_url(self) -> str:
        return reverse("followup:clock_detail", args=[self.pk])

    @property
    def status(self) -> str:
        """The code of `lib.statuses`: a clock is met in time, a target is met by a figure."""
        return "clock_met" if self.state == ClockState.MET else self.state

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    def is_overdue(self, now: datetime) -> bool:
        """While it is paused nothing becomes late."""
        return self.state in TICKING and self.due_at < now


@append_only
class ClockEvent(models.Model):
    """What happened to a clock, for good: the evidence that warnings and breaches were told.

    Types: started, warned, breached, repeated, muted, snoozed, paused, resumed, met, met_late,
    cancelled, superseded, failed, corrected (instants were put right afterwards).
    """

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="events")
    type = models.CharField(_("type"), max_length=20)
    at = models.DateTimeField(_("at"))
    mark = models.CharField(_("mark"), max_length=40, blank=True, default="")
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    payload = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["id"]

    @property
    def status(self) -> str:
        return "clock_met" if self.type == "met" else self.type


class TickerState(models.Model):
    """The one row (id 1) that says when the ticker last ran; `/readyz` looks at it (CLK-4)."""

    last_tick_at = models.DateTimeField(null=True)
    # When the administrators were told of the outage that lasts now.
    alarmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="ticker_state_is_the_only_one")
        ]


@append_only
class TickerOutage(models.Model):
    """A stretch in which no clock was looked at; told on every mark that fell into it."""

    began_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"))

    class Meta:
        ordering = ["-ended_at"]

    @property
    def length_s(self) -> int:
        return int((self.ended_at - self.began_at).total_seconds())


def policy_row(policy: Any) -> dict[str, Any]:
    """The policy's columns as plain JSON, for the snapshot of a clock."""
    names = [
        *("code", "version", "limit_s", "limits_by_grade", "limit_working_days"),
        *("alarm_after_s", "marks", "breach_to", "late_marks", "repeat"),
        *("pausable", "snooze_max_s", "quiet_rule", "urgent"),
    ]
    return {name: getattr(policy, name) for name in names}
