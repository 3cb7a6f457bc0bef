"""API tokens: who is asking, in which language to answer, and when the token was last used."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User

# The last use is a figure for people, not worth a write per request.
USE_IS_NOTED_EVERY = timedelta(minutes=5)


class TokenAuthentication(KnoxAuthentication):
    """`Authorization: Token …`. Without an Accept-Language the user's own language answers."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        try:
            found: tuple[User, ApiToken] | None = super().authenticate(request)
        except UnicodeError as error:
            raise AuthenticationFailed(_("Invalid token.")) from error
        if found is None:
            return None
        user, token = found
        if user.language and not request.headers.get("Accept-Language"):
            translation.activate(user.language)
        self._note_use(token)
        return user, token

    def _note_use(self, token: ApiToken) -> None:
        now = timezone.now()
        if token.last_used_at is None or token.last_used_at < now - USE_IS_NOTED_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)

    def _cleanup_token(self, auth_token: ApiToken) -> bool:
        """Expired tokens answer nobody; they stay listed so that people see why."""
        return auth_token.expiry is not None and auth_token.expiry < timezone.now()


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token <token>`; tokens are made on the profile page.",
        }
