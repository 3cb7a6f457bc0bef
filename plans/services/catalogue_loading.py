"""Grades, response roles and paper forms an installation starts with: `plans/catalog/*.yaml`.

Loading again adds what is missing and leaves alone what a person edited; `reset` writes the
file's values over every row the files name. Templates of plans are files, not rows
(`plans/services/templates.py`).
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from accounts.models import User
from lib.versioning import overwrite
from lib.yaml_file import read_yaml
from plans.models import FormColumn, IncidentGrade, PaperForm, PlanSettings, ResponseRole

FOLDER = Path(__file__).resolve().parent.parent / "catalog"
FORMS = ("emergency_service",)


def load_plan_catalogue(*, at: datetime, by: User | None = None, reset: bool = False) -> None:
    """Called by `load_catalogue`, within its transaction."""
    PlanSettings.current()
    _load_roles(reset)
    _load_grades(reset)
    for name in FORMS:
        _load_form(read(f"forms/{name}"), reset)


def read(name: str) -> Any:
    """The content of `plans/catalog/<name>.yaml`."""
    return read_yaml(FOLDER / f"{name}.yaml")


@cache
def shipped_card() -> Any:
    """The response card every installation starts with; read once, not to be changed."""
    return read("response_card")


def pair(column: str, texts: dict[str, str] | None) -> dict[str, str]:
    """{"en": …, "zh": …} as the two columns of a text; both empty when there is none."""
    texts = texts or {"en": "", "zh": ""}
    return {f"{column}_en": texts["en"].strip(), f"{column}_zh": texts["zh"].strip()}


def _load_roles(reset: bool) -> None:
    for number, row in enumerate(read("response_roles"), start=1):
        values: dict[str, Any] = pair("name", row["name"]) | pair("duties", row["duties"])
        values |= {
            "kind": row["kind"],
            "capacity": row.get("capacity"),
            "position": number * 10,
        }
        _fill(ResponseRole, {"code": row["code"]}, values, reset)


def _load_grades(reset: bool) -> None:
    roles = {one.code: one for one in ResponseRole.objects.all()}
    taken = set(IncidentGrade.objects.values_list("severity", flat=True))
    for row in read("incident_grades"):
        if not IncidentGrade.objects.filter(code=row["code"]).exists() and row["severity"] in taken:
            continue  # somebody gave this place to a grade of their own
        values: dict[str, Any] = {
            name: row[name] for name in ("severity", "response_s", "alarm_s", "wait_s", "colour")
        }
        for name in ("name", "definition", "scope"):
            values |= pair(name, row[name])
        values["decision_role"] = roles[row["decision_role"]]
        _fill(IncidentGrade, {"code": row["code"]}, values, reset)


def _load_form(row: dict[str, Any], reset: bool) -> None:
    """A form that stands keeps its columns: sheets may be out there that were printed with it."""
    if PaperForm.objects.filter(prefix=row["prefix"]).exclude(code=row["code"]).exists():
        return
    values: dict[str, Any] = pair("name", row["name"]) | pair("header", row["header"])
    values |= {name: row[name] for name in ("prefix", "rows_per_sheet", "landscape")}
    form, added = _fill(PaperForm, {"code": row["code"]}, values, reset)
    if added:
        FormColumn.objects.bulk_create(
            FormColumn(
                form=form,
                position=number,
                key=column["key"],
                type=column["type"],
                is_required=column.get("required", False),
                is_personal=column.get("personal", False),
                groups_totals=column.get("groups_totals", False),
                width=column["width"],
                example=column["example"],
                **pair("name", column["name"]),
            )
            for number, column in enumerate(row["columns"], start=1)
        )


def _fill(model: Any, key: dict[str, Any], values: dict[str, Any], reset: bool) -> tuple[Any, bool]:
    """The row of `key` and whether it was added; overwritten only on `reset`."""
    row, added = model._default_manager.get_or_create(defaults=values, **key)
    if reset and not added:
        overwrite(row, values)
    return row, added
