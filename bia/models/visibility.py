"""Who may see which rows of the register.

Sites, suppliers, systems, products and obligations are shared: everybody who may see the
register sees them, because every process hangs on them.
"""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from accounts.access import may
from accounts.models import User

Row = TypeVar("Row", bound=models.Model)


class SharedRegisterQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> SharedRegisterQuerySet[Row]:
        return self if may(user, "register.view") else self.none()

    def for_list(self) -> SharedRegisterQuerySet[Row]:
        """With what the list page shows, in a constant number of queries."""
        return self
