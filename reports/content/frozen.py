"""Sheets out of what an approval froze (and out of the tables for what is still in work).

An approved assessment is printed from its snapshot alone, with the catalogue of that day, so
it prints the same in three years. Only names of people are looked up: they are frozen as codes,
so that a person can be erased. So are the names an older snapshot does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Department, MtdPolicy, Organisation, Person, User
from bia.domain.reasons import Reason
from bia.models import (
    Assessment,
    AssessmentSnapshot,
    Process,
    Site,
    Supplier,
    System,
)
from bia.models.dependency import DependencyMode, DependencyStrength
from bia.questionnaire import sections
from bia.reasons import explain
from bia.services.assessment_content import (
    assessment_content,
    instant,
    person_key,
    register_content,
)
from bia.services.catalogue import current_catalogue
from lib.bilingual import in_language
from lib.durations import format_duration
from reports.content.sheet import Cell, GridRow, Need, Objective, Sheet

NODES: dict[str, type[Any]] = {
    "process": Process, "system": System, "team": System, "site": Site, "supplier": Supplier,
    "person": Person,
}  # fmt: skip


@dataclass(frozen=True)
class Names:
    """Names by key (`person:…`, `user:…`, `department:…`, `system:…`)."""

    by_key: Mapping[str, str]

    def of(self, key: str | None) -> str:
        """The name, or the bare code of something that is gone."""
        if not key:
            return ""
        return self.by_key.get(key) or key.partition(":")[2]


def sheets_of(assessments: Sequence[Assessment]) -> list[Sheet]:
    """Sheets in the given order, in a constant number of queries for approved ones."""
    frozen = {
        snapshot.assessment_id: snapshot
        for snapshot in AssessmentSnapshot.objects.filter(assessment__in=assessments)
    }
    contents = []
    for one in assessments:
        snapshot = frozen.get(one.pk)
        contents.append(snapshot.content if snapshot else in_work_content(one))
    names = names_in(contents)
    return [
        _sheet(one, content, frozen[one.pk].digest if one.pk in frozen else "", names)
        for one, content in zip(assessments, contents, strict=True)
    ]


def in_work_content(assessment: Assessment) -> dict[str, Any]:
    """What a snapshot of this draft would hold now."""
    catalogue = current_catalogue()
    organisation = Organisation.current()
    return {
        **assessment_content(assessment),
        "register": register_content(assessment.process),
        "approval": {
            "author": person_key(assessment.author),
            "submitted_by": person_key(assessment.submitted_by),
            "submitted_at": instant(assessment.submitted_at),
            "approved_by": None,
            "approved_at": None,
        },
        "catalogue": {"number": catalogue.version} | catalogue.content(),
        "organisation": {"currency": organisation.currency},
    }


def names_in(contents: Iterable[Mapping[str, Any]]) -> Names:
    """Look up every name the contents refer to by code: one query a kind."""
    wanted: dict[str, set[str]] = {}
    for content in contents:
        register, approval = content["register"], content["approval"]
        keys = [edge["needs"] for edge in register["dependencies"] if not edge.get("name")]
        keys += [approval["author"], approval["approved_by"]]
        keys += [f"person:{register['owner']}" if register["owner"] else None]
        if register["department"] and not register.get("department_name"):
            keys.append(f"department:{register['department']}")
        for key in filter(None, keys):
            kind, _colon, code = key.partition(":")
            wanted.setdefault(kind, set()).add(code)
    found: dict[str, str] = {}
    for kind, codes in wanted.items():
        if kind == "user":
            rows = User.objects.filter(pk__in=codes)
            found |= {f"user:{one.pk}": str(one) for one in rows}
        else:
            model: Any = Department if kind == "department" else NODES[kind]
            pairs = model.objects.filter(code__in=codes).values_list("code", "name")
            found |= {f"{kind}:{code}": name for code, name in pairs}
    return Names(found)


def _sheet(assessment: Assessment, content: Mapping[str, Any], digest: str, names: Names) -> Sheet:
    own, register, approval = content["assessment"], content["register"], content["approval"]
    process, because, catalogue = register["process"], content["because"], content["catalogue"]
    spoken = _spoken(catalogue)
    say = _speaker(spoken)
    tier = next((one for one in catalogue["tiers"] if one["code"] == own["tier"]), None)
    bands, grid = _grid(content, say)
    margin = because.get("margin") if because else None
    check = (because or {}).get("check") or {}
    return Sheet(
        code=process["code"],
        name=process["name"],
        assessment=own["code"],
        number=own["number"],
        currency=content["organisation"]["currency"],
        status=assessment.status,
        draft=not digest,
        digest=digest,
        author=names.of(approval["author"]),
        submitted_at=_instant(approval["submitted_at"]),
        approved_by=names.of(approval["approved_by"]),
        approved_at=_instant(approval["approved_at"]),
        description=process["description"],
        department=_department(register, names),
        owner=names.of(f"person:{register['owner']}") if register["owner"] else "",
        critical=process["critical"],
        life_safety=process["life_safety"],
        regulated=process["regulated"],
        daily_volume=process["daily_volume"],
        peak_periods=process["peak_periods"],
        policy=str(dict(MtdPolicy.choices).get(own["policy"], own["policy"])),
        threshold=Decimal(own["threshold"]),
        bands=bands,
        grid=grid,
        objectives=(
            Objective("mtd", own["mtd_derived_s"], own["mtd_proposed_s"], own["mtd_s"],
                      say((because or {}).get("mtd_proposed") or (because or {}).get("mtd"))),
            Objective("rto", None, own["rto_proposed_s"], own["rto_s"],
                      say((because or {}).get("rto"))),
            Objective("rpo", None, own["rpo_proposed_s"], own["rpo_s"],
                      say((because or {}).get("rpo"))),
        ),
        mtd_s=own["mtd_s"],
        rto_s=own["rto_s"],
        rpo_s=own["rpo_s"],
        wrt_s=own["wrt_s"],
        wrt_blocking=own["wrt_blocking"],
        mbco_percent=Decimal(own["mbco_percent"]),
        margin=None if margin is None else Decimal(margin),
        min_margin=_decimal((because or {}).get("min_margin")),
        check=check.get("status", "not_set"),
        warnings=tuple(say(one) for one in (because or {}).get("warnings", [])),
        tier=in_language(tier["name_en"], tier["name_zh"]) if tier else "",
        tier_code=own["tier"] or "",
        tier_rank=tier["order"] if tier else 0,
        tier_because=say((because or {}).get("tier")),
        needs=tuple(_need(edge, names) for edge in register["dependencies"]),
        products=tuple(one["name"] for one in register["products"]),
        obligations=tuple(_obligation(one) for one in register["obligations"]),
        answers=_answers(content["answers"]),
        rationale=own["rationale"],
        catalogue=catalogue["number"],
        highest_score=max((level["score"] for level in catalogue["levels"]), default=4),
    )  # fmt: skip


def _spoken(catalogue: Mapping[str, Any]) -> dict[str, str]:
    """Names of the catalogue's rows by code, in the active language."""
    return {
        row["code"]: in_language(row["name_en"], row["name_zh"])
        for name in ("categories", "tiers")
        for row in catalogue[name]
    }


