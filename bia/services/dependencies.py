"""Verbs on dependencies. Cycles are allowed (they are real), an edge to itself is not.

Edges of one dependent that share `group` are alternatives; `group_needs` belongs to the whole
group, so it is the same in every edge of it. A group may need more than it has while it is
being built up; a change or a removal may not leave it so.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Person, User
from bia.domain.dependency_rules import (
    CAPACITY,
    GROUP_WITHOUT_NAME,
    WRONG_TIMES,
    contradictions,
)
from bia.models import Dependency, Process, Site, Supplier, System
from bia.models.dependency import DEPENDENT_FIELDS, NEEDED_FIELDS
from lib.errors import GuardsUnmet, Problem, Refused
from lib.versioning import change, create

DEPENDENT_COLUMN: dict[type[models.Model], str] = {
    Process: "dependent_process",
    System: "dependent_system",
}
NEEDED_COLUMN: dict[type[models.Model], str] = {
    Process: "needs_process",
    System: "needs_system",
    Site: "needs_site",
    Supplier: "needs_supplier",
    Person: "needs_person",
}
MESSAGES = {
    WRONG_TIMES: _("The workaround cannot end before it starts."),
    CAPACITY: _("The capacity is a share between 0 and 1."),
    GROUP_WITHOUT_NAME: _("Name the group of alternatives, or leave this empty."),
}


def may_change(dependent: models.Model) -> str:
    """The permission that an edge of this dependent asks for."""
    return "register.change" if isinstance(dependent, Process) else "infrastructure.change"


def create_dependency(
    *, dependent: Any, needs: Any, by: User, at: datetime, code: str = "", **fields: Any
) -> Dependency:
    """An edge; without `code` one is made of the two ends. Raises Refused."""
    require(by, may_change(dependent), dependent)
    ends = columns_of(dependent, needs)
    with transaction.atomic():
        _lock(dependent)
        _check(ends, fields, dependent, needs)
        fields = _in_step_with_group(ends, fields)
        return create(Dependency, code=code or free_code(dependent, needs), **ends, **fields)


def change_dependency(
    dependency: Dependency, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Change an edge, its ends included. A new `group_needs` is written to the whole group."""
    dependent = fields.pop("dependent", dependency.dependent)
    needs = fields.pop("needs", dependency.needs)
    for end in (dependency.dependent, dependent):
        require(by, may_change(end), end)
    ends = columns_of(dependent, needs)
    with transaction.atomic():
        _lock(dependent)
        names = (
            "workaround_activation_s",
            "workaround_endurance_s",
            "workaround_capacity",
            "group",
            "group_needs",
        )
        whole = {name: fields.get(name, getattr(dependency, name)) for name in names}
        if not whole["group"] and "group_needs" not in fields:
            whole["group_needs"] = fields["group_needs"] = None
        _check(ends, whole, dependent, needs, but=dependency)
        left = dependency.group if dependency.group != whole["group"] else ""
        if left:
            _check_left(dependency)
        _spread_over_group(dependency, ends, whole, asked="group_needs" in fields)
        fields["group_needs"] = whole["group_needs"]
        return change(dependency, read_version=read_version, **ends, **fields)


def delete_dependency(dependency: Dependency, *, by: User, at: datetime) -> None:
    """Raises GuardsUnmet when its group would need more alternatives than are left."""
    require(by, may_change(dependency.dependent), dependency.dependent)
    with transaction.atomic():
        _lock(dependency.dependent)
        _check_left(dependency)
        dependency.delete()


def columns_of(dependent: models.Model, needs: models.Model) -> dict[str, Any]:
    """The seven end columns, two of them set. Raises Refused for a kind that cannot be there."""
    ends: dict[str, Any] = dict.fromkeys((*DEPENDENT_FIELDS, *NEEDED_FIELDS))
    column = DEPENDENT_COLUMN.get(type(dependent))
    if column is None:
        message = _("Only a process or a system depends on something.")
        raise Refused("wrong_kind", message, "dependent")
    ends[column] = dependent
    ends[NEEDED_COLUMN[type(needs)]] = needs
    return ends


