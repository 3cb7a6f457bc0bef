"""Levels and strategies of the sample company. The approved one of road rescue keeps what is asked
only at best: finding X10. What the inventory lacks stands in a draft, which raises nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Organisation, Person, User
from bia.models import Assessment, System
from followup.services.outbox import in_the_app_only
from governance.models import Architecture, DrElement
from governance.services.levels import confirm_level_assessment, create_level_assessment
from governance.services.strategies import approve_strategy, create_strategy
from lib.days import day_in

# System → level of every element, and those that differ.
RATED: dict[str, tuple[int, dict[str, int]]] = {
    "dispatch": (5, {"backup": 6}),
    "inventory": (4, {"processing": 3, "network": 3}),
}
STRATEGIES: dict[str, dict[str, Any]] = {
    "dispatch": {
        "process": "road-rescue", "architecture": "same-city", "level": 5, "cost": 180,
        "en": "Lives depend on it: a second centre in the same city takes over.",
        "zh": "关系人身安全：由同城第二中心接管。",
    },
    "inventory": {
        "process": "parts", "architecture": "warm-standby", "level": 4, "cost": 125,
        "en": "Level 3 is too slow for four hours; a smaller copy keeps running.",
        "zh": "第3级无法满足4小时目标；保持缩小规模的副本运行。",
    },
}  # fmt: skip
APPROVED = ("dispatch",)


def make(*, language: str, at: datetime) -> None:
    """Within the loading's transaction; nothing leaves the house about the past."""
    people = {one.code: one.user for one in Person.objects.select_related("user")}
    writer, other = people.get("zhao-liu"), people.get("zheng-yi")
    if writer is None or other is None or not Architecture.objects.exists():
        return
    with in_the_app_only():
        _levels(writer, other, at)
        _strategies(writer, other, language, at)


def _levels(writer: User, other: User, at: datetime) -> None:
    elements = list(DrElement.objects.values_list("code", flat=True))
    then = at - timedelta(days=40)
    for system in System.objects.filter(code__in=RATED).order_by("code"):
        level, differing = RATED[system.code]
        row = create_level_assessment(
            system=system, by=writer, at=then,
            assessed_on=day_in(then, Organisation.current().timezone),
            ratings=[{"element": one, "level": differing.get(one, level)} for one in elements],
        )  # fmt: skip
        if system.code in APPROVED:
            confirm_level_assessment(row, by=other, at=then + timedelta(days=2))


def _strategies(writer: User, other: User, language: str, at: datetime) -> None:
    then = at - timedelta(days=30)
    built = {one.code: one for one in Architecture.objects.all()}
    systems = {one.code: one for one in System.objects.filter(code__in=STRATEGIES)}
    for code, one in STRATEGIES.items():
        rows = Assessment.objects.filter(process__code=one["process"], status="approved")
        if code not in systems or not rows:
            continue
        row = create_strategy(
            system=systems[code], architecture=built[one["architecture"]], level=one["level"],
            annual_cost=Decimal(one["cost"]) * 10_000, assessments=rows,
            reason=one["zh" if language.startswith("zh") else "en"], by=writer, at=then,
        )  # fmt: skip
        if code in APPROVED:
            approve_strategy(row, by=other, at=then + timedelta(days=3))
