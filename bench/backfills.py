"""Five thousand handwritten lines pasted at once, and the pages over 500 batches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Person, User
from bench import generate
from bench.measure import Result, clocked, page, signed_in
from plans.models import Backfill, BackfillRow, PaperForm, Plan, PlanActivation, PlanVersion, Store
from plans.paper_examples import emergency_service
from plans.services import backfills, sheets

LINES, BATCHES = 5_000, 500


def backfill_parts() -> list[Result]:
    """Pasting goes through the page, as a shop does it; ten lines are wrong."""
    user = generate.start()
    paper = PaperForm.objects.get(code=emergency_service()["code"])  # the catalogue has it
    run = _activation(user)
    batch = _batch(user, paper, run, "shop-0", LINES // paper.rows_per_sheet + 1)
    _many(user, paper, run)
    client: Any = signed_in(user)
    place = f"/backfills/{batch.code}/"
    body = {"rows": _lines()}
    took = clocked(lambda: client.post(f"{place}paste/", body))
    again = clocked(lambda: client.post(f"{place}paste/", body))
    assert BackfillRow.objects.filter(backfill=batch).count() == LINES - 10
    return [
        Result("Paste of 5,000 lines, 10 of them wrong", took, 30, "s"),
        Result("The same pasted again", again, 30, "s"),
        page("List of 50 of 501 batches", client, "/backfills/", 150, 15),
        page("A batch of 5,000 rows", client, place, 300, 25),
        page("Its reconciliation, 417 sheets", client, f"{place}reconciliation/", 300, 25),
        page("Its posting page", client, f"{place}posting/", 300, 25),
        page("API: 50 of 501 batches", client, "/api/v1/backfills/", 100, 15),
    ]


def _activation(user: User) -> PlanActivation:
    now = timezone.now()
    plan = Plan.objects.create(
        code="csm", kind="workaround", name_en="On paper", name_zh="纸质登记",
        owner=Person.objects.order_by("pk")[0],
    )  # fmt: skip
    version = PlanVersion.objects.create(plan=plan, major=1, minor=0, author=user)
    began = now - timedelta(hours=8)
    return PlanActivation.objects.create(
        code="PA-BENCH", plan=plan, plan_version=version, reason="bench", activated_at=began,
        recorded_at=began, activated_by=user, restored_at=now - timedelta(hours=1),
    )  # fmt: skip


def _batch(user: User, paper: PaperForm, run: PlanActivation, code: str, count: int) -> Backfill:
    shop = Store.objects.create(code=code, name_en=code, name_zh=code)
    now = timezone.now()
    sheets.print_sheets(paper, store=shop, quantity=count, language="both", by=user, at=now)
    return backfills.open_backfill(
        activation=run, form=paper, store=shop, by=user, at=now, quantity=count
    )


def _many(user: User, paper: PaperForm, run: PlanActivation) -> None:
    shops = Store.objects.bulk_create(
        Store(code=f"shop-{n}", name_en=f"Shop {n}", name_zh=f"{n}店")
        for n in range(1, BATCHES + 1)
    )
    Backfill.objects.bulk_create(
        Backfill(
            code=f"BF-BENCH-{n:04d}", activation=run, form=paper, store=shop,
            restored_at=run.restored_at, due_at=run.restored_at,
        )
        for n, shop in enumerate(shops, start=1)
    )  # fmt: skip


def _lines() -> str:
    found = []
    for n in range(LINES):
        time = "25:61" if n % 500 == 0 else f"{n // 60 % 24}:{n % 60:02d}"
        cells = [f"CSM-{n // 12 + 1:06d}", str(n % 12 + 1), time, f"京A{n:05d}", "张先生"]
        found.append("\t".join([*cells, f"138{n:08d}", "常规保养", "16:00", f"顾问{n % 20}"]))
    return "\n".join(found)


BACKFILL_PARTS = {"backfills": backfill_parts}
