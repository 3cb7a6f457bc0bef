"""How many blank sheets a shop has, and telling once when they run low."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Person, User
from followup.registry import Recipient
from followup.services.outbox import Message, notify
from followup.services.people import holders_of, recipient_of
from lib.errors import Refused
from plans.models import FormSheet, FormStock, PaperForm, SheetState, Store

PERMISSION = "paper_form.change"
MOST = 10_000


@dataclass(frozen=True)
class Level:
    """`minimum` None: nobody said how many there should be."""

    form: PaperForm
    store: Store
    blank: int
    minimum: int | None

    @property
    def low(self) -> bool:
        return self.minimum is not None and self.blank < self.minimum


def levels(*, form: PaperForm | None = None, store: Store | None = None) -> list[Level]:
    """Every pair with a minimum or with sheets, by shop and form; four queries."""
    about = Q()
    sheets = FormSheet.objects.filter(state=SheetState.STOCK, store__isnull=False)
    if form is not None:
        about &= Q(form=form)
        sheets = sheets.filter(printing__form=form)
    if store is not None:
        about &= Q(store=store)
        sheets = sheets.filter(store=store)
    blank = {
        (row["printing__form"], row["store"]): row["count"]
        for row in sheets.order_by()
        .values("printing__form", "store")
        .annotate(count=Count("pk"))
    }  # fmt: skip
    minimum = {(row.form_id, row.store_id): row.minimum for row in FormStock.objects.filter(about)}
    keys = {*blank, *minimum}
    forms = PaperForm.objects.in_bulk([one for one, _store in keys])
    stores = Store.objects.in_bulk([one for _form, one in keys])
    found = [
        Level(forms[one], stores[other], blank.get((one, other), 0), minimum.get((one, other)))
        for one, other in keys
    ]
    return sorted(found, key=lambda level: (level.store.code, level.form.code))


@transaction.atomic
def set_minimum(
    form: PaperForm, store: Store, *, minimum: int, by: User, at: datetime
) -> FormStock:
    """Raises Refused at `minimum`, PermissionDenied."""
    require(by, PERMISSION)
    if isinstance(minimum, bool) or not 0 <= minimum <= MOST:
        raise Refused("invalid", _("Give a number from 0 to 10,000."), "minimum")
    row, _made = FormStock.objects.update_or_create(
        form=form, store=store, defaults={"minimum": minimum}
    )
    judge_stock([form.pk], [store.pk], at=at)
    row.refresh_from_db()
    return row


@transaction.atomic
def judge_stock(
    forms: Collection[int] | None = None,
    stores: Collection[int] | None = None,
    *,
    at: datetime,
) -> int:
    """Tell of every stock that fell below its minimum, once until it was filled up again.

    None: all of them. Answers how many were told of.
    """
    rows = FormStock.objects.select_for_update(of=("self",)).select_related(
        "form__process__owner__user", "store__lead__user", "store__manager__user"
    )
    if forms is not None:
        rows = rows.filter(form__in=forms)
    if stores is not None:
        rows = rows.filter(store__in=stores)
    counts = {
        (row["printing__form"], row["store"]): row["count"]
        for row in FormSheet.objects.filter(state=SheetState.STOCK, store__isnull=False)
        .order_by()
        .values("printing__form", "store")
        .annotate(count=Count("pk"))
    }
    told = 0
    for row in rows:
        blank = counts.get((row.form_id, row.store_id), 0)
        low = row.store.is_active and row.form.is_active and blank < row.minimum
        if low and row.told_at is None:
            _tell(row, blank, at)
            told += 1
        if low == (row.told_at is None):
            row.told_at = at if low else None
            row.save(update_fields=["told_at"])
    return told


def _tell(row: FormStock, blank: int, at: datetime) -> None:
    recipients: dict[Recipient, tuple[str, ...]] = {}
    people: list[tuple[str, Person | None]] = [
        ("store_leads", row.store.lead),
        ("store_managers", row.store.manager),
        ("process_owner", row.form.process.owner if row.form.process else None),
    ]
    for role, person in people:
        who = recipient_of(person)
        if who is not None and who.key not in {one.key for one in recipients}:
            recipients[who] = (role,)
    if not recipients:
        recipients = dict.fromkeys(holders_of("continuity_manager"), ("bcm_managers",))
    params: dict[str, Any] = {
        "form": {
            "en": row.form.name_en or row.form.name_zh,
            "zh": row.form.name_zh or row.form.name_en,
        },
        "store": {
            "en": row.store.name_en or row.store.name_zh,
            "zh": row.store.name_zh or row.store.name_en,
        },
        "blank": blank,
        "minimum": row.minimum,
    }
    message = Message(
        kind="paper.stock_low",
        recipients=recipients,
        params=params,
        generation=int(at.timestamp()),
        mark=f"{row.pk}",
        url=_page(row.form),
    )
    notify(message, at=at)


def _page(form: PaperForm) -> str:
    """Told where there are no pages (workers of an API-only installation) too."""
    try:
        return form.get_absolute_url()
    except NoReverseMatch:
        return ""