def _speaker(names: Mapping[str, str]) -> Callable[[Any], str]:
    def say(reason: Any) -> str:
        return "" if not reason else explain(Reason.from_json(reason), names)

    return say


def _grid(
    content: Mapping[str, Any], say: Callable[[Any], str]
) -> tuple[tuple[int, ...], tuple[GridRow, ...]]:
    """The rated bands and every category that is rated somewhere."""
    catalogue, ratings = content["catalogue"], content["ratings"]
    # A horizon nobody rated is no part of this assessment, whatever the catalogue offers.
    bands = tuple(sorted({one["at_s"] for one in ratings if _says_something(one)}))
    by_cell = {(one["category"], one["at_s"]): one for one in ratings}
    answers = {one["category"]: one for one in (content["because"] or {}).get("by_category", [])}
    rows = []
    for category in catalogue["categories"]:
        code = category["code"]
        if not any((code, at_s) in by_cell for at_s in bands):
            continue
        own = category["threshold"]  # 0 is a threshold too
        threshold = Decimal(str(content["assessment"]["threshold"] if own is None else own))
        cells = tuple(
            _cell(at_s, by_cell.get((code, at_s)), category, catalogue["levels"], threshold)
            for at_s in bands
        )
        answer = answers.get(code, {})
        rows.append(
            GridRow(
                in_language(category["name_en"], category["name_zh"]),
                cells,
                answer.get("mtd_s"),
                say(answer.get("because")),
            )
        )
    return bands, tuple(rows)


