"""Plans in force with a card, sections and tasks, made without a life cycle: for printing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person, User
from plans.models import (
    CallAlternate,
    CallNode,
    CardContact,
    CardItem,
    CardStep,
    IncidentGrade,
    Plan,
    PlanTask,
    PlanVersion,
    ResponseRole,
    RoleHolder,
    Section,
    VersionStatus,
)
from plans.services.catalogue_loading import load_plan_catalogue, pair, read
from tests import factories
from tests.factories import NOON

HOLDERS = {
    "it-lead": [("zhang-san", "张三", "13912345678"), ("zhao-liu", "赵六", "13612345679")],
    "business-lead": [("li-si", "李四", "13812345670")],
    "commander": [("wang-wu", "王五", "13712345671")],
}
AUTHORISATION = {
    "authorisation_en": "The duty dispatcher switches over without asking.",
    "authorisation_zh": "值班调度员可直接启动人工调度。",
}


def people() -> dict[str, Person]:
    """Holders of the card's roles, with numbers."""
    load_plan_catalogue(at=NOON)
    found = {}
    for role, holders in HOLDERS.items():
        row = ResponseRole.objects.get(code=role)
        for position, (code, name, phone) in enumerate(holders, start=1):
            one, _made = Person.objects.get_or_create(
                code=code, defaults={"name": name, "phones": [phone]}
            )
            RoleHolder.objects.get_or_create(role=row, person=one, defaults={"position": position})
            found[code] = one
    return found


def plan(author: User, code: str = "response-card", **fields: Any) -> Plan:
    values = {
        "kind": "response_card", "name_en": "Emergency response card",
        "name_zh": "应急响应流程卡", "owner": factories.person("chen-qi", name="陈七"),
    }  # fmt: skip
    return Plan.objects.create(code=code, **values | fields)


def draft(one: Plan, author: User, major: int = 1, **fields: Any) -> PlanVersion:
    """A draft with the card as it ships."""
    values = {"group_name": "应急指挥群", "group_url": "https://example.org/group/42"}
    version = PlanVersion.objects.create(
        plan=one, major=major, minor=0, author=author, **values | fields
    )
    card(version)
    return version


def card(version: PlanVersion) -> None:
    people()
    source = read("response_card")
    for number, row in enumerate(source["steps"], start=1):
        step = CardStep.objects.create(
            plan_version=version, position=number, key=row["key"], limit_s=row["limit_s"],
            anchor=row["anchor"], every_s=row.get("every_s"), **pair("title", row["title"]),
        )  # fmt: skip
        for at, item in enumerate(row["items"], start=1):
            CardItem.objects.create(
                plan_version=version, step=step, position=at,
                **pair("team", item.get("team")), **pair("text", item["text"]),
            )  # fmt: skip
    for number, row in enumerate(source["contacts"], start=1):
        grade = row.get("from_grade")
        CardContact.objects.create(
            plan_version=version,
            position=number,
            role=ResponseRole.objects.get(code=row["role"]),
            from_grade=IncidentGrade.objects.get(code=grade) if grade else None,
        )


def story(version: PlanVersion) -> None:
    """Sections, tasks and a call tree: what only the whole plan prints."""
    found = people()
    for at, (en, zh, body_en, body_zh) in enumerate(
        [
            ("Background", "背景", "The dispatch system *fails*.", "道路救援调度系统**中断**。"),
            (
                "Steps", "步骤", "| a | b |\n|---|---|\n| 1 | 2 |",
                "| 步 | 做法 |\n|---|---|\n| 1 | 人工专线 |",
            ),
        ],
        start=1,
    ):  # fmt: skip
        Section.objects.create(
            plan_version=version, position=at, key=f"part{at}", title_en=en, title_zh=zh,
            body_en=body_en, body_zh=body_zh,
        )  # fmt: skip
    lead = ResponseRole.objects.get(code="it-lead")
    tasks = [
        PlanTask.objects.create(
            plan_version=version, position=at, number=at, title_en=en, title_zh=zh, role=lead,
            duration_s=300, instructions_en="Do it.", instructions_zh="按步骤执行。",
        )
        for at, (en, zh) in enumerate(
            [("Switch over", "切换备用通讯"), ("Dispatch by hand", "人工调度")], start=1
        )
    ]  # fmt: skip
    tasks[1].needs.add(tasks[0])
    top = CallNode.objects.create(
        plan_version=version, position=1, role=ResponseRole.objects.get(code="commander"),
        is_critical=True, script_en="Come to the room.", script_zh="请到指挥室。",
    )  # fmt: skip
    below = CallNode.objects.create(
        plan_version=version, position=2, parent=top, person=found["li-si"]
    )
    CallAlternate.objects.create(plan_version=version, node=below, person=found["zhao-liu"])


def in_force(version: PlanVersion, *, at: datetime = NOON) -> PlanVersion:
    """The life cycle's end, without its services; what was in force before is superseded."""
    before = version.plan.versions.effective().exclude(pk=version.pk)
    for row in before:
        row.status, row.ended_at = VersionStatus.SUPERSEDED, at
        row.save()
    version.sha256, version.approved_at = "ab" * 32, at - timedelta(hours=1)
    version.status, version.effective_at = VersionStatus.EFFECTIVE, at
    version.save()
    return version


def effective_card(author: User, code: str = "response-card", **fields: Any) -> PlanVersion:
    return in_force(draft(plan(author, code, **fields), author))
