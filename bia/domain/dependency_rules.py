"""What cannot be true of one dependency, whatever else is in the register."""

from __future__ import annotations

from decimal import Decimal

WRONG_TIMES = "endurance_before_activation"
GROUP_WITHOUT_NAME = "group_needs_without_group"
CAPACITY = "capacity_is_a_share"


def contradictions(
    *,
    activation_s: int | None,
    endurance_s: int | None,
    capacity: Decimal | None,
    group: str,
    group_needs: int | None,
) -> list[tuple[str, str]]:
    """Pairs of field and code. Both times count from the disruption (docs/method.md §13)."""
    found = []
    if activation_s is not None and endurance_s is not None and endurance_s < activation_s:
        found.append(("workaround_endurance_s", WRONG_TIMES))
    if capacity is not None and not 0 <= capacity <= 1:
        found.append(("workaround_capacity", CAPACITY))
    if group_needs is not None and not group:
        found.append(("group_needs", GROUP_WITHOUT_NAME))
    return found
