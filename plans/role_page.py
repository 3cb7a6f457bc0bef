"""Where a role is used: grades that name it as their decision level, plans in force."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from plans.contact_plans import versions_with_role
from plans.models import IncidentGrade, PlanVersion, ResponseRole


@dataclass(frozen=True)
class Use:
    """`hidden` counts restricted plans the viewer may not see."""

    grades: tuple[IncidentGrade, ...]
    versions: tuple[PlanVersion, ...]
    hidden: int


def use_of(role: ResponseRole, viewer: User) -> Use:
    ids = versions_with_role(role.pk)
    seen = PlanVersion.objects.for_list().visible_to(viewer).filter(pk__in=ids)
    versions = tuple(seen.order_by("plan__code"))
    return Use(tuple(role.grades.all()), versions, len(ids) - len(versions))
