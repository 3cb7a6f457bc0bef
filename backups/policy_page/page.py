"""Everything the page of a policy shows, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.access import may
from accounts.models import User
from backups import action_links
from backups.domain.rhythm import BadSchedule, next_after, pitfalls
from backups.models import BackupPolicy, BackupSet, Heartbeat, PolicyState
from backups.overview.bar import PointBar, bar_of
from backups.recovery_points import FamilyPoint, recovery_points
from backups.services.judging import is_bad
from backups.words.ages import coarse
from backups.words.judged import judged_words
from backups.words.schedule import schedule_words

DATES, SETS, CALLS = 5, 8, 10
JUDGED = {
    "rhythm": gettext_lazy("Rhythm"),
    "verification": pgettext_lazy("backup", "Verification"),
    "freshness": gettext_lazy("Freshness"),
    "restore_test": gettext_lazy("Restore test"),
    "suspicion": gettext_lazy("Plausibility"),
    "copies": gettext_lazy("3-2-1 rule"),
    "detection": gettext_lazy("Detection in time"),
    "proof": pgettext_lazy("detection", "Proof"),
}


@dataclass(frozen=True)
class Schedule:
    """`warnings` are what the rule says and people rarely mean."""

    words: str
    dates: list[datetime]
    warnings: list[str]
    problem: str = ""


@dataclass(frozen=True)
class PolicyPage:
    policy: BackupPolicy
    state: PolicyState | None
    schedule: Schedule
    family: FamilyPoint | None
    sets: list[BackupSet]
    heartbeats: list[Heartbeat]
    judged: list[dict[str, Any]]
    action_url: str

    @property
    def age_s(self) -> int | None:
        return coarse(self.family.age_s) if self.family else None

    @property
    def bar(self) -> PointBar | None:
        one = self.family
        return bar_of(one.age_s, one.required_s, one.status) if one else None

    @property
    def misses_plan(self) -> bool:
        return bool(self.family and self.family.plan_gap_s)


def policy_page(user: User, policy: BackupPolicy, at: datetime) -> PolicyPage:
    state = getattr(policy, "state", None)
    point = recovery_points(at, [policy.system_id]).get(policy.system_id)
    family = next(
        (one for one in point.families if one.data_class == policy.data_class), None
    ) if point else None  # fmt: skip
    return PolicyPage(
        policy=policy,
        state=state,
        schedule=schedule_of(policy.schedule, policy.timezone, at),
        family=family,
        sets=list(
            policy.sets.exclude(state="expected").defer("log").order_by("-arrived_at")[:SETS]
        ),
        heartbeats=list(policy.heartbeats.all()[:CALLS]),
        judged=_judged(state.judged if state else {}),
        action_url=_action(user, policy, state),
    )


def schedule_of(rule: str, zone: str, at: datetime) -> Schedule:
    """In words, with the next dates; a rule nobody can read says so."""
    if not rule:
        return Schedule(schedule_words(""), [], [])
    try:
        dates: list[datetime] = []
        after = at
        while len(dates) < DATES:
            following = next_after(rule, zone, after)
            if following is None:
                break
            dates.append(following)
            after = following
        warnings = [_pitfall(one) for one in pitfalls(rule)]
    except (BadSchedule, ValueError):
        return Schedule(rule, [], [], _("This schedule cannot be read."))
    return Schedule(schedule_words(rule, zone), dates, warnings)


def _pitfall(code: str) -> str:
    if code == "skips_years":
        return _("It comes only in leap years.")
    return _("Months without that day are left out; BYMONTHDAY=-1 is the last day of every month.")


def _judged(kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": JUDGED.get(what, what),
            "words": judged_words(one.get("state", "")),
            "bad": is_bad(what, one.get("state", "")),
            "since": parse_datetime(one["since"]) if one.get("since") else None,
            "set": one.get("set"),
        }
        for what, one in kept.items()
        if isinstance(one, Mapping)
    ]


def _action(user: User, policy: BackupPolicy, state: PolicyState | None) -> str:
    bad = state is not None and is_bad("rhythm", state.rhythm)
    if not bad or state is None or not may(user, "action.change"):
        return ""
    return action_links.of_rhythm(policy, state.get_rhythm_display())
