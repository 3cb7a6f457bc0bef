"""The public page of one of 10,000 printed copies, as a telephone asks for it."""

from __future__ import annotations

from datetime import datetime

from django.test import Client

from accounts.models import User
from bench.measure import Result, page
from plans.models import PlanVersion, PrintCopy

COPIES = 10_000


def poster_page(user: User, versions: list[PlanVersion], at: datetime) -> Result:
    """Versions are named in turn; the page is asked for without a session."""
    PrintCopy.objects.bulk_create(
        [
            PrintCopy(
                token=f"{n:012d}", plan_version=versions[n % len(versions)], format="a4",
                language="both", place=f"Room {n}", printed_by=user, printed_at=at,
            )
            for n in range(COPIES)
        ],
        batch_size=2_000,
    )  # fmt: skip
    name = f"Page behind the code of one of {COPIES:,} copies"
    return page(name, Client(), f"/v/{COPIES // 2:012d}", 10, 1)
