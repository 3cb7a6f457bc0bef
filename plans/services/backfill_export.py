"""A batch as CSV or XLSX in the columns of the form; personal values masked without permission,
formulas made harmless, every export in the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import may
from accounts.models import Organisation, User
from lib.language import in_language
from lib.tables import write_csv, write_xlsx
from plans.domain.backfill_states import MAY_ENTER
from plans.domain.paper_values import masked
from plans.models import Backfill, BackfillLog, BackfillRow
from plans.services.backfill_facts import columns_in

FORMATS = ("csv", "xlsx")


def sees_personal(user: User) -> bool:
    return may(user, "backfill.personal")


def may_read_paper(user: User, batch: Backfill) -> bool:
    """Who enters or checks holds the paper in hand: as long as that goes on they see what is on
    it, later only who may see personal data does."""
    return sees_personal(user) or (batch.state in MAY_ENTER and may(user, "backfill.enter"))


def shown_values(
    row: BackfillRow, columns: list[dict[str, Any]], *, personal: bool
) -> dict[str, str]:
    """The row's values by column key, masked where the reader may not see them."""
    return {
        one["key"]: masked(row.values.get(one["key"], ""), one["type"])
        if one["is_personal"] and not personal
        else row.values.get(one["key"], "")
        for one in columns
    }


@transaction.atomic
def export_rows(backfill: Backfill, *, format: str, by: User, at: datetime) -> bytes:
    """All rows that are not void, in order of sheet and row; times as the paper has them and, in
    a column of their own, as the instant that counts."""
    personal = sees_personal(by)
    columns = columns_in(backfill)
    rows = backfill.rows.filter(void=False).select_related("sheet").order_by("sheet__serial", "row")
    header = [_("Sheet"), _("Row"), *[column_name(one) for one in columns], _("Business time")]
    header += [_("Illegible"), pgettext("rows", "Posted"), _("Order resent")]
    lines = _lines(rows.iterator(chunk_size=1000), columns, personal)
    if format == "xlsx":
        content = write_xlsx(header, lines, backfill.code)
    else:
        content = b"".join(write_csv(header, lines))
    BackfillLog.objects.create(
        backfill=backfill, what="exported", by=by, at=at,
        payload={"format": format, "personal": personal},
    )  # fmt: skip
    return content


def _lines(
    rows: Iterator[BackfillRow], columns: list[dict[str, Any]], personal: bool
) -> Iterator[list[str]]:
    zone = ZoneInfo(Organisation.current().timezone)
    yes = _("yes")
    for row in rows:
        values = shown_values(row, columns, personal=personal)
        yield [
            row.sheet.serial,
            str(row.row),
            *values.values(),
            f"{row.at.astimezone(zone):%Y-%m-%d %H:%M}" if row.at else "",
            yes if row.illegible else "",
            f"{row.posted_at.astimezone(zone):%Y-%m-%d %H:%M}" if row.posted_at else "",
            f"{row.resent_at.astimezone(zone):%Y-%m-%d %H:%M}" if row.resent_at else "",
        ]


def column_name(column: dict[str, Any]) -> str:
    """In the reader's language."""
    return in_language(column["name_en"], column["name_zh"])
