"""The outbox (NTF-1): a row is written with what it tells of, and sent after the commit."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import Person, User
from followup.models.channel import ContactPoint
from followup.models.clock import Clock
from followup.models.subject import AboutSubject


class NotificationState(models.TextChoices):
    PENDING = "pending", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    SUPPRESSED = "suppressed", _("Not sent")
    EXPIRED = "expired", _("Expired")


# What shows as not sent, as long as no delivery took it.
UNSENT = (
    NotificationState.PENDING.value,
    NotificationState.FAILED.value,
    NotificationState.SUPPRESSED.value,
    NotificationState.EXPIRED.value,
)


class DeliveryState(models.TextChoices):
    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    RETRY = "retry", _("Tried again later")
    FAILED = "failed", _("Failed")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: User) -> DeliveryQuerySet:
        return self if may(user, "notification.view") else self.none()

    def for_list(self) -> DeliveryQuerySet:
        return self.select_related("person", "user")


class Delivery(models.Model):
    """One message that left, or tried to: to one address on one channel, of one or more rows.

    A lease that ran out means its worker died: the message is sent again under the same
    `message_id`, and `resent` says that it may have arrived twice.
    """

    contact = models.ForeignKey(
        ContactPoint, null=True, on_delete=models.SET_NULL, related_name="deliveries"
    )
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.CharField(_("channel"), max_length=64)
    language = models.CharField(max_length=10)
    message_id = models.CharField(max_length=200, unique=True)
    subject = models.CharField(_("subject"), max_length=300)
    # Personal: goes with the retention of messages (docs/privacy.md).
    body = models.TextField(_("text"))
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=DeliveryState.choices,
        default=DeliveryState.CLAIMED.value,
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    resent = models.BooleanField(default=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True, default="")
    created_at = models.DateTimeField(_("created"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="delivery_to_try",
                condition=Q(state__in=("claimed", "retry")),
            ),
            models.Index(fields=["state", "-id"], name="delivery_state"),
        ]


class NotificationQuerySet(models.QuerySet["Notification"]):
    def inbox(self, user: User) -> NotificationQuerySet:
        """What the bell shows: everything told in the app, newest first."""
        return self.filter(
            user_id=user.pk, channel="in_app", state=NotificationState.SENT
        ).order_by("-id")

    def unread(self, user: User) -> NotificationQuerySet:
        return self.filter(
            user_id=user.pk, channel="in_app", state=NotificationState.SENT, read_at__isnull=True
        )

    def not_sent(self) -> NotificationQuerySet:
        """What waits, was not wanted any more, came too late or had no address."""
        rows = self.filter(delivery__isnull=True, state__in=UNSENT)
        return rows.select_related("person", "user")

    def visible_to(self, user: User) -> NotificationQuerySet:
        """Other people's messages: for whoever looks after them (the log, not the inbox)."""
        return self if may(user, "notification.view") else self.none()


class Notification(AboutSubject):
    """One thing told to one recipient on one channel, once.

    `dedup_key` is `kind:subject:generation:mark:recipient:channel`. Words are made when it is
    sent or shown, from `kind` and `params`, in the reader's language and zone.
    """

    dedup_key = models.CharField(max_length=300, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    title = models.CharField(max_length=300, blank=True, default="")  # of the subject
    url = models.CharField(max_length=300, blank=True, default="")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="notifications"
    )
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="notifications"
    )
    contact = models.ForeignKey(
        ContactPoint, null=True, blank=True, on_delete=models.CASCADE, related_name="notifications"
    )
    # Why this person: one message lists all roles.
    roles = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    channel = models.CharField(_("channel"), max_length=64)
    params = models.JSONField(default=dict, blank=True)
    grade = models.CharField(max_length=4, blank=True, default="")
    # True: [DRILL], False: [REAL], None: neither.
    exercise = models.BooleanField(null=True, blank=True)
    # Never bundled, throttled or held back.
    urgent = models.BooleanField(default=False)
    held_in_quiet_hours = models.BooleanField(default=True)
    asks_acknowledgement = models.BooleanField(default=False)
    clock = models.ForeignKey(
        Clock, null=True, blank=True, on_delete=models.PROTECT, related_name="notifications"
    )
    mark = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=NotificationState.choices,
        default=NotificationState.PENDING.value,
    )
    # Why it was not sent, or waits: "clock_stopped", "role_left", "quiet_hours", "no_address" …
    reason = models.CharField(max_length=60, blank=True, default="")
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    delivery = models.ForeignKey(
        Delivery, null=True, blank=True, on_delete=models.SET_NULL, related_name="notifications"
    )
    # The row on another channel that failed before this one was made.
    instead_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    ack_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(
                fields=["not_before"],
                name="notification_waiting",
                condition=Q(state="pending"),
            ),
            models.Index(
                fields=["contact", "not_before"],
                name="notification_of_contact",
                condition=Q(state="pending"),
            ),
            models.Index(
                fields=["user"],
                name="notification_unread",
                condition=Q(channel="in_app", state="sent", read_at__isnull=True),
            ),
            models.Index(fields=["user", "-id"], name="notification_inbox"),
            models.Index(
                fields=["-id"],
                name="notification_not_sent",
                condition=Q(delivery__isnull=True, state__in=UNSENT),
            ),
        ]
