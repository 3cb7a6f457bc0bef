"""The investment case of the sample company: the source's figures (T17, T18, T19, T22)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Person
from bia.models import Assessment
from followup.services.outbox import in_the_app_only
from governance.services.cases import create_case, submit_case

UNIT = Decimal(10_000)
WORDS: dict[str, tuple[str, str]] = {
    "title": ("Second centre in the same city", "同城第二中心"),
    "text": (
        "A second centre, a new backup system and training, against a major incident a year.",
        "建设同城第二中心、更新备份系统并开展培训，应对每年一次的重大中断。",
    ),
    "centre": ("Disaster recovery centre", "灾备中心"),
    "backup": ("Backup system", "备份系统"),
    "training": ("Training", "人员培训"),
    "line": ("Network line", "网络专线"),
    "outage": ("Outage of 8 hours", "业务中断8小时"),
    "customers": ("Lost customers", "客户流失"),
    "brand": ("Damage to the brand", "品牌损失"),
    "fines": ("Fines", "罚款"),
    "core": ("Core systems", "核心系统"),
    "important": ("Important systems", "重要系统"),
    "general": ("General systems", "一般系统"),
    "own": ("Own remote room", "自建异地机房"),
    "cloud": ("Cloud", "云灾备"),
    "hybrid": ("Hybrid", "混合云"),
    "cold": ("Single room with remote cold backup", "单机房＋异地冷备"),
    "pair": ("Two active in one room with cloud backup", "同机房双活＋异地云备份"),
}
LINES = (
    ("initial", "centre", 300), ("initial", "backup", 50), ("initial", "training", 10),
    ("running", "line", 20), ("loss", "outage", 150), ("loss", "customers", 50),
    ("loss", "brand", 100), ("loss", "fines", 50),
)  # fmt: skip
CLASSES = (("core", 4, 5, 300), ("important", 3, 3, 150), ("general", 1, 2, 50))


def make(*, language: str, at: datetime) -> None:
    """Submitted, waiting for somebody else to decide."""
    person = Person.objects.select_related("user").filter(code="zhao-liu").first()
    rows = Assessment.objects.filter(status="approved", process__critical=True)
    if person is None or person.user is None or not rows:
        return
    place = 1 if language.startswith("zh") else 0
    said = {key: pair[place] for key, pair in WORDS.items()}
    then = at - timedelta(days=12)
    with in_the_app_only():
        case = create_case(
            title=said["title"], text=said["text"], owner=person, assessments=rows,
            one_size_amount=1500 * UNIT, by=person.user, at=then, **_parts(said),
        )  # fmt: skip
        submit_case(case, by=person.user, at=then + timedelta(days=2))


def _parts(said: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    def span(name: str, low: int, high: int) -> dict[str, Decimal]:
        return {f"{name}_low": low * UNIT, f"{name}_high": high * UNIT}

    return {
        "lines": [
            {"kind": kind, "label": said[key], "amount": amount * UNIT}
            for kind, key, amount in LINES
        ],
        "classes": [
            {"name": said[key], "level_from": low, "level_to": high, "amount": amount * UNIT}
            for key, low, high, amount in CLASSES
        ],
        "sourcing": [
            {"kind": "own", "name": said["own"], "note": "", **span("initial", 500, 1000),
             **span("yearly", 100, 200)},
            {"kind": "cloud", "name": said["cloud"], "note": "", **span("initial", 0, 0),
             **span("yearly", 50, 150)},
            {"kind": "hybrid", "name": said["hybrid"], "note": "", "base": said["own"],
             "saving_low": Decimal("0.3"), "saving_high": Decimal("0.5")},
        ],
        "designs": [
            {"name": said["cold"], "cost": 100 * UNIT, "rto_s": 86_400, "rpo_s": 86_400},
            {"name": said["pair"], "cost": 150 * UNIT, "rto_s": 900, "rpo_s": 900},
        ],
    }  # fmt: skip
