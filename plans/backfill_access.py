"""Who may open the pages of batches."""

from __future__ import annotations

from typing import Any

from accounts.access import may


def may_open(user: Any) -> bool:
    """Who enters may look as well."""
    return may(user, "backfill.view") or may(user, "backfill.enter")
