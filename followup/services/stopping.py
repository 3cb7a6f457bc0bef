"""Whether a message is still wanted, asked right before it leaves (NTF-4)."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import transaction

from followup.messages import StopRule, kind_of
from followup.models import Notification
from followup.registry import Key, Subject, load_subjects, subject_kinds
from followup.services.people import Roles, roles_of

log = logging.getLogger(__name__)


def reasons_to_stop(rows: Sequence[Notification]) -> dict[int, str]:
    """Id → why it is no longer wanted, as its kind's rule says; each rule is asked once."""
    by_rule: dict[StopRule, list[Notification]] = defaultdict(list)
    for row in rows:
        kind = kind_of(row.kind)
        if kind is not None and kind.stop is not None:
            by_rule[kind.stop].append(row)
    # Told on several channels and acknowledged on one: the others keep quiet.
    answer = {row.pk: "acknowledged" for row in rows if row.ack_at is not None}
    for rule, asked in by_rule.items():
        try:
            with transaction.atomic():
                answer.update(rule(asked))
        except Exception:
            # A broken rule must not hold up everybody's messages: rather told than lost.
            log.exception("a stop rule failed for messages of %s", asked[0].kind)
    return answer


def clock_no_longer_asks(rows: Sequence[Notification]) -> dict[int, str]:
    """The stop rule of messages of clocks: its clock runs, its subject is open, the role is held.

    A constant number of queries. A message without a clock (or without roles) is judged by what
    it has.
    """
    subjects = load_subjects({(row.subject_kind, row.subject_code) for row in rows})
    roles = roles_of(subjects.values())
    return {row.pk: why for row in rows if (why := _why_not(row, subjects, roles))}


def _why_not(row: Notification, subjects: Mapping[Key, Subject], roles: Mapping[Key, Roles]) -> str:
    if row.clock is not None and not row.clock.is_live:
        return "clock_stopped"
    key = (row.subject_kind, row.subject_code)
    if not row.subject_kind or row.subject_kind not in subject_kinds():
        return ""
    if key not in subjects:
        return "subject_gone"
    if not subjects[key].is_open:
        return "subject_closed"
    if row.roles and not _holds_one(row, roles[key]):
        return "role_left"
    return ""


def _holds_one(row: Notification, roles: Roles) -> bool:
    """The recipient, as person or login, still stands behind one of the row's roles."""
    return any(
        (one.person is not None and one.person.pk == row.person_id)
        or (one.user is not None and one.user.pk == row.user_id)
        for role in row.roles
        for one in roles.get(role, ())
    )
