"""Calendar feeds: an address with a secret in it, for calendar programs that cannot log in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.history import tracked


class FeedScope(models.TextChoices):
    PERSONAL = "personal", _("My dates")
    ORGANISATION = "organisation", _("The organisation's dates")


@tracked(exclude=["token_hash", "last_read_at"])
class CalendarFeed(models.Model):
    """Only the hash of the token is kept; the address is shown once and can be revoked."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_feeds")
    scope = models.CharField(_("scope"), max_length=15, choices=FeedScope.choices)
    name = models.CharField(_("name"), max_length=100, blank=True, default="")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
