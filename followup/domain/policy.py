"""What a clock policy may say (K1–K15): shapes and limits, checked field by field.

Every fault carries a dotted path such as `marks.1.percent`, so that a page shows it at the field
and the API names it. Durations are seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import time
from typing import Any, TypeGuard

# Clocks of obligations that nobody may move: responses, RTO, MTD (CLK-6).
UNMOVABLE = frozenset({"notify", "assess", "decision_response", "impact_rto", "impact_mtd"})

# Who can be told: roles that subjects name, and those `services.people` fills in.
ROLES = (
    *("owner", "verifier", "approver", "approvers", "deputy", "deputies", "requester", "manager"),
    *("bcm_managers", "administrators", "author", "commander", "scribe", "followers", "leads"),
    *("decision_level", "level_above", "duty", "duty_manager", "alternates", "executives"),
    *("process_owner", "plan_owner", "role_holder", "backup", "programme_owner", "participants"),
    *("store_leads", "store_managers", "contact", "holder"),
)
GRADES = ("I", "II", "III", "IV")
KINDS_OF_TIME = ("percent", "offset_s", "days", "working_days")

MAX_LIMIT_S = 10 * 366 * 86_400
MAX_DAYS = 3_660
MAX_WORKING_DAYS = 250
MAX_SNOOZE_S = 3_600
MAX_MARKS = 20
MAX_REPEATS = 50
LEAST_REPEAT_S = 60
RESERVED = ("due", "muted")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")


@dataclass(frozen=True)
class Fault:
    """`code` names the words (`services.policies.WORDS`), `params` fill them."""

    field: str
    code: str
    params: Mapping[str, Any] = dataclass_field(default_factory=dict)


def may_pause(code: str) -> bool:
    """Only reports and drills stand still (CLK-6)."""
    return code == "situation_report" or code.startswith("drill")


def faults_of(code: str, policy: Mapping[str, Any]) -> list[Fault]:
    """Everything that is wrong with the policy of the clock kind `code`; [] when nothing is."""
    return [
        *_limits(policy),
        *_rows("marks", policy.get("marks"), policy, late=False),
        *_rows("late_marks", policy.get("late_marks"), policy, late=True),
        *_unique_names(policy),
        *_roles("breach_to", policy.get("breach_to"), empty_is_fine=False),
        *_repeat(policy.get("repeat")),
        *_control(code, policy),
    ]


def _limits(policy: Mapping[str, Any]) -> Iterator[Fault]:
    limit, days = policy.get("limit_s"), policy.get("limit_working_days")
    if limit is not None:
        yield from _number("limit_s", limit, 0, MAX_LIMIT_S)
    if days is not None:
        yield from _number("limit_working_days", days, 1, MAX_WORKING_DAYS)
        if limit is not None:
            yield Fault("limit_working_days", "two_limits")
    by_grade = policy.get("limits_by_grade") or {}
    yield from _by_grade("limits_by_grade", by_grade, 0, MAX_LIMIT_S)
    yield from _number("alarm_after_s", policy.get("alarm_after_s") or 0, 0, 86_400)


def _rows(name: str, rows: Any, policy: Mapping[str, Any], *, late: bool) -> Iterator[Fault]:
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        yield Fault(name, "not_a_list")
        return
    if len(rows) > MAX_MARKS:
        yield Fault(name, "too_many", {"most": MAX_MARKS})
    for number, row in enumerate(rows):
        path = f"{name}.{number}"
        if not isinstance(row, Mapping):
            yield Fault(path, "not_an_object")
            continue
        yield from _row(path, row, policy, late=late)


def _row(
    path: str, row: Mapping[str, Any], policy: Mapping[str, Any], late: bool
) -> Iterator[Fault]:
    unknown = sorted(set(row) - {"name", "to", "time", *KINDS_OF_TIME})
    if unknown:
        yield Fault(path, "unknown_key", {"key": unknown[0]})
    name = row.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield Fault(f"{path}.name", "bad_name")
    elif name in RESERVED or name.startswith("repeat"):
        yield Fault(f"{path}.name", "reserved_name")
    yield from _roles(f"{path}.to", row.get("to"), empty_is_fine=False)
    given = [kind for kind in KINDS_OF_TIME if kind in row]
    if len(given) != 1:
        yield Fault(path, "one_kind_of_time")
        return
    yield from _instant(f"{path}.{given[0]}", given[0], row[given[0]], policy, late)
    if "time" in row:
        if given[0] not in ("days", "working_days"):
            yield Fault(f"{path}.time", "time_without_day")
        else:
            yield from _time(f"{path}.time", row["time"])


def _instant(
    path: str, kind: str, value: Any, policy: Mapping[str, Any], late: bool
) -> Iterator[Fault]:
    """A mark stands on its side of the deadline, and not before the clock starts."""
    limit = policy.get("limit_s")
    if kind == "percent":
        yield from _number(path, value, 0, 100_000)
        if _is_number(value) and value > 100 and not late:
            yield Fault(path, "percent_over_100")
        if _is_number(value) and value <= 100 and late:
            yield Fault(path, "late_mark_too_early")
    elif kind == "working_days":
        yield from _number(path, value, 1, MAX_WORKING_DAYS)
    else:
        most = MAX_LIMIT_S if kind == "offset_s" else MAX_DAYS
        yield from _number(path, value, -most, most)
        if not _is_number(value):
            return
        seconds = value if kind == "offset_s" else value * 86_400
        if late and value <= 0:
            yield Fault(path, "late_mark_too_early")
        if not late and (value > 0 or (value == 0 and kind == "offset_s")):
            yield Fault(path, "mark_after_deadline")
        if not late and _is_number(limit) and 0 <= limit < -seconds:
            yield Fault(path, "mark_before_start")


def _unique_names(policy: Mapping[str, Any]) -> Iterator[Fault]:
    seen: set[str] = set()
    for group in ("marks", "late_marks"):
        rows = policy.get(group)
        for number, row in enumerate(rows if isinstance(rows, Sequence) else ()):
            name = row.get("name") if isinstance(row, Mapping) else None
            if isinstance(name, str) and name in seen:
                yield Fault(f"{group}.{number}.name", "name_twice")
            if isinstance(name, str):
                seen.add(name)


def _repeat(repeat: Any) -> Iterator[Fault]:
    if not isinstance(repeat, Mapping):
        yield Fault("repeat", "not_an_object")
        return
    if not repeat:
        return
    known = {"every_s", "every_days", "time", "to", "max", "by_grade", "from", "until"}
    for key in sorted(set(repeat) - known):
        yield Fault("repeat", "unknown_key", {"key": key})
    if ("every_s" in repeat) == ("every_days" in repeat):
        yield Fault("repeat.every_s", "one_kind_of_repeat")
    if "every_s" in repeat:
        yield from _number("repeat.every_s", repeat["every_s"], LEAST_REPEAT_S, MAX_LIMIT_S)
    if "every_days" in repeat:
        yield from _number("repeat.every_days", repeat["every_days"], 1, 366)
    yield from _by_grade(
        "repeat.by_grade", repeat.get("by_grade") or {}, LEAST_REPEAT_S, MAX_LIMIT_S
    )
    yield from _number("repeat.max", repeat.get("max", 10), 1, MAX_REPEATS)
    yield from _roles("repeat.to", repeat.get("to", []), empty_is_fine=True)
    for key in ("time", "from", "until"):
        if key in repeat:
            yield from _time(f"repeat.{key}", repeat[key])
    first, last = repeat.get("from"), repeat.get("until")
    if (first is None) != (last is None):
        yield Fault("repeat.until", "both_or_neither")
    elif _is_time(first) and _is_time(last) and str(first) >= str(last):
        yield Fault("repeat.until", "until_before_from")


def _control(code: str, policy: Mapping[str, Any]) -> Iterator[Fault]:
    longest = policy.get("snooze_max_s") or 0
    yield from _number("snooze_max_s", longest, 0, MAX_SNOOZE_S)
    if longest and code in UNMOVABLE:
        yield Fault("snooze_max_s", "unmovable")
    if policy.get("pausable") and not may_pause(code):
        yield Fault("pausable", "unmovable" if code in UNMOVABLE else "only_reports_and_drills")


def _roles(path: str, roles: Any, *, empty_is_fine: bool) -> Iterator[Fault]:
    if not isinstance(roles, Sequence) or isinstance(roles, str):
        yield Fault(path, "not_a_list")
        return
    if not roles and not empty_is_fine:
        yield Fault(path, "nobody_told")
    for role in roles:
        if role not in ROLES:
            yield Fault(path, "unknown_role", {"role": str(role)[:40]})


def _by_grade(path: str, rows: Any, least: int, most: int) -> Iterator[Fault]:
    if not isinstance(rows, Mapping):
        yield Fault(path, "not_an_object")
        return
    for grade, value in rows.items():
        if grade not in GRADES:
            yield Fault(path, "unknown_grade", {"grade": str(grade)[:10]})
        else:
            yield from _number(f"{path}.{grade}", value, least, most)


def _number(path: str, value: Any, least: int, most: int) -> Iterator[Fault]:
    """A whole number between two limits (both included)."""
    if not _is_number(value):
        yield Fault(path, "not_a_number")
    elif value < least:
        code = "negative" if least == 0 else "too_small"
        yield Fault(path, code, {"least": least})
    elif value > most:
        yield Fault(path, "too_large", {"most": most})


def _is_number(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _time(path: str, value: Any) -> Iterator[Fault]:
    if not _is_time(value):
        yield Fault(path, "bad_time")


def _is_time(value: Any) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"\d\d:\d\d", value):
        return False
    try:
        time.fromisoformat(value)
    except ValueError:
        return False
    return True