def free_code(dependent: Any, needs: Any) -> str:
    """A code nobody has yet: "dispatch.database", "dispatch.database-2", …"""
    stem = f"{dependent.code}.{needs.code}"[:58]
    taken = set(Dependency.objects.filter(code__startswith=stem).values_list("code", flat=True))
    if stem not in taken:
        return stem
    numbers = [int(match[1]) for code in taken if (match := re.search(r"-(\d{1,5})$", code))]
    return f"{stem}-{max(numbers, default=1) + 1}"


def group_of(dependency_ends: dict[str, Any], group: str) -> models.QuerySet[Dependency]:
    """The edges of one dependent that share a group."""
    dependent = {name: dependency_ends[name] for name in DEPENDENT_FIELDS}
    return (
        Dependency.objects.filter(**dependent, group=group) if group else Dependency.objects.none()
    )


def _lock(dependent: Any) -> None:
    """Edges of one dependent are changed one after the other: groups stay consistent."""
    type(dependent)._base_manager.select_for_update(no_key=True).get(pk=dependent.pk)


def _check(
    ends: dict[str, Any],
    fields: dict[str, Any],
    dependent: Any,
    needs: Any,
    but: Dependency | None = None,
) -> None:
    problems = [
        Problem(code, MESSAGES[code], field)
        for field, code in contradictions(
            activation_s=fields.get("workaround_activation_s"),
            endurance_s=fields.get("workaround_endurance_s"),
            capacity=fields.get("workaround_capacity"),
            group=fields.get("group", ""),
            group_needs=fields.get("group_needs"),
        )
    ]
    if dependent == needs:
        problems.append(Problem("self_edge", _("Nothing depends on itself."), "needs"))
    same = Dependency.objects.filter(**ends)
    if but is not None:
        same = same.exclude(pk=but.pk)
    twin = same.first()
    if twin is not None:
        message = _("This dependency is already stated (%(code)s).") % {"code": twin.code}
        problems.append(Problem("unique", message, "needs"))
    if problems:
        raise Refused.many(problems)


def _in_step_with_group(ends: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """A new edge takes the group's number; an older group without one takes the new edge's."""
    members = list(group_of(ends, fields.get("group", "")))
    said = next((one.group_needs for one in members if one.group_needs is not None), None)
    wanted = fields.get("group_needs")
    if said is not None and wanted is not None and said != wanted:
        raise Refused("group_disagrees", _disagrees(fields["group"], said), "group_needs")
    if said is None and wanted is not None:
        _write_group(members, wanted)
    return fields | {"group_needs": said if wanted is None else wanted}


def _spread_over_group(
    dependency: Dependency, ends: dict[str, Any], whole: dict[str, Any], *, asked: bool
) -> None:
    others = list(group_of(ends, whole["group"]).exclude(pk=dependency.pk))
    if others and not asked:
        whole["group_needs"] = others[0].group_needs
        return
    wanted = whole["group_needs"]
    if wanted is not None and asked and wanted > len(others) + 1:
        message = _("The group has %(count)s alternatives, so it cannot need %(needs)s.") % {
            "count": len(others) + 1,
            "needs": wanted,
        }
        raise Refused("group_too_small", message, "group_needs")
    _write_group(others, wanted)


def _write_group(members: list[Dependency], group_needs: int | None) -> None:
    for one in members:
        change(one, read_version=None, group_needs=group_needs)


def _check_left(dependency: Dependency) -> None:
    ends = {name: getattr(dependency, name) for name in DEPENDENT_FIELDS}
    left = group_of(ends, dependency.group).exclude(pk=dependency.pk).count()
    if left and dependency.group_needs is not None and left < dependency.group_needs:
        message = _("The group “%(group)s” needs %(needs)s; only %(left)s would be left.") % {
            "group": dependency.group,
            "needs": dependency.group_needs,
            "left": left,
        }
        raise GuardsUnmet.one("group_too_small", message)


def _disagrees(group: str, said: int) -> object:
    return _("The group “%(group)s” already says %(said)s.") % {"group": group, "said": said}
