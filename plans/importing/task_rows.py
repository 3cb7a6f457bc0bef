"""A table of tasks against the tasks of a draft: matched by number, each cell judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from bia.models import System
from lib.errors import Problem, Refused
from lib.wrong_rows import WrongRow
from plans.domain.cycles import find_cycle
from plans.importing.planned import CHANGED, UNCHANGED, WRONG, Planned, Summary
from plans.importing.sheet import Sheet
from plans.models import Plan, PlanTask, PlanVersion, ResponseRole
from plans.services.content_needs import ARROW, check_sub_plan, needs_of
from plans.sheet_columns import BadCell
from plans.task_columns import COLUMNS, Known


def plan_tasks(
    plan_version: PlanVersion, sheet: Sheet, mapping: Mapping[str, str], *, by: User, replace: bool
) -> Summary:
    """`replace`: tasks that are not in the file are removed."""
    header, lines = sheet
    columns = {
        int(place): COLUMNS[name]
        for place, name in mapping.items()
        if name in COLUMNS and int(place) < len(header)
    }
    known = _known(by)
    existing = {one.number: one for one in plan_version.tasks.select_related(
        "role", "backup_role", "system", "sub_plan")}  # fmt: skip
    needs = needs_of(plan_version)
    highest = max([*existing, 0])
    summary = Summary()
    seen: set[int] = set()
    for number, cells in lines:
        planned = _read(number, cells, header, columns, known)
        given = planned.values.pop("number", None)
        if given is None:
            highest += 1
            given = highest
        highest = max(highest, given)
        planned.values["number"] = given
        if given in seen:
            _add(planned, header, columns, "number", str(given),
                 _("This number stands in the file twice."))  # fmt: skip
        seen.add(given)
        _compare(planned, existing.get(given), needs.get(given, set()), header, columns)
        summary.rows.append(planned)
    if replace:
        summary.removed = [one for number, one in existing.items() if number not in seen]
    _judge_needs(summary, needs, header, columns)
    _judge_sub_plans(summary, plan_version.plan, header, columns)
    return summary


def _read(number: int, cells: list[str], header: Any, columns: Any, known: Known) -> Planned:
    planned = Planned(number, "")
    for place, column in columns.items():
        cell = cells[place] if place < len(cells) else ""
        try:
            value = column.read(cell.replace("\0", ""), known)
        except BadCell as bad:
            planned.wrong.append(WrongRow(number, header[place], cell[:80], str(bad.message)))
            continue
        if column.name == "needs":
            planned.needs = value
        else:
            planned.values[column.name] = value
    planned.label = planned.values.get("title_en") or planned.values.get("title_zh") or ""
    return planned


def _compare(
    planned: Planned, row: PlanTask | None, needs: set[int], header: Any, columns: Any
) -> None:
    planned.row = row
    values = planned.values
    if row is not None:
        planned.label = planned.label or str(row.title)
        planned.before = {
            name: getattr(row, name)
            for name, value in values.items()
            if getattr(row, name) != value
        }
        if planned.needs is not None and set(planned.needs) != needs:
            planned.before["needs"] = sorted(needs)
        planned.kind = CHANGED if planned.before else UNCHANGED
    titles = [values.get(name, getattr(row, name, "")) for name in ("title_en", "title_zh")]
    if not any(titles) and not planned.wrong:
        name = "title_zh" if "title_zh" in [one.name for one in columns.values()] else "title_en"
        _add(planned, header, columns, name, "", _("A task needs a title."))
    if planned.wrong:
        planned.kind = WRONG


def _judge_needs(
    summary: Summary, needs: Mapping[int, set[int]], header: Any, columns: Any
) -> None:
    gone = {one.number for one in summary.removed}
    graph = {number: set(all_) - gone for number, all_ in needs.items() if number not in gone}
    for planned in summary.rows:
        number = planned.values["number"]
        graph[number] = (
            set(planned.needs) if planned.needs is not None else graph.get(number, set())
        )
    for planned in summary.rows:
        unknown = sorted(set(planned.needs or ()) - set(graph))
        if unknown:
            words = _("There is no task %(number)s.") % {"number": unknown[0]}
            _add(planned, header, columns, "needs", str(unknown[0]), words)
    cycle = find_cycle(graph)
    for planned in summary.rows:
        if cycle and planned.values["number"] in cycle:
            way = ARROW.join(map(str, cycle))
            words = _("These wait for each other in a circle: %(way)s.") % {"way": way}
            _add(planned, header, columns, "needs", way, words)


def _judge_sub_plans(summary: Summary, plan: Plan, header: Any, columns: Any) -> None:
    judged: dict[int, Problem | None] = {}
    for planned in summary.rows:
        sub_plan = planned.values.get("sub_plan")
        if sub_plan is None:
            continue
        if sub_plan.pk not in judged:
            judged[sub_plan.pk] = None
            try:
                check_sub_plan(plan, sub_plan)
            except Refused as refusal:
                judged[sub_plan.pk] = refusal.problems[0]
        problem = judged[sub_plan.pk]
        if problem:
            _add(planned, header, columns, "sub_plan", sub_plan.code, problem.message)


def _add(planned: Planned, header: Any, columns: Any, name: str, value: str, words: Any) -> None:
    place = next((place for place, column in columns.items() if column.name == name), None)
    title = header[place] if place is not None else str(COLUMNS[name].label)
    planned.wrong.append(WrongRow(planned.number, title, value, str(words)))
    planned.kind = WRONG


def _known(by: User) -> Known:
    roles = ResponseRole.objects.visible_to(by).filter(is_active=True)
    return Known(
        roles=_names(roles, "name_en", "name_zh"),
        systems=_names(System.objects.visible_to(by), "name"),
        plans=_names(Plan.objects.visible_to(by), "name_en", "name_zh"),
    )


def _names(rows: Any, *names: str) -> dict[str, Any]:
    """By name, and by code, which wins."""
    found: dict[str, Any] = {}
    listed = list(rows)
    for name in (*names, "code"):
        found |= {getattr(one, name).lower(): one for one in listed if getattr(one, name)}
    return found
