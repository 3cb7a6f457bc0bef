"""Who may see the rows of this app: whoever may see governance sees all of it."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from accounts.access import may
from accounts.models import User

Row = TypeVar("Row", bound=models.Model)


class GovernanceQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> GovernanceQuerySet[Row]:
        return self if may(user, "governance.view") else self.none()

    def for_list(self) -> GovernanceQuerySet[Row]:
        """With what the list page shows, in a constant number of queries."""
        return self
