"""API tokens: hashed, expiring, revocable (knox), with a name a person recognises."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from lib.history import tracked


# Who made and revoked which token is history; the secret's hash is not repeated there.
@tracked(exclude=["token_key", "last_used_at"])
class ApiToken(AbstractAuthToken):
    name = models.CharField(_("name"), max_length=100, blank=True, default="")
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created"]
        verbose_name = _("API token")
