"""Which plans in force name somebody: in the call tree, on the card, by a role."""

from __future__ import annotations

from collections.abc import Collection
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
    found = {person for _version, person in _people_of_trees(IN_FORCE)}
    roles = {role for _version, role in _roles_of_versions()}
    roles |= set(IncidentGrade.objects.values_list("decision_role_id", flat=True))
    found |= set(RoleHolder.objects.filter(role__in=roles).values_list("person_id", flat=True))
    return found


def plans_naming(person_ids: Collection[int]) -> dict[int, list[Named]]:
    """Person id → the versions in force that name them, by the plan's code; four questions."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    in_tree = _people_of_trees(IN_FORCE & Q(person__in=wanted))
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


def _people_of_trees(where: Q) -> set[tuple[int, int]]:
    """(version, person) of nodes and alternates."""
    named = CallNode.objects.filter(where, person__isnull=False).order_by()
    others = CallAlternate.objects.filter(where).order_by()
    columns = ("plan_version_id", "person_id")
    return set(named.values_list(*columns).union(others.values_list(*columns)))


def _roles_of_versions(
    roles: Collection[int] | None = None, *, where: Q = IN_FORCE
) -> set[tuple[int, int]]:
    """(version, role) of tree, card and tasks of what is in force; of `roles` when given."""
    rows = []
    for model, column in (
        (CallNode, "role"),
        (CardContact, "role"),
        (PlanTask, "role"),
        (PlanTask, "backup_role"),
    ):
        of_model = model.objects.filter(where, **{f"{column}__isnull": False})  # type: ignore[attr-defined]
        if roles is not None:
            of_model = of_model.filter(**{f"{column}__in": list(roles)})
        rows.append(of_model.order_by().values_list("plan_version_id", f"{column}_id"))
    return set(rows[0].union(*rows[1:]))


def people_of(versions: Collection[int]) -> dict[int, set[int]]:
    """Version id → everybody it names, whether it is in force or not; three questions."""
    where = Q(plan_version__in=versions)
    found: dict[int, set[int]] = {}
    for version, person in _people_of_trees(where):
        found.setdefault(version, set()).add(person)
    of_versions = _roles_of_versions(where=where)
    holders: dict[int, set[int]] = {}
    rows = RoleHolder.objects.filter(role__in={role for _version, role in of_versions})
    for role, person in rows.values_list("role_id", "person_id"):
        holders.setdefault(role, set()).add(person)
    for version, role in of_versions:
        found.setdefault(version, set()).update(holders.get(role, ()))
    return {version: people for version, people in found.items() if people}


def versions_with_role(role: int) -> set[int]:
    """Ids of the versions in force whose tree, card or tasks name the role."""
    return {version for version, _role in _roles_of_versions([role])}
