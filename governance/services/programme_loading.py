"""The 90-day template, recurring duties and courses an installation starts with.

Loading again adds what is missing and leaves alone what a person edited; `reset` writes the
files' values over the rows they name. Tasks of a template and needs of a course are made with it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from accounts.models import Organisation, User
from governance.models import Course, CourseNeed, Duty, ProgrammeTemplate, TemplateTask
from lib.days import day_in
from lib.yaml_file import read_yaml
from plans.models import ResponseRole

FOLDER = Path(__file__).resolve().parent.parent / "catalog"
TEMPLATES = ("programme-90days",)


def load(*, at: datetime, by: User | None = None, reset: bool = False) -> None:
    """Called by the catalogue's loading, within its transaction."""
    for name in TEMPLATES:
        _template(read_yaml(FOLDER / f"{name}.yaml"), reset)
    today = day_in(at, Organisation.current().timezone)
    for order, row in enumerate(read_yaml(FOLDER / "cadence.yaml"), start=1):
        values = _pair("name", row["name"]) | _pair("text", row["text"])
        values |= {name: row[name] for name in ("period", "evidence", "page")}
        _fill(Duty, row["code"], values | {"order": order * 10}, reset, {"starts_on": today})
    for row in read_yaml(FOLDER / "courses.yaml"):
        _course(row, reset)


def _template(row: dict[str, Any], reset: bool) -> None:
    values = _pair("name", row["name"]) | _pair("note", row["note"])
    template, added = _fill(ProgrammeTemplate, row["code"], values, reset)
    if not added and not reset:
        return
    template.tasks.all().delete()
    tasks = [
        (phase, number, task)
        for number, phase in enumerate(row["phases"], start=1)
        for task in phase["tasks"]
    ]
    TemplateTask.objects.bulk_create(
        TemplateTask(
            template=template, order=order, phase=number, first_day=task["days"][0],
            last_day=task["days"][1], evidence=task["evidence"], page=task["page"],
            **_pair("name", task["name"]), **_pair("phase", phase["name"]),
        )
        for order, (phase, number, task) in enumerate(tasks, start=1)
    )  # fmt: skip


def _course(row: dict[str, Any], reset: bool) -> None:
    values: dict[str, Any] = _pair("name", row["name"]) | _pair("text", row["text"])
    values |= {
        "kind": row["kind"], "valid_months": row.get("valid_months"),
        "pass_score": row.get("pass_score"), "issuer": row.get("issuer", ""),
    }  # fmt: skip
    course, added = _fill(Course, row["code"], values, reset)
    if not added and not reset:
        return
    course.needs.all().delete()
    for need in row["needs"]:
        if code := need.get("response_role"):
            role = ResponseRole.objects.filter(code=code).first()
            if role is not None:
                CourseNeed.objects.create(course=course, response_role=role)
        else:
            CourseNeed.objects.create(course=course, **need)


def _pair(column: str, texts: dict[str, str]) -> dict[str, str]:
    return {f"{column}_en": texts["en"].strip(), f"{column}_zh": texts["zh"].strip()}


def _fill(
    model: Any, code: str, values: dict[str, Any], reset: bool, once: dict[str, Any] | None = None
) -> tuple[Any, bool]:
    """The row of `code` and whether it was added; `once` only then. Overwritten on `reset`."""
    row, added = model._default_manager.get_or_create(code=code, defaults=values | (once or {}))
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    if reset and not added and differing:
        for name, value in differing.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
    return row, added
