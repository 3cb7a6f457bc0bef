"""How the organisation is told things, and the calendar of its working days."""

from __future__ import annotations

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import User
from followup.domain.public_calendar import chinese_name
from lib.history import tracked
from lib.language import in_language


def default_schemes() -> list[str]:
    """Apprise services whose hosts are fixed by the service; none reaches an address one types."""
    return ["wecombot", "dingtalk", "feishu", "lark", "slack", "workflows", "wxpusher"]


def default_hosts() -> list[str]:
    """Any public one: only administrators set up channels and webhooks."""
    return ["*"]


def default_due_days() -> dict[str, int]:
    return {"P1": 7, "P2": 30, "P3": 90}


@tracked()
class FollowupSettings(models.Model):
    """Exactly one row (id 1). Defaults are those of the requirements (NTF-5, 7, 8, 10; ACT)."""

    quiet_from = models.TimeField(_("quiet from"), default=time(22, 0))
    quiet_until = models.TimeField(_("quiet until"), default=time(7, 0))
    digest_at = models.TimeField(_("digest at"), default=time(8, 30))
    digest_on = models.BooleanField(_("send the digest"), default=True)
    # One message per person and channel in this time; what waits is sent as one (NTF-5).
    bundle_s = models.PositiveIntegerField(_("bundling, seconds"), default=60)
    acknowledge_link_s = models.PositiveIntegerField(
        _("validity of acknowledge links, seconds"), default=24 * 3600
    )
    allowed_schemes = ArrayField(
        models.CharField(max_length=30),
        verbose_name=_("allowed chat services"),
        default=default_schemes,
        blank=True,
    )
    # Hosts that channels and webhooks may name: "*" is any public one, ".example.org" a domain.
    allowed_hosts = ArrayField(
        models.CharField(max_length=253),
        verbose_name=_("allowed hosts"),
        default=default_hosts,
        blank=True,
    )
    # Hosts or networks inside the house that may be reached although they are not public.
    allowed_internal = ArrayField(
        models.CharField(max_length=253),
        verbose_name=_("allowed internal hosts"),
        default=list,
        blank=True,
    )
    # ISO 3166 country of the public holidays that the calendar is filled with; "" for none.
    holiday_country = models.CharField(
        _("public holidays of"), max_length=2, default="CN", blank=True
    )
    due_days = models.JSONField(_("days until due, by priority"), default=default_due_days)
    verification_days = models.PositiveSmallIntegerField(_("days to verify"), default=14)
    recurrence_months = models.PositiveSmallIntegerField(
        _("months in which a recurrence counts"), default=12
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("follow-up settings")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="followup_settings_are_the_only_ones"),
            models.CheckConstraint(
                condition=Q(bundle_s__lte=3600), name="followup_bundling_is_at_most_an_hour"
            ),
        ]

    @classmethod
    def current(cls) -> FollowupSettings:
        return cls.objects.get_or_create(id=1)[0]


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    def visible_to(self, user: User) -> CalendarDayQuerySet:
        return self if may(user, "organisation.view") else self.none()

    def for_list(self) -> CalendarDayQuerySet:
        return self


@tracked()
class CalendarDay(models.Model):
    """A day that differs from its weekday: a public holiday, or a weekend day worked instead."""

    day = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=200, blank=True, default="")
    source = models.CharField(_("source"), max_length=100, blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        verbose_name = _("calendar day")

    def __str__(self) -> str:
        return f"{self.day} {self.shown_name}".strip()

    @property
    def shown_name(self) -> str:
        """China's holidays in the reader's language; every other name as it was entered."""
        return in_language(self.name, chinese_name(self.name))