def _says_something(rating: Mapping[str, Any]) -> bool:
    return rating["score"] is not None or rating["amount"] is not None or bool(rating["text"])


def _cell(
    at_s: int, rating: Any, category: Mapping[str, Any], levels: Any, threshold: Decimal
) -> Cell:
    if rating is None:
        return Cell(at_s)
    score, amount = _decimal(rating["score"]), _decimal(rating["amount"])
    reached = score if score is not None else _score_of(amount, levels)
    level = max(
        (one for one in levels if reached is not None and one["score"] <= reached),
        key=lambda one: one["score"],
        default=None,
    )
    limit = _decimal(category["threshold_amount"])
    intolerable = (
        amount >= limit
        if category["unit"] == "money" and limit is not None and amount is not None
        else reached is not None and reached >= threshold
    )
    return Cell(
        at_s=at_s,
        score=reached,
        level=in_language(level["name_en"], level["name_zh"]) if level else "",
        tone=level["colour"] if level else "",
        amount=amount,
        text=rating["text"],
        intolerable=intolerable,
    )


def _score_of(amount: Decimal | None, levels: Any) -> Decimal | None:
    if amount is None:
        return None
    limits = [(one["score"], _decimal(one["amount_from"])) for one in levels]
    reached = [score for score, limit in limits if limit is not None and limit <= amount]
    return Decimal(max(reached, default=0))


def _department(register: Mapping[str, Any], names: Names) -> str:
    code = register["department"]
    return register.get("department_name") or (names.of(f"department:{code}") if code else "")


def _need(edge: Mapping[str, Any], names: Names) -> Need:
    kind = edge["needs"].partition(":")[0]
    kinds = {
        "process": _("Process"), "system": _("System"), "team": _("Team"), "site": _("Site"),
        "supplier": _("Supplier"), "person": _("Person"),
    }  # fmt: skip
    return Need(
        key=edge["needs"],
        name=edge.get("name") or names.of(edge["needs"]),
        kind=kinds.get(kind, kind),
        mode=str(dict(DependencyMode.choices).get(edge["mode"], edge["mode"])),
        strength=str(dict(DependencyStrength.choices).get(edge["strength"], edge["strength"])),
        workaround_activation_s=edge["workaround_activation_s"],
        workaround_endurance_s=edge["workaround_endurance_s"],
        workaround_capacity=_decimal(edge["workaround_capacity"]),
        group=edge["group"],
        group_needs=edge["group_needs"],
    )


def _obligation(row: Mapping[str, Any]) -> str:
    return f"{row['name']} ({row['reference']})" if row["reference"] else str(row["name"])


def _answers(
    answers: Mapping[str, Any],
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Only what was answered; 0 and "no" are answers."""
    found = []
    for section in sections():
        rows = tuple(
            (question.label, _answer(question.kind, answers[question.code]))
            for question in section.questions
            if answers.get(question.code) is not None
        )
        if rows:
            found.append((section.name, rows))
    return tuple(found)


def _answer(kind: str, value: Any) -> str:
    if kind == "yes_no":
        return _("Yes") if value else _("No")
    if kind == "duration":
        return format_duration(int(value), get_language() or "en")
    if kind == "percent":
        return f"{value}\u00a0%"
    return f"{value:,}" if kind == "whole" and isinstance(value, int) else str(value)


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _instant(value: Any) -> datetime | None:
    return None if value is None else datetime.fromisoformat(str(value))
