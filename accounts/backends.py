"""Username and password; deactivated people and service accounts do not log in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend


class ActiveUserBackend(ModelBackend):
    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user.is_active) and not user.is_service
