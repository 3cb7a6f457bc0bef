"""Ways to reach people: the organisation's chat channels, and each person's addresses."""

from __future__ import annotations

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import Person, User
from lib.history import tracked
from lib.records import Record

IN_APP, EMAIL = "in_app", "email"


class ChannelQuerySet(models.QuerySet["Channel"]):
    def visible_to(self, user: User) -> ChannelQuerySet:
        return self if may(user, "notification.view") else self.none()

    def for_list(self) -> ChannelQuerySet:
        return self.order_by("code")


@tracked(exclude=["secret_url"])
class Channel(Record):
    """A chat service or SMS gateway as an Apprise URL.

    A personal channel's URL holds `{phone}`, `{email}` or `{username}`, filled per person; a group
    channel (a WeCom robot) has none and gets a copy of what `group_kinds` names.
    `secret_url` is encrypted with the platform's key (`followup.services.secrets`).
    """

    name = models.CharField(_("name"), max_length=200)
    secret_url = models.TextField(_("URL"), default="", blank=True)
    # What may be shown: scheme and host, "wecombot://…", never the key.
    shown_url = models.CharField(max_length=200, default="", blank=True, editable=False)
    is_personal = models.BooleanField(default=False, editable=False)
    language = models.CharField(_("language"), max_length=10, default="", blank=True)
    # Kinds of messages a group channel gets: "clock.*", "action.assigned", "incident.*".
    group_kinds = ArrayField(
        models.CharField(max_length=60), verbose_name=_("messages"), default=list, blank=True
    )
    per_minute = models.PositiveSmallIntegerField(_("messages a minute"), default=1)
    # Beyond one a minute: SMS 5 in 15 min and 11 an hour (NTF-5); null means no such limit.
    per_quarter_hour = models.PositiveSmallIntegerField(
        _("messages in 15 minutes"), null=True, blank=True
    )
    per_hour = models.PositiveSmallIntegerField(_("messages an hour"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("channel")
        verbose_name_plural = _("channels")

    def __str__(self) -> str:
        return self.name


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    def unreachable(self) -> ContactPointQuerySet:
        return self.filter(unreachable_since__isnull=False)


class ContactPoint(models.Model):
    """One address of one recipient on one channel: what is locked, throttled and bundled by.

    A recipient is a person, a login without an entry among the people, or a group channel.
    """

    key = models.CharField(max_length=120, unique=True)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="contact_points"
    )
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="contact_points"
    )
    # "email" or a channel's code.
    channel = models.CharField(max_length=64)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    # Instants of the last hour's messages, for limits beyond one a minute.
    recent = ArrayField(models.DateTimeField(), default=list, blank=True)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True, default="")
    unreachable_since = models.DateTimeField(null=True, blank=True)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["person"],
                name="contact_unreachable",
                condition=Q(unreachable_since__isnull=False),
            )
        ]


# Personal habits: where one is reached is no business history.
class NotificationPreference(models.Model):
    """What a person chose for their messages; null or empty takes the organisation's."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, related_name="notification_preference"
    )
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    timezone = models.CharField(_("time zone"), max_length=64, blank=True, default="")
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    digest = models.BooleanField(_("daily digest"), default=True)
    # "email" and codes of channels, first to last; the next is used when one fails twice (NTF-9).
    channels = ArrayField(
        models.CharField(max_length=64),
        verbose_name=_("order of channels"),
        default=list,
        blank=True,
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    NO_QUIET = time(0, 0)  # from = until: never quiet
