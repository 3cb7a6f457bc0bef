"""Webhooks out: events for other systems, signed as Standard Webhooks, tried until they arrive."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import User
from followup.models.subject import AboutSubject
from lib.history import tracked
from lib.records import Record


class EndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    def visible_to(self, user: User) -> EndpointQuerySet:
        return self if may(user, "webhook.view") else self.none()

    def for_list(self) -> EndpointQuerySet:
        return self.order_by("code")


@tracked(exclude=["secret", "previous_secret"])
class WebhookEndpoint(Record):
    """Secrets are encrypted (`followup.services.secrets`) and shown once."""

    name = models.CharField(_("name"), max_length=200, blank=True, default="")
    # Checked by the outbound policy, which also knows hosts of the house ("http://receiver/").
    url = models.CharField(_("URL"), max_length=500)
    # "assessment.approved", "corrective_action.*", "*"
    event_types = ArrayField(
        models.CharField(max_length=80), verbose_name=_("events"), default=list
    )
    secret = models.TextField(editable=False, default="")
    # After a rotation both sign until then.
    previous_secret = models.TextField(editable=False, default="", blank=True)
    previous_until = models.DateTimeField(null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    # Switched off by the platform after days of failures (null: by nobody).
    disabled_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("webhook endpoint")
        verbose_name_plural = _("webhook endpoints")

    def __str__(self) -> str:
        return self.name or self.code

    def get_absolute_url(self) -> str:
        return reverse("followup:webhook_detail", args=[self.code])

    @property
    def state(self) -> str:
        """ "active", "failing" (only failures lately), "disabled" (by the platform), "inactive"."""
        if self.is_active:
            return "failing" if self.failing_since is not None else "active"
        return "disabled" if self.disabled_at is not None else "inactive"


class WebhookEvent(AboutSubject):
    """Something that happened, as it was told; written in the transaction that did it.

    A message, no history (that is the audit trail): it names people and goes with its deliveries
    after NOTIFICATION_KEEP_DAYS (docs/privacy.md).
    """

    uid = models.CharField(max_length=64, unique=True)  # the webhook-id header
    type = models.CharField(_("type"), max_length=80)
    at = models.DateTimeField(_("at"))
    data = models.JSONField()

    class Meta:
        ordering = ["-id"]


class WebhookDeliveryState(models.TextChoices):
    PENDING = "pending", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Given up")
    CANCELLED = "cancelled", _("Cancelled")


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def visible_to(self, user: User) -> WebhookDeliveryQuerySet:
        return self if may(user, "webhook.view") else self.none()

    def for_list(self) -> WebhookDeliveryQuerySet:
        return self.select_related("event", "endpoint")


class WebhookDelivery(models.Model):
    """One event on its way to one endpoint; a replay is another delivery of the same event."""

    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries"
    )
    event = models.ForeignKey(WebhookEvent, on_delete=models.PROTECT, related_name="deliveries")
    replay_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=WebhookDeliveryState.choices,
        default=WebhookDeliveryState.PENDING.value,
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    status_code = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    response = models.CharField(max_length=1000, blank=True, default="")
    error = models.CharField(max_length=500, blank=True, default="")
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(_("created"))
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="webhook_to_try",
                condition=Q(state="pending"),
            ),
            models.Index(fields=["endpoint", "-id"], name="webhook_of_endpoint"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("followup:webhook_delivery", args=[self.endpoint.code, self.pk])
