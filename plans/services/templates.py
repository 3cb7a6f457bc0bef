"""The shipped templates of plans, and plans made from them (`plans/catalog/templates/*.yaml`).

A template is a file in both languages; the plan made from it is an ordinary draft that its owner
finishes. What a template names and the installation does not have (a system, a role, a grade) is
left out; a criterion then asks for a person's decision in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from bia.models import System
from lib.errors import Refused
from lib.language import in_language
from plans.models import (
    ActivationCriterion,
    CallNode,
    CardContact,
    CardItem,
    CardStep,
    CommsTemplate,
    IncidentGrade,
    PlanResource,
    PlanTask,
    PlanVersion,
    ResponseRole,
    Section,
    SectionSource,
    TaskNeed,
)
from plans.services.catalogue_loading import FOLDER, pair, read
from plans.services.content_preface import write_preface
from plans.services.plans import create_plan

TASK_TEXTS = ("title", "instructions", "verification", "rollback")


@dataclass(frozen=True)
class Template:
    """One shipped template; `content` is the file as it was read."""

    code: str
    order: int
    kind: str
    level: str
    name_en: str
    name_zh: str
    about_en: str
    about_zh: str
    content: Mapping[str, Any]

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh)

    @property
    def about(self) -> str:
        """What it is for, in a sentence or two."""
        return in_language(self.about_en, self.about_zh)


@cache
def templates() -> tuple[Template, ...]:
    """All of them, in the order in which they are offered."""
    found = [_template(path.stem) for path in sorted((FOLDER / "templates").glob("*.yaml"))]
    return tuple(sorted(found, key=lambda one: (one.order, one.code)))


def template(code: str) -> Template:
    """Raises Refused at `template` when there is none of this code."""
    if code not in {path.stem for path in (FOLDER / "templates").glob("*.yaml")}:
        raise Refused("unknown_template", _("There is no such template."), "template")
    return _template(code)


@cache
def _template(code: str) -> Template:
    content = read(f"templates/{code}")
    return Template(
        code=code,
        order=content["order"],
        kind=content["kind"],
        level=content["level"],
        content=content,
        **pair("name", content["name"]),
        **pair("about", content["about"]),
    )


@transaction.atomic
def create_from_template(
    code_of_template: str | Template, *, owner: Person, by: User, at: datetime, **fields: Any
) -> PlanVersion:
    """A plan with a draft 1.0 that holds the template's content; answers the draft.

    `fields` are those of `create_plan` (code, names, deputy, processes, systems, sites …); names
    not given are the template's. Raises Refused, PermissionDenied.
    """
    chosen = (
        code_of_template if isinstance(code_of_template, Template) else template(code_of_template)
    )
    own = {"kind": chosen.kind, "level": chosen.level}
    if not (fields.get("name_en") or fields.get("name_zh")):
        own |= {"name_en": chosen.name_en, "name_zh": chosen.name_zh}
    plan = create_plan(owner=owner, template=chosen.code, by=by, at=at, **(own | fields))
    version = plan.versions.get()
    _Filling(version, chosen.content).fill()
    if chosen.content.get("preface"):
        write_preface(version, by=by, at=at)
    version.refresh_from_db()
    return version


class _Filling:
    """One draft being filled: rows by table, what they name by code."""

    def __init__(self, version: PlanVersion, content: Mapping[str, Any]):
        self.version, self.content = version, content
        self.roles = {one.code: one for one in ResponseRole.objects.all()}
        self.grades = {one.code: one for one in IncidentGrade.objects.all()}
        self.systems = {one.code: one for one in System.objects.all()}

    def fill(self) -> None:
        self._head()
        self._flat(Section, self._sections())
        self._flat(ActivationCriterion, map(self._criterion, self._rows("criteria")))
        self._tasks()
        self._flat(PlanResource, map(_resource, self._rows("resources")))
        self._flat(CommsTemplate, map(_message, self._rows("messages")))
        if "card" in self.content:
            self._card(read(self.content["card"]))
        self._call_tree(self._rows("call_tree"), None)

    def _rows(self, name: str) -> Sequence[dict[str, Any]]:
        rows: Sequence[dict[str, Any]] = self.content.get(name, [])
        return rows

    def _flat(self, model: Any, rows: Any) -> None:
        model._base_manager.bulk_create(
            model(plan_version=self.version, position=number, **values)
            for number, values in enumerate(rows, start=1)
        )

    def _head(self) -> None:
        self.version.serves_grade = self.grades.get(self.content.get("serves_grade", ""))
        self.version.pre_authorised = self.content.get("pre_authorised", False)
        for name, text in pair("authorisation", self.content.get("authorisation")).items():
            setattr(self.version, name, text)
        self.version.save()

    def _sections(self) -> list[dict[str, Any]]:
        return [
            {
                "key": row["key"],
                "depth": row.get("depth", 1),
                "source": SectionSource.TEMPLATE.value,
                **pair("title", row["title"]),
                **pair("body", row["body"]),
            }
            for row in self._rows("sections")
        ]

    def _criterion(self, row: dict[str, Any]) -> dict[str, Any]:
        values = {"group": row.get("group", 1), "kind": row["kind"], **pair("text", row["text"])}
        values["downtime_s"] = row.get("downtime_s")
        values["grade"] = self.grades.get(row.get("grade", ""))
        values["system"] = self.systems.get(row.get("system", ""))
        if row["kind"] in ("grade", "system") and values[row["kind"]] is None:
            values["kind"] = "manual"
        return values

    def _tasks(self) -> None:
        made: dict[int, PlanTask] = {}
        for row in self._rows("tasks"):
            made[row["number"]] = self._task(row, len(made) + 1)
        PlanTask._base_manager.bulk_create(made.values())
        TaskNeed.objects.bulk_create(
            TaskNeed(task=made[row["number"]], needs=made[number])
            for row in self._rows("tasks")
            for number in row.get("needs", [])
        )

    def _task(self, row: dict[str, Any], position: int) -> PlanTask:
        texts: dict[str, str] = {}
        for name in TASK_TEXTS:
            texts |= pair(name, row.get(name))
        return PlanTask(
            plan_version=self.version,
            position=position,
            number=row["number"],
            role=self.roles.get(row["role"]),
            backup_role=self.roles.get(row.get("backup_role", "")),
            duration_s=row["duration_s"],
            limit_s=row.get("limit_s"),
            phase=row["phase"],
            system=self.systems.get(row.get("system", "")),
            completes=row.get("completes", ""),
            counts_in_time=row.get("counts_in_time", True),
            evidence_required=row.get("evidence_required", False),
            automation=row.get("automation", ""),
            **texts,
        )

    def _card(self, card: Mapping[str, Any]) -> None:
        for number, row in enumerate(card["steps"], start=1):
            step = CardStep.objects.create(
                plan_version=self.version,
                position=number,
                key=row["key"],
                limit_s=row["limit_s"],
                anchor=row["anchor"],
                every_s=row.get("every_s"),
                **pair("title", row["title"]),
            )
            CardItem.objects.bulk_create(
                CardItem(
                    plan_version=self.version,
                    step=step,
                    position=place,
                    **pair("team", item.get("team")),
                    **pair("text", item["text"]),
                )
                for place, item in enumerate(row["items"], start=1)
            )
        contacts = [row for row in card["contacts"] if row["role"] in self.roles]
        CardContact.objects.bulk_create(
            CardContact(
                plan_version=self.version,
                position=number,
                role=self.roles[row["role"]],
                from_grade=self.grades.get(row.get("from_grade", "")),
            )
            for number, row in enumerate(contacts, start=1)
        )

    def _call_tree(self, rows: Sequence[dict[str, Any]], parent: CallNode | None) -> None:
        """Whoever a role that is not there would have called, is called by the one above."""
        for number, row in enumerate(rows, start=1):
            node = parent
            if row["role"] in self.roles:
                node = CallNode.objects.create(
                    plan_version=self.version,
                    parent=parent,
                    position=number,
                    role=self.roles[row["role"]],
                    is_critical=row.get("critical", False),
                    wait_s=row.get("wait_s", 300),
                    **pair("script", row.get("script")),
                )
            self._call_tree(row.get("children", []), node)


def _resource(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        "quantity": row.get("quantity", ""),
        "from_s": row.get("from_s"),
        **pair("name", row["name"]),
    }


def _message(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "audience": row["audience"],
        "channel": row.get("channel", ""),
        **pair("title", row["title"]),
        **pair("body", row["body"]),
    }
