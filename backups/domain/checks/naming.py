"""Does the name fit the pattern, and what the set says of itself? (S1-013, AT-037)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from backups.domain import naming as names
from backups.domain.checks.result import Check, not_asked


def naming(
    found: Sequence[str],
    *,
    pattern: str,
    asked: bool,
    method: str,
    data_class: str,
    code: str,
    restore_point_at: datetime | None,
    zone: str,
) -> Check:
    """`found`: the last part of each copy's path. A wrong name is a fault of the rule, not of the
    bytes; a name whose date contradicts the set is a warning: a clock or a zone is wrong."""
    name = "naming"
    if not asked:
        return not_asked(name)
    if not found:
        return Check(name, "not_run", "no_name")
    for one in found:
        try:
            read = names.read(one, pattern)
        except names.BadPattern as why:
            return Check(name, "not_run", "pattern_refused", {"because": why.code})
        if read is None:
            return Check(name, "fail", "name_does_not_fit", {"name": one})
        if not names.fits(read, method=method, data_class=data_class, code=code):
            return Check(name, "fail", "name_of_another", {"name": one})
        if restore_point_at is not None and names.skewed(
            read, restore_point_at=restore_point_at, zone=zone
        ):
            params = {
                "name": one,
                "stands_at": restore_point_at.astimezone(ZoneInfo(zone)).isoformat(),
            }
            return Check(name, "warn", "name_contradicts_time", params)
    return Check(name, "pass", "name_fits", {"name": found[0]})
