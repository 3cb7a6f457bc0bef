"""Which plans in force name somebody: in the call tree, on the card, by a role."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from plans.models import (
    CallAlternate,
    CallNode,
    CardContact,
    IncidentGrade,
    PlanTask,
    PlanVersion,
    RoleHolder,
    VersionStatus,
)

IN_FORCE = Q(plan_version__status=VersionStatus.EFFECTIVE.value)


@dataclass(frozen=True)
class Named:
    """One effective version and how it names the person: tree, alternate, or role codes."""

    version: PlanVersion
    in_tree: bool = False
    roles: tuple[str, ...] = ()


def contact_ids() -> set[int]:
    """Everybody a version in force names, and the holders of all decision levels."""
    found = set(
        CallNode.objects.filter(IN_FORCE, person__isnull=False).values_list("person_id", flat=True)
    )
    found |= set(CallAlternate.objects.filter(IN_FORCE).values_list("person_id", flat=True))
    roles = {role for _version, role in _roles_of_versions()}
    roles |= set(IncidentGrade.objects.values_list("decision_role_id", flat=True))
    found |= set(RoleHolder.objects.filter(role__in=roles).values_list("person_id", flat=True))
    return found


def plans_naming(person_ids: Collection[int]) -> dict[int, list[Named]]:
    """Person id → the versions in force that name them, by the plan's code; seven questions."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    in_tree = _pairs(CallNode.objects.filter(IN_FORCE, person__in=wanted)) | _pairs(
        CallAlternate.objects.filter(IN_FORCE, person__in=wanted)
    )
    holders: dict[int, list[tuple[int, str]]] = {}
    for role, person, code in RoleHolder.objects.filter(person__in=wanted).values_list(
        "role_id", "person_id", "role__code"
    ):
        holders.setdefault(role, []).append((person, code))
    by_role: dict[tuple[int, int], set[str]] = {}
    for version, role in _roles_of_versions(holders):
        for person, code in holders[role]:
            by_role.setdefault((version, person), set()).add(code)
    versions = PlanVersion.objects.for_list().in_bulk(
        {version for version, _person in in_tree | by_role.keys()}
    )
    found: dict[int, list[Named]] = {}
    for pair in sorted(in_tree | by_role.keys(), key=lambda one: versions[one[0]].plan.code):
        version, person = pair
        named = Named(versions[version], pair in in_tree, tuple(sorted(by_role.get(pair, ()))))
        found.setdefault(person, []).append(named)
    return found


def _pairs(rows: Iterable[CallNode] | Iterable[CallAlternate]) -> set[tuple[int, int]]:
    return set(rows.values_list("plan_version_id", "person_id"))  # type: ignore[union-attr]


def _roles_of_versions(roles: Collection[int] | None = None) -> set[tuple[int, int]]:
    """(version, role) of tree, card and tasks of what is in force; of `roles` when given."""
    found: set[tuple[int, int]] = set()
    for model, column in (
        (CallNode, "role"),
        (CardContact, "role"),
        (PlanTask, "role"),
        (PlanTask, "backup_role"),
    ):
        rows = model.objects.filter(IN_FORCE, **{f"{column}__isnull": False})  # type: ignore[attr-defined]
        if roles is not None:
            rows = rows.filter(**{f"{column}__in": list(roles)})
        found |= set(rows.order_by().values_list("plan_version_id", f"{column}_id").distinct())
    return found


def versions_with_role(role: int) -> set[int]:
    """Ids of the versions in force whose tree, card or tasks name the role."""
    return {version for version, _role in _roles_of_versions([role])}
