"""Risks of the sample company: rated, one treated, one accepted until a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Organisation
from bia.models import Process
from governance.services import risks as verbs
from governance.services.sample_changes import person, user
from lib.days import day_in

ROWS: tuple[dict[str, Any], ...] = (
    {"title": ("The only data centre loses power", "唯一的数据中心停电"), "threat": "power",
     "text": ("Both feeds come from one substation; the UPS lasts 20 minutes.",
              "两路供电来自同一变电站，UPS 仅能维持 20 分钟。"),
     "rated": (2, 5), "owner": "chu-wu"},
    {"title": ("Ransomware encrypts systems and their backups", "勒索软件加密系统及备份"),
     "threat": "cyber", "text": ("Backups are reachable with the same accounts.",
                                "备份可用同一账号访问。"), "rated": (3, 5), "owner": "chu-wu"},
    {"title": ("The dispatchers are ill at the same time", "调度人员同时患病"), "threat": "people",
     "text": ("Four people know how to dispatch.", "仅四人熟悉调度。"), "rated": (3, 3),
     "owner": "zheng-yi", "left": (2, 2),
     "measures": ("Two colleagues of the call centre were trained.", "已培训两名客服人员。")},
    {"title": ("The text message service fails", "短信服务中断"), "threat": "supplier",
     "text": ("Customers are not told when the car arrives.", "客户收不到到达通知。"),
     "rated": (2, 2), "owner": "zheng-yi",
     "reason": ("Calls replace it for a day.", "一天之内可用电话替代。")},
)  # fmt: skip


def make(*, language: str, at: datetime) -> None:
    """Within the loading's transaction."""
    place = 1 if language.startswith("zh") else 0
    by = user("zhao-liu")
    if by is None:
        return
    processes = list(Process.objects.filter(critical=True).order_by("code")[:2])
    today = day_in(at, Organisation.current().timezone)
    begun = at - timedelta(days=60)
    for number, given in enumerate(ROWS):
        row = verbs.create_risk(
            title=given["title"][place], text=given["text"][place], threat=given["threat"],
            likelihood=given["rated"][0], impact=given["rated"][1], owner=person(given["owner"]),
            next_review=today + timedelta(days=30 * (number + 1)), processes=processes,
            by=by, at=begun,
        )  # fmt: skip
        if "left" in given:
            verbs.treat_risk(
                row, by=by, at=at - timedelta(days=20), measures=given["measures"][place],
                left_likelihood=given["left"][0], left_impact=given["left"][1],
            )  # fmt: skip
        if "reason" in given:
            verbs.accept_risk(
                row, by=by, at=at - timedelta(days=20), reason=given["reason"][place],
                next_review=today + timedelta(days=180),
            )  # fmt: skip
