"""How long notifying and assessing may take, and how much a role can do at once (PLN-9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from followup.models import ClockPolicy
from followup.services.clocks import policy_named
from plans.models import CardStep, PlanKind, PlanVersion, ResponseRole, StepKey, VersionStatus

STEPS = (StepKey.NOTIFY.value, StepKey.ASSESS.value)


@dataclass(frozen=True)
class Limits:
    """Seconds. `source` is "card" where the response card in force says so, else "policy"."""

    notify_s: int
    assess_s: int
    source: str


@dataclass(frozen=True)
class Role:
    """`capacity` is how many of its tasks go side by side: as stated, else its active holders."""

    code: str
    name_en: str
    name_zh: str
    capacity: int


def response_limits(version: PlanVersion | None = None) -> Limits:
    """Of the version's own card, else of the response card in force, else of the clocks' policies.

    One query where a card gives both limits, two otherwise.
    """
    in_force = Q(
        plan_version__status=VersionStatus.EFFECTIVE.value,
        plan_version__plan__kind=PlanKind.CARD.value,
    )
    own = Q(plan_version=version.pk) if version is not None else Q(pk__in=[])
    rows = CardStep.objects.filter(in_force | own, key__in=STEPS, limit_s__isnull=False)
    found: dict[str, int] = {}
    cards = rows.order_by("plan_version__plan__code").values_list(
        "plan_version_id", "key", "limit_s"
    )
    for _card, key, limit_s in sorted(
        cards, key=lambda row: row[0] != getattr(version, "pk", None)
    ):
        found.setdefault(key, limit_s)
    source = "card" if len(found) == len(STEPS) else "policy"
    if source == "policy":
        found = _of_policies() | found
    return Limits(found["notify"], found["assess"], source)


def _of_policies() -> dict[str, int]:
    rows = ClockPolicy.objects.filter(code__in=STEPS)
    found = dict(rows.values_list("code", "limit_s"))
    return {key: (found[key] if key in found else policy_named(key).limit_s) or 0 for key in STEPS}


def roles_by_code() -> Mapping[str, Role]:
    """Every role with what it can do at once (one query)."""
    held = Count("holders", filter=Q(holders__person__is_active=True))
    rows = ResponseRole.objects.annotate(held=held).values_list(
        "code", "name_en", "name_zh", "capacity", "held"
    )
    return {
        code: Role(code, name_en, name_zh, held if capacity is None else capacity)
        for code, name_en, name_zh, capacity, held in rows
    }
