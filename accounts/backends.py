"""Login name or e-mail, and password; deactivated people and service accounts do not log in."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class ActiveUserBackend(AuthenticationBackend):
    """The only backend: allauth's own would let a service account in."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user.is_active) and not user.is_service
