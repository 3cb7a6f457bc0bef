"""The last management review of the sample company: held two weeks after the quarter it speaks
of, approved by the commander; the next one is planned."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Organisation, Person, User
from drills.domain.periods import period_of
from followup.services.outbox import in_the_app_only
from governance.models import ManagementReview
from governance.services import reviews
from governance.services.sample_programme import login_of, then
from lib.days import day_in

TEXTS: dict[str, Any] = {
    "review": {"en": "Quarterly management review", "zh": "季度管理评审"},
    "minutes": {
        "en": (
            "The impact analysis stands. Backups of the rescue system are restored every month;"
            " the second site is late and decides whether the recovery time holds."
        ),
        "zh": (
            "业务影响分析已完成。救援系统的备份每月恢复验证；"
            "同城灾备建设滞后，决定恢复时间能否达成。"
        ),
    },
    "exercises": {
        "en": "The tabletop showed that nobody knew who informs the regions.",
        "zh": "桌面演练发现无人清楚由谁通知各区域。",
    },
    "decision": {
        "en": "Money for the second line is released as planned.",
        "zh": "按计划拨付第二条专线费用。",
    },
    "change": {
        "en": "Exercises of customer service are held outside of the season from now on.",
        "zh": "客服演练今后安排在淡季进行。",
    },
}


def make(*, language: str, at: datetime) -> None:
    """Within the loading's transaction."""
    people = {one.code: one for one in Person.objects.select_related("user")}
    manager, approver = login_of(people, "zhao-liu"), login_of(people, "wang-wu")
    if manager is None or approver is None:
        return
    today = day_in(at, Organisation.current().timezone)
    words = {key: one["zh" if language.startswith("zh") else "en"] for key, one in TEXTS.items()}
    with in_the_app_only():
        _review(people, manager, approver, words, today, at)


def _review(
    people: dict[str, Person], by: User, approver: User, words: dict[str, str], today: date,
    at: datetime,
) -> None:  # fmt: skip
    """Held two weeks after the last quarter, approved by the commander; the next is planned."""
    quarter = period_of(period_of(today, "quarter").first - timedelta(days=1), "quarter")
    held = min(quarter.last + timedelta(days=14), today - timedelta(days=3))
    on_the_day = then(held, today, at)
    asked = [people[one] for one in ("wang-wu", "zhao-liu", "zhang-san", "li-si") if one in people]
    row: ManagementReview = reviews.create_review(
        title=words["review"], period_from=quarter.first, period_until=quarter.last,
        planned_on=held, chair=people.get("wang-wu"), secretary=people.get("zhao-liu"),
        participants=asked, by=by, at=on_the_day - timedelta(days=10),
    )  # fmt: skip
    reviews.add_decision(row, kind="resource", text=words["decision"], by=by, at=on_the_day)
    reviews.add_decision(row, kind="change", text=words["change"], by=by, at=on_the_day)
    row = reviews.hold_review(row, by=by, at=on_the_day)
    item = row.agenda.get(key="exercises")
    reviews.change_item(item, discussion=words["exercises"], by=by, at=on_the_day)
    following = max(period_of(today, "quarter").last, today) + timedelta(days=14)
    reviews.change_review(
        row, minutes=words["minutes"], next_on=following, read_version=None, by=by, at=on_the_day
    )
    reviews.submit_review(row, by=by, at=on_the_day + timedelta(hours=3))
    reviews.approve_review(row, by=approver, at=on_the_day + timedelta(days=1))
