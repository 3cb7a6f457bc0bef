"""Changes of the sample company: one that waits, one that was approved, one that was withdrawn.

None is implemented: that would mark processes as changed, which the sample's reviews do not know.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person, User
from bia.models import System
from governance.models import Change
from governance.services import changes as verbs

TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "database": {
        "title": ("Upgrade the customer database to the supported version",
                  "客户数据库升级到受支持版本"),
        "text": ("The version in use is out of support at the end of the quarter.",
                 "现用版本将于本季度末停止支持。"),
        "on_function": ("None; screens stay as they are.", "无；界面不变。"),
        "on_performance": ("Reports become faster.", "报表查询变快。"),
        "on_security": ("Closes two known weaknesses.", "修复两个已知漏洞。"),
        "rollback": ("Restore the copy taken just before, 40 minutes.",
                     "恢复升级前的副本，约 40 分钟。"),
    },
    "line": {
        "title": ("Second line to the recovery site", "增设至灾备中心的第二条专线"),
        "text": ("One carrier is a single point of failure.", "单一运营商构成单点故障。"),
    },
    "old": {
        "title": ("Move reports to the old server", "报表迁移至旧服务器"),
        "text": ("To save a licence.", "为节省许可费用。"),
        "reason": ("The old server has no backup.", "旧服务器没有备份。"),
    },
}  # fmt: skip


def make(*, language: str, at: datetime) -> None:
    """Within the loading's transaction."""
    place = 1 if language.startswith("zh") else 0
    says: dict[str, dict[str, Any]] = {key: {name: both[place] for name, both in words.items()}
            for key, words in TEXTS.items()}  # fmt: skip
    asks, decides, owner = user("chu-wu"), user("zhao-liu"), person("chu-wu")
    if asks is None or decides is None:
        return
    systems = list(System.objects.exclude(kind="team").order_by("code"))
    if not systems:
        return
    core = [one for one in systems if one.importance == "core"] or systems
    begun = at - timedelta(days=12)
    words = dict(says["database"])
    row = verbs.create_change(
        title=words.pop("title"), text=words.pop("text"), systems=core[:1], owner=owner,
        external_ref="OPS-2417", planned_start=at + timedelta(days=9),
        planned_end=at + timedelta(days=9, hours=3), by=asks, at=begun,
    )  # fmt: skip
    assessed: dict[str, Any] = words | {"likelihood": 2, "impact": 4}
    Change.objects.filter(pk=row.pk).update(created_at=begun)
    verbs.assess_change(row, by=asks, at=begun + timedelta(days=2), **assessed)
    verbs.approve_change(row, by=decides, at=begun + timedelta(days=3))
    verbs.create_change(**says["line"], owner=owner, by=asks, at=at - timedelta(days=2))
    old = dict(says["old"])
    reason = old.pop("reason")
    row = verbs.create_change(**old, by=asks, at=at - timedelta(days=30))
    Change.objects.filter(pk=row.pk).update(created_at=at - timedelta(days=30))
    verbs.withdraw_change(row, by=asks, at=at - timedelta(days=28), reason=reason)


def person(code: str) -> Person | None:
    return Person.objects.select_related("user").filter(code=code).first()


def user(code: str) -> User | None:
    found = person(code)
    return found.user if found is not None else None
