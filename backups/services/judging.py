"""What is told once: a state of a policy is written, and whoever must know hears of a change.

The row of the policy is locked while it is compared, and message and webhook are written in the
same transaction: two workers at once tell once, and one killed in between told nothing and wrote
nothing. What stays bad is told again every day. Rules: docs/method.md §27.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from backups.followup_sources import policy_subject
from backups.models import BackupPolicy, BackupSet, PolicyState
from bia.services.publishing import publish_row
from followup.registry import Recipient, Subject
from followup.services.outbox import Message, notify

AGAIN = timedelta(days=1)

# What is judged → its states that are bad; every other one is good.
BAD: Mapping[str, frozenset[str]] = {
    "rhythm": frozenset({"late", "missing", "failed", "too_fast", "too_slow", "too_often"}),
    "verification": frozenset({"failed", "not_run"}),
    "freshness": frozenset({"missed", "nothing"}),
    "restore_test": frozenset({"failed", "overdue", "never", "not_run"}),
    "suspicion": frozenset({"suspicious"}),
    "copies": frozenset({"broken"}),
    "detection": frozenset({"too_late"}),
    "proof": frozenset({"failed", "not_found", "fail"}),
}
# Of all policies of one class of data together: kept at the first of them.
OF_FAMILY = frozenset({"freshness", "restore_test", "copies", "detection"})
# Another set in the same bad state is news.
OF_SET = frozenset({"verification", "suspicion"})
WEBHOOKS = {
    ("rhythm", "late"): "backup_policy.late",
    ("rhythm", "missing"): "backup_policy.missing",
    ("rhythm", "failed"): "backup_policy.failed",
    ("rhythm", "too_fast"): "backup_policy.implausible",
    ("rhythm", "too_slow"): "backup_policy.implausible",
    ("rhythm", "too_often"): "backup_policy.implausible",
    ("rhythm", "on_time"): "backup_policy.on_time",
    ("freshness", "missed"): "backup_policy.rpo_missed",
    ("freshness", "nothing"): "backup_policy.rpo_missed",
    ("freshness", "met"): "backup_policy.rpo_met",
}


@dataclass(frozen=True)
class Judged:
    """What stands: since when, when it was told last and which telling that was."""

    state: str
    since: str
    told_at: str = ""
    number: int = 0
    set: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> Judged | None:
        if not kept:
            return None
        return cls(
            kept["state"], kept["since"], kept.get("told_at") or "", kept.get("number", 0),
            kept.get("set") or "",
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "since": self.since,
            "told_at": self.told_at or None,
            "number": self.number,
            "set": self.set or None,
        }


def is_bad(what: str, state: str) -> bool:
    return state in BAD.get(what, frozenset())


@transaction.atomic
def judge(
    policy: BackupPolicy,
    what: str,
    state: str,
    *,
    at: datetime,
    set: BackupSet | None = None,
    params: Mapping[str, Any] | None = None,
) -> bool:
    """Write that `what` of the policy is `state` since `at`; True when it was told.

    Told are: a good state that turns bad, one bad state after another, and what is good again.
    While it stays bad it is told again a day later. `set` is the one it was seen at; `params`
    are further places of the message's text (followup/messages.py).
    """
    if what in OF_FAMILY:
        policy = first_of_family(policy)
    row = locked_state(policy)
    before = Judged.of(row.judged.get(what))
    same = before is not None and before.state == state
    if what in OF_SET and before is not None and set is not None and is_bad(what, state):
        same = same and before.set == set.code
    tell = _again(before, what, at) if same and before else _news(before, what, state)
    if same and not tell:
        return False
    number = (before.number if before else 0) + (1 if tell else 0)
    after = Judged(
        state=state,
        since=before.since if before and before.state == state else at.isoformat(),
        told_at=at.isoformat() if tell else "",
        number=number,
        set=set.code if set is not None else (before.set if same and before else ""),
    )
    row.judged = {**row.judged, what: after.as_json()}
    row.save(update_fields=["judged"])
    if tell:
        _tell(policy, what, state, after, at, params or {}, repeated=same)
    return tell


def first_of_family(policy: BackupPolicy) -> BackupPolicy:
    """The oldest policy of the same class of data, paused or not."""
    family = BackupPolicy.objects.filter(system=policy.system_id, data_class=policy.data_class)
    return family.order_by("pk").first() or policy


def locked_state(policy: BackupPolicy) -> PolicyState:
    """The policy's row of state, locked until the end of the transaction."""
    PolicyState.objects.bulk_create([PolicyState(policy_id=policy.pk)], ignore_conflicts=True)
    return PolicyState.objects.select_for_update().get(policy_id=policy.pk)


def _news(before: Judged | None, what: str, state: str) -> bool:
    if before is None:
        return is_bad(what, state)
    return is_bad(what, state) or is_bad(what, before.state)


def _again(before: Judged, what: str, at: datetime) -> bool:
    """A day after the last telling. What was never told stays untold."""
    if not is_bad(what, before.state) or not before.told_at:
        return False
    return at - datetime.fromisoformat(before.told_at) >= AGAIN


def _tell(
    policy: BackupPolicy,
    what: str,
    state: str,
    judged: Judged,
    at: datetime,
    params: Mapping[str, Any],
    *,
    repeated: bool,
) -> None:
    subject = policy_subject(policy.pk)
    message = Message(
        kind=f"backup.{what}.{state}",
        recipients=_recipients(subject, what),
        subject=subject,
        params={
            "policy": policy.code,
            "data": policy.data_class,
            "system": subject.title,
            "set": judged.set,
            "since": {"at": judged.since},
            **params,
        },
        generation=judged.number,
        mark="again" if repeated else "",
        urgent=what == "suspicion" and is_bad(what, state),
    )
    notify(message, at=at)
    type = WEBHOOKS.get((what, state))
    if type is not None and not repeated:
        publish_row(type, policy, at=at, judged={"what": what, **judged.as_json()})


def _recipients(subject: Subject, what: str) -> dict[Recipient, tuple[str, ...]]:
    """Each human once, with all their roles."""
    found: dict[str, tuple[Recipient, tuple[str, ...]]] = {}
    for role, ones in subject.roles.items():
        for who in ones:
            if role != "bcm_managers" or what in TOLD_TO_MANAGERS:
                _who, roles = found.get(who.key, (who, ()))
                found[who.key] = (who, (*roles, role))
    return dict(found.values())


# What costs more than a repair: the continuity manager hears of it too.
TOLD_TO_MANAGERS = frozenset({"freshness", "suspicion", "restore_test", "detection", "proof"})
