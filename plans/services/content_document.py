"""A version as one plain document: what is signed, compared, printed, packed and activated.

Codes instead of ids, people by code only, everything in its order; one query. Whoever reads a
plan's content outside of its editor reads this document, so that page, paper and signature
cannot differ (docs/method.md §31).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from plans.domain.document import arrange
from plans.models import (
    ActivationCriterion,
    CallAlternate,
    CallNode,
    CardContact,
    CardItem,
    CardStep,
    CommsTemplate,
    Plan,
    PlanResource,
    PlanTask,
    PlanVersion,
    Section,
    TaskNeed,
)

# name in the document → column; a text in two languages is asked for as name_en and name_zh.
SECTION = ("key", "depth", "title_en", "title_zh", "body_en", "body_zh")
CRITERION = {
    **{name: name for name in ("group", "kind", "downtime_s", "text_en", "text_zh")},
    **{name: f"{name}__code" for name in ("grade", "system", "process")},
}
TASK = {
    **{
        name: name
        for name in (
            *("number", "title_en", "title_zh", "instructions_en", "instructions_zh"),
            *("duration_s", "limit_s", "phase", "completes", "counts_in_time"),
            *("verification_en", "verification_zh", "rollback_en", "rollback_zh"),
            *("evidence_required", "automation"),
        )
    },
    **{name: f"{name}__code" for name in ("role", "backup_role", "system", "sub_plan")},
}
RESOURCE = {
    **{name: name for name in ("kind", "name_en", "name_zh", "quantity", "place", "from_s")},
    "supplier": "supplier__code",
}
MESSAGE = ("audience", "channel", "title_en", "title_zh", "body_en", "body_zh")
STEP = ("id", "key", "title_en", "title_zh", "limit_s", "anchor", "every_s")
ITEM = ("step_id", "team_en", "team_zh", "text_en", "text_zh", "is_required")
CONTACT = {"role": "role__code", "from_grade": "from_grade__code"}
NODE = {
    **{
        name: name
        for name in ("id", "parent_id", "is_critical", "wait_s", "script_en", "script_zh")
    },
    "person": "person__code",
    "role": "role__code",
}


def document_of(version: PlanVersion) -> dict[str, Any]:
    """The content of `version` as it stands in the tables now (approved or not)."""
    row = _whole().get(pk=version.pk)
    return arrange({name.removeprefix("doc_"): value for name, value in row.items()})


@cache
def _whole() -> QuerySet[Any, Any]:
    """The question is always the same: putting it together takes longer than some answers."""
    # Reverse relations have taken the plain names.
    parts = {f"doc_{name}": part for name, part in _parts().items()}
    found: QuerySet[Any, Any] = PlanVersion._base_manager.annotate(**parts).values()
    return found


def _parts() -> dict[str, Any]:
    return {
        "plan_head": ArraySubquery(
            Plan._base_manager.filter(pk=OuterRef("plan_id")).values(
                one=JSONObject(
                    **{name: name for name in ("code", "kind", "level", "name_en", "name_zh")},
                    owner="owner__code",
                    deputy="deputy__code",
                )
            )
        ),
        **{f"plan_{name}": _scope(name) for name in ("processes", "systems", "sites")},
        "grade_code": F("serves_grade__code"),
        "sections": _rows(Section, SECTION),
        "criteria": _rows(ActivationCriterion, CRITERION),
        "tasks": _rows(PlanTask, TASK),
        "needs": ArraySubquery(
            TaskNeed._base_manager.filter(task__plan_version=OuterRef("pk"))
            .order_by("task__number", "needs__number")
            .values(one=JSONObject(task="task__number", needs="needs__number"))
        ),
        "resources": _rows(PlanResource, RESOURCE),
        "messages": _rows(CommsTemplate, MESSAGE),
        "card_steps": _rows(CardStep, STEP),
        "card_items": _rows(CardItem, ITEM),
        "card_contacts": _rows(CardContact, CONTACT),
        "call_nodes": _rows(CallNode, NODE),
        "call_alternates": _rows(CallAlternate, {"node": "node_id", "person": "person__code"}),
    }


def _scope(name: str) -> ArraySubquery:
    found: QuerySet[Any] = (
        Plan._base_manager.filter(pk=OuterRef("plan_id"))
        .exclude(**{name: None})
        .order_by(f"{name}__code")
        .values(f"{name}__code")
    )
    return ArraySubquery(found)


def _rows(model: Any, columns: tuple[str, ...] | dict[str, str]) -> ArraySubquery:
    named = columns if isinstance(columns, dict) else {name: name for name in columns}
    found = model._base_manager.filter(plan_version=OuterRef("pk")).order_by("position", "id")
    return ArraySubquery(found.values(one=JSONObject(**named)))
